import { openEventStoreDb } from '../../../adapters/event-store/eventstoredb.ts';
import { eventStoreCompliance } from '../../compliance/event-store.ts';
import { EventStoreDbServer } from '../../peers/eventstoredb/server.ts';

// A file of its own: the two client packages break each other in one process.
let server: EventStoreDbServer | undefined;

afterEach(() => {
  server?.kill();
});

eventStoreCompliance('kurrentdb on the test server', async () => {
  server = await new EventStoreDbServer({ dialect: 'kurrentdb' }).start();
  return openEventStoreDb(server.address);
});
