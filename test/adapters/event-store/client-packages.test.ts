import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { EventStoreDbServer } from '../../peers/eventstoredb/server.ts';

const script = `
  import { createRequire } from 'node:module';
  import { openEventStore } from './adapters/event-store/open.ts';
  const store = await openEventStore(process.argv[1]);
  const at = '2026-01-05T09:00:00.000Z';
  const id = '019b76da-a800-7000-8000-00000000000' + process.argv[2];
  const event = { id, type: 'ThingHappened', schemaVersion: 1, at, actor: 'system:test', correlationId: id, causationId: null, data: {} };
  const appended = await store.append('thing-' + id, 'none', [event]);
  await store.close();
  const loaded = Object.keys(createRequire(import.meta.url).cache).filter(file => /db-client|kurrentdb-client/.test(file));
  console.log(JSON.stringify({ kind: appended.kind, packages: [...new Set(loaded.map(file => /@(eventstore|kurrent)\\//.exec(file)[1]))] }));
`;

let server: EventStoreDbServer;
beforeAll(async () => {
  server = await new EventStoreDbServer().start();
});
afterAll(() => server.kill());

/** In a process of its own, which must also end by itself once the store is closed. */
async function packagesFor(address: string, digit: number): Promise<unknown> {
  const parameters = ['--input-type=module', '-e', script, address, String(digit)];
  const { stdout } = await promisify(execFile)(process.execPath, parameters);
  return JSON.parse(stdout) as unknown;
}

test.each([
  ['esdb', ['eventstore']],
  ['kurrentdb', ['kurrent']],
  ['memory', []],
])('%s loads what it needs and nothing else', async (scheme, packages) => {
  const address = scheme === 'memory' ? 'memory:' : server.address.replace('esdb:', `${scheme}:`);
  expect(await packagesFor(address, packages.length === 0 ? 0 : scheme.length)).toEqual({
    kind: 'appended',
    packages,
  });
});
