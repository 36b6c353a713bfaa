import { logTakeoverCompliance } from '../../compliance/log-takeover.ts';
import { EventStoreDbServer } from '../../peers/eventstoredb/server.ts';

const servers: EventStoreDbServer[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.kill();
});

logTakeoverCompliance('kurrentdb on the test server', async () => {
  const server = await new EventStoreDbServer({ dialect: 'kurrentdb' }).start();
  servers.push(server);
  return server.address;
});
