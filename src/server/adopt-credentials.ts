import { existsSync } from 'node:fs';
import { openSqliteCredentials } from '../../adapters/credentials/index.ts';
import type { Clock, CredentialKind, CredentialStore } from '../../domain/kernel/index.ts';

const kinds: Readonly<Record<CredentialKind, true>> = {
  password: true,
  session: true,
  'api-token': true,
  'enrolment-token': true,
  agent: true,
  'server-key': true,
  'second-factor': true,
  'second-factor-offer': true,
  'second-factor-use': true,
  'recovery-code': true,
  'oidc-flow': true,
  'agent-configuration-password': true,
};
const allKinds = Object.keys(kinds) as CredentialKind[];

/**
 * A server that kept credentials in its data folder brings them along when it is given a shared store that has none:
 * people keep their passwords, agents their admission, and the ledger its key. Answers how many were copied; the file
 * stays.
 */
export async function adoptCredentials(file: string, shared: CredentialStore, clock: Clock): Promise<number> {
  if (!existsSync(file)) return 0;
  for (const kind of allKinds) if ((await shared.list(kind)).length > 0) return 0;
  const own = await openSqliteCredentials(file, clock);
  try {
    let copied = 0;
    for (const kind of allKinds)
      for (const credential of await own.list(kind)) if (await shared.create(credential)) copied += 1;
    return copied;
  } finally {
    await own.close();
  }
}
