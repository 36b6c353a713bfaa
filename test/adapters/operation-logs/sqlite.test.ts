import { openSqliteOperationStore } from '../../../adapters/operation-logs/sqlite.ts';
import { operationStoreCompliance } from '../../compliance/operation-store.ts';
import { temporaryFolders } from '../../support/folder.ts';

const folder = temporaryFolders();

operationStoreCompliance('sqlite', () => openSqliteOperationStore(folder()));
