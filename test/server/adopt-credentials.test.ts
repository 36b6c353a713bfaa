import { join } from 'node:path';
import { memoryCredentialStore, openSqliteCredentials } from '../../adapters/credentials/index.ts';
import { fixedClock } from '../../adapters/platform/index.ts';
import { adoptCredentials } from '../../src/server/adopt-credentials.ts';
import { temporaryFolders } from '../support/folder.ts';

const folder = temporaryFolders();
const clock = fixedClock();
const password = { kind: 'password', id: 'kimura', secret: 'h', details: {}, expiresAt: null } as const;
const key = { kind: 'server-key', id: 'ledger', secret: 'k', details: {}, expiresAt: null } as const;

async function fileWith(...credentials: readonly (typeof password | typeof key)[]): Promise<string> {
  const file = join(folder(), 'credentials.db');
  const own = await openSqliteCredentials(file, clock);
  for (const credential of credentials) await own.put(credential);
  await own.close();
  return file;
}

test('credentials of a data folder come along into an empty shared store', async () => {
  const shared = memoryCredentialStore(clock);
  expect(await adoptCredentials(await fileWith(password, key), shared, clock)).toBe(2);
  expect(await shared.get('password', 'kimura')).toEqual(password);
  expect(await shared.get('server-key', 'ledger')).toEqual(key);
});

test('a shared store that has any keeps its own', async () => {
  const shared = memoryCredentialStore(clock);
  await shared.put({ ...key, secret: 'theirs' });
  expect(await adoptCredentials(await fileWith(password, key), shared, clock)).toBe(0);
  expect(await shared.list('password')).toEqual([]);
});

test('without a file nothing is made', async () => {
  expect(await adoptCredentials(join(folder(), 'none.db'), memoryCredentialStore(clock), clock)).toBe(0);
});
