import type { Accounts } from './accounts.ts';
import type { Passwords } from './passwords.ts';
import { newPassword } from './secrets.ts';

export const builtInUserId = 'system';

/**
 * Sees to it that somebody can sign in. Answers the password that was made up, to be shown once; null where
 * there is one already or the configuration gave it. A lost credential store is healed the same way.
 */
export async function ensureBuiltInAccount(
  accounts: Accounts,
  passwords: Passwords,
  configured: string | null,
): Promise<string | null> {
  const { state } = await accounts.load(builtInUserId);
  if (state.exists && (await passwords.exists(builtInUserId))) {
    // A restart is the way back in when nobody else may unlock.
    if (state.locked !== 'no')
      await accounts.execute(builtInUserId, { type: 'UnlockAccount' }, 'system:start');
    return null;
  }
  const password = configured ?? newPassword();
  const mustChangePassword = configured === null;
  await passwords.set(builtInUserId, password);
  await accounts.execute(
    builtInUserId,
    state.exists
      ? { type: 'ResetPassword', by: null, mustChangePassword }
      : {
          type: 'CreateAccount',
          userId: builtInUserId,
          displayName: 'System administrator',
          email: null,
          roles: ['administrator'],
          scope: null,
          builtIn: true,
          mustChangePassword,
        },
    'system:start',
  );
  return configured === null ? password : null;
}
