import { scanLimit } from '../../../../src/server/http/events/scan.ts';
import type { TestServer } from '../../../support/server.ts';
import { startTestServer } from '../../../support/server.ts';

let server: TestServer;
beforeEach(async () => {
  server = await startTestServer();
});
afterEach(() => server.close());

const get = (query: Record<string, string>) => server.call('GET', '/api/v1/events', { query });

test('a page looks at a bounded part and says where it stopped', async () => {
  const id = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
  const event = (n: number) => ({
    id: id(n),
    type: 'PreferencesChanged',
    schemaVersion: 1,
    at: server.clock.now(),
    actor: 'system:test' as const,
    correlationId: id(n),
    causationId: null,
    data: { changes: { n } },
  });
  for (let start = 0; start < scanLimit + 500; start += 500)
    await server.services.events.append(
      'account-filler',
      'any',
      Array.from({ length: 500 }, (_, n) => event(start + n)),
    );
  const first = await get({ filter: 'actor.eq.system:start' });
  expect(first.body.items).toEqual([]);
  expect(first.body.next).not.toBeNull();
  expect(first.body.scannedTo).toBe((await server.services.events.lastPosition()) - scanLimit + 1);
  const second = await get({ filter: 'actor.eq.system:start', cursor: first.body.next });
  expect(second.body.items).toMatchObject([{ type: 'AccountCreated' }]);
});
