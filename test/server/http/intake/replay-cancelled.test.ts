import { sample } from '../../../support/intake.ts';
import { startTestServer } from '../../../support/server.ts';

// One body is read again sooner than another server would hear of the wish: that it does is a matter of jobs.
test('a replay that is cancelled says so', async () => {
  const server = await startTestServer();
  await server.app.inject({
    method: 'POST',
    url: '/api/v1/inventories',
    headers: { authorization: `Bearer ${server.token}`, 'content-type': 'application/octet-stream' },
    payload: sample('ocs'),
  });
  const { body } = await server.call('POST', '/api/v1/inventories/replay');
  await server.call('POST', `/api/v1/jobs/${body.id}/cancel`);
  expect(await server.jobEnded(body.id)).toMatchObject({ state: 'cancelled' });
  const ends = [];
  for await (const batch of server.services.events.readAll(0, { types: ['InventoryReplayEnded'] }))
    ends.push(...batch);
  expect(ends).toMatchObject([{ data: { outcome: 'cancelled', changed: null } }]);
  await server.close();
});
