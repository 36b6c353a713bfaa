import { inventory } from '../../../support/device-reports.ts';
import { startTestServer, type TestServer } from '../../../support/server.ts';

let server: TestServer;
let owner: { readonly userId: string; readonly token: string };
/** Once the first page of the export has been read. */
let meanwhile: () => Promise<unknown>;
beforeEach(async () => {
  server = await startTestServer();
  for (const name of ['a', 'b', 'c', 'd', 'e']) {
    const report = inventory({ hostName: name, hardware: { serialNumber: `SN-${name}-4711` } });
    const { deviceId } = await server.report(report);
    const place = { department: 'Plant A' };
    const placed = await server.call('PATCH', `/api/v1/devices/${deviceId}`, { body: place });
    if (placed.status >= 300) throw new Error(placed.text);
  }
  await server.caughtUp();
  owner = await server.accountWith(['administrator'], ['Plant A']);
  // Two rows to a page, so that five devices are three pages.
  const { read } = server.services;
  const find = read.find.bind(read);
  read.find = async (collection, query) => {
    const page = await find(collection, query.limit === 1_000 ? { ...query, limit: 2 } : query);
    if (query.limit === 1_000 && query.cursor === undefined) await meanwhile();
    return page;
  };
});
afterEach(() => server.close());

const changed = async (method: 'PATCH' | 'DELETE', path = '', body?: object): Promise<void> => {
  const answer = await server.call(method, `/api/v1/accounts/${owner.userId}${path}`, body && { body });
  if (answer.status >= 300) throw new Error(answer.text);
};
const exported = (format: string) =>
  server.call('GET', '/api/v1/devices/export', { token: owner.token, query: { format, sort: 'name' } });

test.each(['csv', 'json'])('an export as %s is whole where nothing is taken away', async format => {
  meanwhile = () => changed('PATCH', '', { displayName: 'Somebody' });
  const { status, text } = await exported(format);
  expect(status).toBe(200);
  for (const name of ['a', 'b', 'c', 'd', 'e']) expect(text).toContain(`SN-${name}-4711`);
});

test.each([
  ['the department', () => changed('PATCH', '', { scope: ['Plant B'] })],
  ['the right to read devices', () => changed('PATCH', '', { tasks: ['assets'] })],
  ['the session', () => changed('DELETE', '/sessions')],
])('an export whose owner loses %s meanwhile breaks off', async (_what, lose) => {
  meanwhile = lose;
  await expect(exported('csv')).rejects.toThrow();
});
