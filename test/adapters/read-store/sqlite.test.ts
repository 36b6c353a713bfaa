import { SqliteReadStore } from '../../../adapters/read-store/sqlite.ts';
import { readStoreCompliance } from '../../compliance/read-store.ts';
import { readStoreRandomCompliance } from '../../compliance/read-store-random.ts';
import { temporaryFolders } from '../../support/folder.ts';

const folderOf = temporaryFolders();
const open = () => Promise.resolve(new SqliteReadStore(folderOf()));

readStoreCompliance('sqlite', open);
readStoreRandomCompliance('sqlite', open);
