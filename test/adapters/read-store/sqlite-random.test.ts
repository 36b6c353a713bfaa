import { SqliteReadStore } from '../../../adapters/read-store/sqlite.ts';
import { readStoreRandomCompliance } from '../../compliance/read-store-random.ts';
import { temporaryFolders } from '../../support/folder.ts';

const folderOf = temporaryFolders();
readStoreRandomCompliance('sqlite', () => Promise.resolve(new SqliteReadStore(folderOf())), {
  scenarios: 10,
  questions: 80,
});
