import { takeOverIntoEventStoreDb } from '../../../adapters/event-store/eventstoredb.ts';
import type { StoredEvent } from '../../../domain/kernel/index.ts';
import { logTakeoverCompliance } from '../../compliance/log-takeover.ts';
import { EventStoreDbServer } from '../../peers/eventstoredb/server.ts';
import { eventFactory } from '../../support/events.ts';

const servers: EventStoreDbServer[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.kill();
});
async function start(): Promise<EventStoreDbServer> {
  const server = await new EventStoreDbServer().start();
  servers.push(server);
  return server;
}

logTakeoverCompliance('eventstoredb on the test server', async () => (await start()).address);

test('a server that is killed in the middle is waited for, and nothing is written twice or in another order', async () => {
  const server = await start();
  const event = eventFactory();
  const events = Array.from({ length: 60 }, (_, index): StoredEvent => ({
    ...event({ data: { index } }),
    stream: `fact-${index % 3}`,
    revision: Math.floor(index / 3),
    position: index + 1,
  }));
  const target = await takeOverIntoEventStoreDb(server.address);
  const before = server.log.records.length;
  let again: Promise<unknown> | undefined;
  server.log.on('grown', () => {
    if (again || server.log.records.length < before + 20) return;
    server.kill();
    again = server.start();
  });
  await target.take(events);
  expect(await again).toBe(server);
  await target.close();
  const kept = server.log.records.slice(before).map(({ id }) => id);
  expect(kept).toEqual(events.map(({ id }) => id));
});
