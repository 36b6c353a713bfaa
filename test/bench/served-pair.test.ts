import { event } from './support/log-work.ts';
import { namesOfServed, servedPair } from './support/served-pair.ts';

describe('the rows say which servers were measured', () => {
  it('those of the tests, named as such', () => {
    expect(namesOfServed({})).toEqual({
      log: 'EventStoreDB test server (in memory)',
      lists: 'MongoDB-compatible test server (in memory)',
    });
  });

  it('real ones where they are named', () => {
    const environment = {
      MUSTER_TEST_EVENTSTORE: 'esdb://node:2113?tls=false',
      MUSTER_TEST_MONGODB: 'mongodb://node/',
    };
    expect(namesOfServed(environment)).toEqual({ log: 'EventStoreDB', lists: 'MongoDB' });
    const { both } = servedPair({ database: () => 'mongodb://node/db' }, environment);
    expect(both.name).toBe('EventStoreDB and MongoDB');
  });
});

it('the test server of the log runs in a process of its own and takes appends of Muster and of the bare client', async () => {
  const pair = servedPair({ database: () => '' }, {});
  const log = await pair.log.open();
  try {
    expect(await log.store.append('tried-1', 'none', [event()])).toMatchObject({ kind: 'appended' });
    const bound = await log.appends(2, 50);
    expect(bound.limit).toBeGreaterThan(0);
    expect(bound.limitName).toBe('bare appends of the client, EventStoreDB test server (in memory)');
    // The bare client's events are not Muster's: its own log is what it was.
    const seen: string[] = [];
    for await (const events of log.store.readAll(0)) seen.push(...events.map(({ stream }) => stream));
    expect(seen).toEqual(['tried-1']);
  } finally {
    await log.close();
  }
});
