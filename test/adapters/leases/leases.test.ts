import { leasesOfOneServer } from '../../../adapters/leases/alone.ts';
import { memoryLeaseTable } from '../../../adapters/leases/memory.ts';
import { mongoLeaseTable } from '../../../adapters/leases/mongodb.ts';
import { Connection } from '../../../adapters/shared/mongodb.ts';
import { leasesCompliance } from '../../compliance/leases.ts';
import { describeMongodb, startMongodb, type MongodbServer } from '../../support/mongodb.ts';

leasesCompliance('memory', () => Promise.resolve(memoryLeaseTable()));

describeMongodb('leases in MongoDB', () => {
  let server: MongodbServer;
  const opened: Connection[] = [];
  beforeAll(async () => {
    server = await startMongodb();
  }, 180_000);
  afterAll(async () => {
    for (const connection of opened) await connection.close();
    await server.stop();
  });

  leasesCompliance('mongodb', async () => {
    const connection = new Connection(server.database(), false);
    opened.push(connection);
    await connection.ready();
    return mongoLeaseTable(connection);
  });
});

test('a server that has its stores to itself has every lease at once', async () => {
  const leases = leasesOfOneServer('here');
  const { signal } = new AbortController();
  const lease = await leases.acquire('work', signal);
  expect(await leases.holder('work')).toEqual({ server: 'here', token: lease.token });
  expect(lease.lost.aborted).toBe(false);
  await expect(leases.acquire('work', AbortSignal.abort(new Error('ends')))).rejects.toThrow('ends');
});
