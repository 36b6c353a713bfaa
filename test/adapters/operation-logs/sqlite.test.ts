import { openSqliteOperationStore } from '../../../adapters/operation-logs/sqlite.ts';
import { operationStoreCompliance } from '../../compliance/operation-store.ts';
import { operationTraceCompliance } from '../../compliance/operation-trace.ts';
import { temporaryFolders } from '../../support/folder.ts';

const folder = temporaryFolders();

operationStoreCompliance('sqlite', () => openSqliteOperationStore(folder()));
operationTraceCompliance('sqlite', () => openSqliteOperationStore(folder()));
