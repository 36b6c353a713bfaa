import { openEventStoreDb } from '../../../adapters/event-store/eventstoredb.ts';
import { eventStoreCompliance } from '../../compliance/event-store.ts';
import { EventStoreDbServer } from '../../peers/eventstoredb/server.ts';

let server: EventStoreDbServer | undefined;

afterEach(() => {
  server?.kill();
});

eventStoreCompliance('eventstoredb on the test server', async () => {
  server = await new EventStoreDbServer().start();
  return openEventStoreDb(server.address);
});
