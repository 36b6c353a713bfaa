import type { Tasks } from '../../../domain/accounts/index.ts';
import type { Actor } from '../../../domain/kernel/index.ts';
import type { Permission, Role } from '../permissions.ts';

/** Who is asking, established once per request. */
export interface Principal {
  readonly userId: string;
  readonly displayName: string;
  readonly roles: readonly Role[];
  /** Those it works in; null: all of them. */
  readonly tasks: Tasks;
  /** What roles and tasks leave, and the API token where it comes with one. */
  readonly permissions: ReadonlySet<Permission>;
  /** Department paths the account is restricted to; null: all departments; empty: it reaches none. */
  readonly scope: readonly string[] | null;
  /** Nothing else is allowed before that. */
  readonly mustChangePassword: boolean;
  readonly actor: Actor;
  /** How it was proven. `local` is the command line on the same machine. */
  readonly via: 'session' | 'api-token' | 'local';
  /** Id of the session or token; never the secret. */
  readonly credentialId: string;
}
