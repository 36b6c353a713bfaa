import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Clock, Credential, CredentialStore } from '../../domain/kernel/index.ts';
import { LazyThread } from '../shared/lazy-thread.ts';
import { guarded, openDatabase } from './database.ts';
import type { CredentialCalls, Row } from './messages.ts';

/**
 * One small file, readable by its owner only. Reading takes some microseconds and is done at once; writes go to
 * a thread, started by the first, that commits for all who wait, so that a wave of enrolling agents costs a few
 * fsyncs and none of them holds up the event loop. Another process (the command line) may write beside.
 */
export async function openSqliteCredentials(file: string, clock: Clock): Promise<CredentialStore> {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const database = openDatabase(file);
  const statements = {
    get: database.prepare<[string, string], Row>('SELECT * FROM credential WHERE kind = ? AND id = ?'),
    list: database.prepare<[string, string], Row>(
      'SELECT * FROM credential WHERE kind = ? AND (expires_at IS NULL OR expires_at > ?) ORDER BY id',
    ),
    expire: database.prepare<[string]>('DELETE FROM credential WHERE expires_at <= ?'),
  };
  guarded(() => statements.expire.run(clock.now()));
  const thread = new LazyThread<CredentialCalls>(new URL('./worker.ts', import.meta.url), { file });
  let closing: Promise<void> | null = null;
  const isLiving = (row: Row) => row.expires_at === null || row.expires_at > clock.now();

  return {
    async put(credential) {
      await thread.call({ op: 'put', row: toRow(credential) });
    },
    create: credential => thread.call({ op: 'create', row: toRow(credential), now: clock.now() }),
    replace: credential => thread.call({ op: 'replace', row: toRow(credential), now: clock.now() }),
    async get(kind, id) {
      const row = guarded(() => statements.get.get(kind, id));
      return row && isLiving(row) ? toCredential(row) : undefined;
    },
    async list(kind) {
      return guarded(() => statements.list.all(kind, clock.now())).map(toCredential);
    },
    delete: (kind, id) => thread.call({ op: 'delete', kind, id, now: clock.now() }),
    close: () => (closing ??= thread.close().finally(() => database.close())),
  };
}

function toRow({ kind, id, secret, details, expiresAt }: Credential): Row {
  return { kind, id, secret, details: JSON.stringify(details), expires_at: expiresAt };
}

function toCredential({ kind, id, secret, details, expires_at }: Row): Credential {
  return { kind, id, secret, details: JSON.parse(details) as Record<string, unknown>, expiresAt: expires_at };
}
