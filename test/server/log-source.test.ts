import { join } from 'node:path';
import { openEventStore } from '../../adapters/event-store/open.ts';
import { FoldError } from '../../projections/kernel/index.ts';
import { openLog } from '../../src/server/log-source.ts';
import { eventFactory } from '../support/events.ts';
import { temporaryFolders } from '../support/folder.ts';

const folder = temporaryFolders();
const event = eventFactory();

async function logOf(...types: string[]): Promise<string> {
  const file = join(folder(), 'events.db');
  const log = await openEventStore(`sqlite:${file}`);
  for (const type of types) await log.append('account-abe', 'any', [event({ type })]);
  await log.close();
  return file;
}

test('a thread that builds read models reads the types it asks for', async () => {
  const log = openLog(await logOf('AccountRemoved', 'AccountUnlocked', 'AccountRemoved'));
  const pages = [...log.read(0, 3, ['AccountRemoved'])];
  expect(pages.flat().map(({ position }) => position)).toEqual([1, 3]);
  log.close();
});

test('what a newer version of the program wrote is met there too, at its place', async () => {
  const log = openLog(await logOf('AccountRemoved', 'AccountPraised'));
  const read = () => [...log.read(0, 2, ['AccountRemoved'])];
  expect(read).toThrow(FoldError);
  expect(read).toThrow(/AccountPraised: position 2 is of a type this program does not know/);
  log.close();
});
