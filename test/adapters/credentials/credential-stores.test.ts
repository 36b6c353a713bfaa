import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memoryCredentialStore, openSqliteCredentials } from '../../../adapters/credentials/index.ts';
import { fixedClock } from '../../../adapters/platform/index.ts';
import { openMongoCredentials } from '../../../adapters/credentials/mongodb.ts';
import { StoreUnavailableError } from '../../../domain/kernel/index.ts';
import { credentialStoreCompliance } from '../../compliance/credential-store.ts';
import { describeMongodb, mongodbOfSuite } from '../../support/mongodb.ts';

let folder: string;
let count = 0;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'muster-credentials-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const freshFile = () => join(folder, `c${++count}`, 'credentials.db');
const session = { kind: 'session', id: 'a', secret: 'h', details: {}, expiresAt: null } as const;

credentialStoreCompliance('memory', memoryCredentialStore);
credentialStoreCompliance('sqlite', clock => openSqliteCredentials(freshFile(), clock));

describeMongodb('credentials in MongoDB', () => {
  const { database, connect } = mongodbOfSuite();

  credentialStoreCompliance('mongodb', async clock => openMongoCredentials(await connect(), clock));

  test('what one server writes the others see, and one of them alone creates', async () => {
    const address = database();
    const [one, other] = await Promise.all(
      [connect(address), connect(address)].map(async connection =>
        openMongoCredentials(await connection, fixedClock()),
      ),
    );
    await one!.put(session);
    expect(await other!.get('session', 'a')).toEqual(session);
    expect(await other!.create(session)).toBe(false);
    await other!.delete('session', 'a');
    expect(await one!.replace(session)).toBe(false);
    expect(await one!.get('session', 'a')).toBeUndefined();
  });
});

describe('the SQLite file', () => {
  test('is there after a restart, readable by its owner only', async () => {
    const file = freshFile();
    const first = await openSqliteCredentials(file, fixedClock());
    await first.put(session);
    await first.close();
    const second = await openSqliteCredentials(file, fixedClock());
    expect(await second.get('session', 'a')).toEqual(session);
    expect(statSync(file).mode & 0o077).toBe(0);
    await second.close();
  });

  test('a write asked for before closing is kept', async () => {
    const file = freshFile();
    const first = await openSqliteCredentials(file, fixedClock());
    const written = first.put(session);
    await first.close();
    await written;
    const second = await openSqliteCredentials(file, fixedClock());
    expect(await second.get('session', 'a')).toEqual(session);
    await second.close();
  });

  test('two processes may use it', async () => {
    const file = freshFile();
    const one = await openSqliteCredentials(file, fixedClock());
    const other = await openSqliteCredentials(file, fixedClock());
    await one.put(session);
    expect(await other.get('session', 'a')).toEqual(session);
    expect(await other.delete('session', 'a')).toBe(true);
    expect(await one.get('session', 'a')).toBeUndefined();
    await Promise.all([one.close(), other.close()]);
  });

  test('a damaged file is said to be damaged', async () => {
    const file = join(folder, 'damaged.db');
    writeFileSync(file, 'this is no database, and it is long enough to be looked at as one'.repeat(100));
    await expect(openSqliteCredentials(file, fixedClock())).rejects.toThrow(StoreUnavailableError);
    await expect(openSqliteCredentials(file, fixedClock())).rejects.toThrow(/corrupt/);
  });
});
