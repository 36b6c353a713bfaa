import type { Clock, Credential, CredentialKind, CredentialStore } from '../../domain/kernel/index.ts';
import { isDuplicate, type Connection } from '../shared/mongodb.ts';
import { Turns } from '../shared/turns.ts';

interface StoredCredential {
  /** Kind and id: one row under the index every collection has. */
  readonly _id: string;
  readonly kind: CredentialKind;
  readonly id: string;
  readonly secret: string;
  readonly details: string;
  readonly expiresAt: string | null;
}

/**
 * Credentials as documents of the collection `credentials`, for all servers on it: what one writes the others see with
 * their next question. Expired ones do not exist whether or not they are still there; opening removes them. The
 * connection stays the caller's.
 */
export async function openMongoCredentials(connection: Connection, clock: Clock): Promise<CredentialStore> {
  const credentials = connection.db.collection<StoredCredential>('credentials');
  const asked = <T>(work: Promise<T>): Promise<T> => connection.asked(work);
  // What one server writes of one credential takes effect in the order it was asked for.
  const turns = new Turns();
  const inTurn = <T>(key: string, work: () => Promise<T>): Promise<T> => turns.take(key, () => asked(work()));
  const living = () => ({ $or: [{ expiresAt: null }, { expiresAt: { $gt: clock.now() } }] });
  await asked(credentials.deleteMany({ expiresAt: { $ne: null, $lte: clock.now() } }));

  return {
    put: credential => {
      const stored = toStored(credential);
      return inTurn(stored._id, async () => {
        await credentials.replaceOne({ _id: stored._id }, stored, { upsert: true });
      });
    },
    create: credential => {
      const stored = toStored(credential);
      const expired = { _id: stored._id, expiresAt: { $ne: null, $lte: clock.now() } };
      return inTurn(stored._id, async () => {
        try {
          // Takes the place of an expired one, or is put where there is none; one that lives is in the way.
          await credentials.replaceOne(expired, stored, { upsert: true });
          return true;
        } catch (error) {
          if (isDuplicate(error)) return false;
          throw error;
        }
      });
    },
    replace: credential => {
      const stored = toStored(credential);
      return inTurn(stored._id, async () => {
        const { matchedCount } = await credentials.replaceOne({ _id: stored._id, ...living() }, stored);
        return matchedCount === 1;
      });
    },
    async get(kind, id) {
      const found = await asked(credentials.findOne({ _id: keyOf(kind, id), ...living() }));
      return found ? toCredential(found) : undefined;
    },
    async list(kind) {
      const found = await asked(
        credentials
          .find({ _id: { $gte: keyOf(kind, ''), $lt: `${kind}0` }, ...living() })
          .sort({ _id: 1 })
          .toArray(),
      );
      return found.map(toCredential);
    },
    delete: (kind, id) =>
      inTurn(keyOf(kind, id), async () => {
        const found = await credentials.findOneAndDelete({ _id: keyOf(kind, id) });
        return found !== null && (found.expiresAt === null || found.expiresAt > clock.now());
      }),
    close: async () => undefined,
  };
}

/** Kinds are words and hyphens; the character after `/` is `0`. */
function keyOf(kind: CredentialKind, id: string): string {
  return `${kind}/${id}`;
}

function toStored({ kind, id, secret, details, expiresAt }: Credential): StoredCredential {
  return { _id: keyOf(kind, id), kind, id, secret, details: JSON.stringify(details), expiresAt };
}

function toCredential({ kind, id, secret, details, expiresAt }: StoredCredential): Credential {
  return { kind, id, secret, details: JSON.parse(details) as Record<string, unknown>, expiresAt };
}
