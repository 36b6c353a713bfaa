import path from 'node:path';
import { logTakeoverCompliance } from '../../compliance/log-takeover.ts';
import { temporaryFolders } from '../../support/folder.ts';

const folder = temporaryFolders();

logTakeoverCompliance('a file', async () => `sqlite:${path.join(folder(), 'moved.db')}`);
