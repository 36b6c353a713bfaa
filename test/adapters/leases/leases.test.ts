import { leasesOfOneServer } from '../../../adapters/leases/alone.ts';
import { memoryLeaseTable } from '../../../adapters/leases/memory.ts';
import { mongoLeaseTable } from '../../../adapters/leases/mongodb.ts';
import { leasesCompliance } from '../../compliance/leases.ts';
import { describeMongodb, mongodbOfSuite } from '../../support/mongodb.ts';

leasesCompliance('memory', () => Promise.resolve(memoryLeaseTable()));

describeMongodb('leases in MongoDB', () => {
  const { connect } = mongodbOfSuite();

  leasesCompliance('mongodb', async () => mongoLeaseTable(await connect()));
});

test('a server that has its stores to itself has every lease at once', async () => {
  const leases = leasesOfOneServer('here');
  const { signal } = new AbortController();
  const lease = await leases.acquire('work', signal);
  expect(await leases.holder('work')).toEqual({ server: 'here', token: lease.token });
  expect(lease.lost.aborted).toBe(false);
  await expect(leases.acquire('work', AbortSignal.abort(new Error('ends')))).rejects.toThrow('ends');
});
