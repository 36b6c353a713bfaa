import { MongoReadStore } from '../../../adapters/read-store/mongodb.ts';
import { readStoreCompliance } from '../../compliance/read-store.ts';
import { readStoreRandomCompliance } from '../../compliance/read-store-random.ts';
import { describeMongodb, startMongodb, type MongodbServer } from '../../support/mongodb.ts';

describeMongodb('MongoDB read store', () => {
  let server: MongodbServer;
  beforeAll(async () => {
    server = await startMongodb();
  }, 180_000);
  afterAll(() => server.stop());
  const open = () => {
    const store = new MongoReadStore(server.database(), { generation: '5f0c12ab' });
    store.lead(1);
    return Promise.resolve(store);
  };

  readStoreCompliance('mongodb', open);
  // The server of the tests uses no index but the one over keys: few scenarios keep the suite short.
  readStoreRandomCompliance('mongodb', open, { scenarios: 20 });
});
