import iconv from 'iconv-lite';
import { AgentTwin, agentWithDevice } from '../../../support/agent-twin.ts';
import { startTestServer, type TestServer } from '../../../support/server.ts';

let server: TestServer;
let agent: AgentTwin;
beforeAll(async () => {
  server = await startTestServer();
  ({ agent } = await agentWithDevice(server));
});
afterAll(() => server.close());

const path = '/api/v1/software-search-conditions';
type Method = 'GET' | 'POST' | 'PUT';
const call = (method: Method, at = '', body?: unknown, token?: string) =>
  server.call(method, `${path}${at}`, { body, ...(token && { token }) });
const list = async () => (await call('GET')).body.items as { id: string; name: string }[];
const importFile = (content: Buffer | string, query: Record<string, string> = {}) =>
  server.call('POST', `${path}/import`, {
    query,
    body: Buffer.from(content),
    headers: { 'content-type': 'text/csv' },
  });
const wanted = async () => (await agent.ask()).body.search as string | null;
const search = () =>
  server.call('GET', '/agents/software-search', {
    token: null,
    headers: { authorization: agent.authorization },
  });

test('DEV-039 a condition is added, edited and removed; agents are told which there are', async () => {
  expect(await wanted()).toBeNull();
  const added = await call('POST', '', { name: 'Editor', files: ['editor.exe'], size: { least: 10 } });
  expect(added.status).toBe(201);
  const { id } = added.body;
  expect(await list()).toEqual([
    { id, name: 'Editor', files: ['editor.exe'], folders: [], size: { least: 10 }, modified: {} },
  ]);
  const first = await wanted();
  expect((await search()).body).toEqual({ version: first, conditions: await list() });

  expect((await call('POST', '', { name: 'EDITOR', files: ['x'] })).body.code).toBe('SEARCH_CONDITION_TAKEN');
  const edited = await call('PUT', `/${id}`, { name: 'Editor', version: '3', files: ['edit*'] });
  expect(edited.body.events).toMatchObject([{ type: 'SearchConditionsEdited' }]);
  expect(await wanted()).not.toBe(first);

  await call('POST', '', { name: 'Second', files: ['second'] });
  const gone = await call('POST', '/remove', { ids: (await list()).map(each => each.id) });
  expect(gone.body.events[0].data.conditions).toHaveLength(2);
  expect([await list(), await wanted()]).toEqual([[], null]);
  expect((await call('POST', '/remove', { ids: [id] })).body.code).toBe('SEARCH_CONDITION_UNKNOWN');
});

test('what is no condition is refused, and conditions are everybody’s', async () => {
  const wrong = await call('POST', '', { name: 'Editor', files: ['a/b'] });
  expect([wrong.status, wrong.body.code]).toEqual([400, 'VALIDATION_FAILED']);
  const scoped = await server.accountWith(['administrator'], ['Plant A']);
  const body = { name: 'Editor', files: ['editor'] };
  expect((await call('POST', '', body, scoped.token)).status).toBe(403);
  expect((await call('GET', '', undefined, scoped.token)).status).toBe(200);
  const other = await server.accountWith(['administrator'], null, ['assets']);
  expect((await call('GET', '', undefined, other.token)).status).toBe(403);
  expect((await server.call('GET', '/agents/software-search', { token: null })).status).toBe(401);
});

test('DEV-040 the sample can be imported as it is; exported, everything comes back', async () => {
  const sample = await server.call('GET', `${path}/sample`, { query: { encoding: 'UTF-16' } });
  expect(sample.headers['content-disposition']).toContain('sample.csv');
  const file = (
    await server.app.inject({
      url: `${path}/sample?encoding=Shift-JIS`,
      headers: { authorization: `Bearer ${server.token}` },
    })
  ).rawPayload;
  const tried = await importFile(file, { encoding: 'Shift-JIS', dryRun: 'true' });
  expect(tried.body).toMatchObject({ dryRun: true, events: [{ type: 'SearchConditionsAdded' }] });
  await importFile(file, { encoding: 'Shift-JIS' });
  const items = await list();
  expect(items.map(({ name }) => name)).toEqual(['Portable editor', '在庫ツール']);
  const { text } = await server.call('GET', `${path}/export`);
  expect(text.startsWith('\ufeffname,version,')).toBe(true);
  // The same again is nothing new; what is told otherwise takes the place of what was there.
  expect((await importFile(text)).body.events).toEqual([]);
  const changed = await importFile('files,name\nzaiko.jar,在庫ツール\n');
  expect(changed.body.events).toMatchObject([{ type: 'SearchConditionsEdited' }]);
  expect((await list())[1]).toMatchObject({ files: ['zaiko.jar'], folders: [] });
});

test('DEV-040 items and encoding of an export are chosen; what a spreadsheet would run is text, and is read back', async () => {
  const formula = await call('POST', '', { name: '=1+1', files: ['在庫'] });
  const { rawPayload } = await server.app.inject({
    url: `${path}/export?encoding=EUC-JP&fields=files,name`,
    headers: { authorization: `Bearer ${server.token}` },
  });
  const lines = iconv.decode(rawPayload, 'euc-jp').split('\r\n');
  expect(lines).toEqual(expect.arrayContaining(['files,name', "在庫,'=1+1"]));
  expect((await importFile(rawPayload, { encoding: 'EUC-JP', dryRun: 'true' })).body.code).toBeUndefined();
  expect((await importFile("name,files\n'=1+1,在庫\n")).body.events).toEqual([]);
  await call('POST', '/remove', { ids: [formula.body.id] });
  expect((await server.call('GET', `${path}/export`, { query: { fields: 'name,secret' } })).status).toBe(400);
});

test('a file with a fault is refused whole, with row, column and reason of each', async () => {
  const before = await list();
  const faults = async (text: string) => {
    const answer = await importFile(text);
    expect([answer.status, answer.body.code]).toEqual([400, 'SEARCH_CONDITION_FILE_INVALID']);
    return (answer.body.details.faults as { row: number; column: string | null; fault: string }[]).map(
      ({ row, column, fault }) => `${row} ${column} ${fault}`,
    );
  };
  expect(await faults('')).toEqual(['1 name COLUMN_MISSING', '1 files COLUMN_MISSING']);
  expect(await faults('name,files,colour,name\n')).toEqual([
    '1 colour COLUMN_UNKNOWN',
    '1 name COLUMN_TWICE',
  ]);
  expect(
    await faults(
      'name,files,sizeLeast,modifiedFrom\nGood,good.exe,,\n,x,,\nBad,*,ten,\nLate,l,1,soon\na,b,c,d,e',
    ),
  ).toEqual([
    '3 name VALUE',
    '4 files VALUE',
    '4 sizeLeast VALUE',
    '5 modifiedFrom VALUE',
    '6 null ROW_TOO_LONG',
  ]);
  expect((await importFile('name,files\nOne,a\nONE,b\n')).body.code).toBe('SEARCH_CONDITION_TAKEN');
  const many = Array.from({ length: 201 }, (_, at) => `Tool ${at},t${at}`).join('\n');
  expect(await faults(`name,files\n${many}`)).toEqual(['202 null TOO_MANY']);
  expect(await list()).toEqual(before);
});
