import { SqliteReadStore } from '../../../adapters/read-store/sqlite.ts';
import { readStoreCompliance } from '../../compliance/read-store.ts';
import { temporaryFolders } from '../../support/folder.ts';

const folderOf = temporaryFolders();

readStoreCompliance('sqlite', () => Promise.resolve(new SqliteReadStore(folderOf())));
