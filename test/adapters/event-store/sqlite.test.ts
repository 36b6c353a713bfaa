import path from 'node:path';
import { openSqliteEventStore } from '../../../adapters/event-store/sqlite.ts';
import { eventStoreCompliance } from '../../compliance/event-store.ts';
import { temporaryFolders } from '../../support/folder.ts';

const folder = temporaryFolders();

eventStoreCompliance('sqlite', () => openSqliteEventStore(path.join(folder(), 'log.db')));
