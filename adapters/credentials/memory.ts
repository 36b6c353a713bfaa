import type { Credential, CredentialKind, CredentialStore } from '../../domain/kernel/index.ts';
import type { Clock } from '../../domain/kernel/index.ts';

/** For unit tests and demonstrations: gone with the process. */
export function memoryCredentialStore(clock: Clock): CredentialStore {
  const credentials = new Map<string, Credential>();
  const key = (kind: CredentialKind, id: string) => `${kind}\u0000${id}`;
  const living = (credential: Credential | undefined) =>
    credential && (credential.expiresAt === null || credential.expiresAt > clock.now())
      ? credential
      : undefined;
  return {
    async put(credential) {
      credentials.set(key(credential.kind, credential.id), structuredClone(credential));
    },
    async create(credential) {
      const place = key(credential.kind, credential.id);
      if (living(credentials.get(place))) return false;
      credentials.set(place, structuredClone(credential));
      return true;
    },
    async replace(credential) {
      const place = key(credential.kind, credential.id);
      if (!living(credentials.get(place))) return false;
      credentials.set(place, structuredClone(credential));
      return true;
    },
    async get(kind, id) {
      const found = living(credentials.get(key(kind, id)));
      return found && structuredClone(found);
    },
    async list(kind) {
      return [...credentials.values()]
        .filter(credential => credential.kind === kind && living(credential))
        .sort((a, b) => (a.id < b.id ? -1 : 1))
        .map(credential => structuredClone(credential));
    },
    async delete(kind, id) {
      const place = key(kind, id);
      const lived = living(credentials.get(place)) !== undefined;
      credentials.delete(place);
      return lived;
    },
    async close() {
      credentials.clear();
    },
  };
}
