import { chmodSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import type { Clock, Credential, CredentialKind, CredentialStore } from '../../domain/kernel/index.ts';
import { StoreUnavailableError } from '../../domain/kernel/index.ts';
import { sqliteCodeOf } from '../shared/sqlite-errors.ts';

interface Row {
  readonly kind: CredentialKind;
  readonly id: string;
  readonly secret: string;
  readonly details: string;
  readonly expires_at: string | null;
}

interface Write {
  readonly run: () => boolean;
  readonly resolve: (result: boolean) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * One small file, readable by its owner only. All writes of one turn of the event loop are one transaction with
 * one fsync, so that a wave of enrolling agents costs a few of them, not one each. Another process (the command
 * line) may write beside.
 */
export function sqliteCredentialStore(file: string, clock: Clock): CredentialStore {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const database = open(file);
  const writes: Write[] = [];
  let flushing: NodeJS.Immediate | null = null;

  const statements = {
    put: database.prepare<[string, string, string, string, string | null]>(
      'INSERT OR REPLACE INTO credential (kind, id, secret, details, expires_at) VALUES (?, ?, ?, ?, ?)',
    ),
    create: database.prepare<[string, string, string, string, string | null]>(
      'INSERT INTO credential (kind, id, secret, details, expires_at) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
    ),
    get: database.prepare<[string, string], Row>('SELECT * FROM credential WHERE kind = ? AND id = ?'),
    list: database.prepare<[string, string], Row>(
      'SELECT * FROM credential WHERE kind = ? AND (expires_at IS NULL OR expires_at > ?) ORDER BY id',
    ),
    delete: database.prepare<[string, string]>('DELETE FROM credential WHERE kind = ? AND id = ?'),
    expire: database.prepare<[string]>('DELETE FROM credential WHERE expires_at <= ?'),
    expireOne: database.prepare<[string, string, string]>(
      'DELETE FROM credential WHERE kind = ? AND id = ? AND expires_at <= ?',
    ),
  };

  const flush = () => {
    flushing = null;
    const batch = writes.splice(0);
    let results: boolean[];
    try {
      results = database.transaction(() => batch.map(write => write.run())).immediate();
    } catch (error) {
      const failure = unavailable(error);
      for (const write of batch) write.reject(failure);
      return;
    }
    batch.forEach((write, index) => write.resolve(results[index] ?? false));
  };

  const enqueue = (run: () => boolean) =>
    new Promise<boolean>((resolve, reject) => {
      if (!database.open)
        return reject(new StoreUnavailableError('closed', 'the credential store is closed'));
      writes.push({ run, resolve, reject });
      flushing ??= setImmediate(flush);
    });

  const isLiving = (row: Row) => row.expires_at === null || row.expires_at > clock.now();
  statements.expire.run(clock.now());

  return {
    async put(credential) {
      await enqueue(() => statements.put.run(...toRow(credential)).changes > 0);
    },
    create: credential =>
      enqueue(() => {
        statements.expireOne.run(credential.kind, credential.id, clock.now());
        return statements.create.run(...toRow(credential)).changes > 0;
      }),
    async get(kind, id) {
      const row = reading(() => statements.get.get(kind, id));
      return row && isLiving(row) ? toCredential(row) : undefined;
    },
    async list(kind) {
      return reading(() => statements.list.all(kind, clock.now())).map(toCredential);
    },
    delete: (kind, id) =>
      enqueue(() => {
        const row = statements.get.get(kind, id);
        statements.delete.run(kind, id);
        return row !== undefined && isLiving(row);
      }),
    async close() {
      if (flushing) {
        clearImmediate(flushing);
        flush();
      }
      database.close();
    },
  };
}

function open(file: string): Database.Database {
  try {
    const database = new Database(file, { timeout: 2_000 });
    chmodSync(file, 0o600);
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = FULL');
    database.exec(
      `CREATE TABLE IF NOT EXISTS credential (
        kind TEXT NOT NULL, id TEXT NOT NULL, secret TEXT NOT NULL, details TEXT NOT NULL, expires_at TEXT,
        PRIMARY KEY (kind, id)
      ) WITHOUT ROWID, STRICT;
      CREATE INDEX IF NOT EXISTS credential_expiry ON credential (expires_at) WHERE expires_at IS NOT NULL;`,
    );
    return database;
  } catch (error) {
    throw unavailable(error);
  }
}

function reading<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw unavailable(error);
  }
}

/** SQLite's own words stay in `cause`; the reason is one of the port's. */
function unavailable(error: unknown): StoreUnavailableError {
  const code = sqliteCodeOf(error) ?? '';
  const reason = code.startsWith('SQLITE_FULL')
    ? 'disk-full'
    : code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB'
      ? 'corrupt'
      : code.startsWith('SQLITE_BUSY')
        ? 'timeout'
        : 'unreachable';
  return new StoreUnavailableError(reason, `credential store: ${reason}`, { cause: error });
}

function toRow(credential: Credential): [string, string, string, string, string | null] {
  return [
    credential.kind,
    credential.id,
    credential.secret,
    JSON.stringify(credential.details),
    credential.expiresAt,
  ];
}

function toCredential(row: Row): Credential {
  return {
    kind: row.kind,
    id: row.id,
    secret: row.secret,
    details: JSON.parse(row.details) as Record<string, unknown>,
    expiresAt: row.expires_at,
  };
}
