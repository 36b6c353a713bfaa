import type { Credential, CredentialKind } from '../../domain/kernel/index.ts';
import { openForLooking, questionTo } from '../shared/database-check.ts';
import { guarded } from './database.ts';
import type { Row } from './messages.ts';

/** One credential in a file that is only looked at, expired or not; undefined where there is none. */
export function credentialIn(
  file: string,
  kind: CredentialKind,
  id: string,
): Pick<Credential, 'secret' | 'details'> | undefined {
  const db = openForLooking(file);
  try {
    const find = questionTo<[string, string], Row>(db, 'SELECT * FROM credential WHERE kind = ? AND id = ?');
    const row = guarded(() => find.get(kind, id));
    return row && { secret: row.secret, details: JSON.parse(row.details) as Credential['details'] };
  } finally {
    db.close();
  }
}
