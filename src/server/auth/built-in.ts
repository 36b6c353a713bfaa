import { AppError } from '../errors/index.ts';
import type { Accounts } from './accounts.ts';
import type { Passwords } from './passwords.ts';
import type { Principal } from './principal.ts';
import { newPassword } from './secrets.ts';

export const builtInUserId = 'system';

/**
 * Whose saved filters and choices a caller uses: the own ones. The command line on the machine itself has no account;
 * it uses those of the built-in one.
 */
export const keeperOf = ({ userId, via }: Pick<Principal, 'userId' | 'via'>): string =>
  via === 'local' ? builtInUserId : userId;

/**
 * Sees to it that somebody can sign in. Answers the password that was made up, to be shown once; null where
 * there is one already, the configuration gave it, or another server was first. A lost credential store is healed
 * the same way.
 *
 * Several servers may come here at once: the account is created at the first revision of its stream and the password
 * only where there is none, so that one of them makes it and what it says is true.
 */
export async function ensureBuiltInAccount(
  accounts: Accounts,
  passwords: Passwords,
  configured: string | null,
): Promise<string | null> {
  const { state } = await accounts.load(builtInUserId);
  const hasPassword = await passwords.exists(builtInUserId);
  if (state.exists && hasPassword) {
    // A restart is the way back in when nobody else may unlock.
    if (state.locked !== 'no')
      await accounts.execute(builtInUserId, { type: 'UnlockAccount' }, 'system:start');
    return null;
  }
  const mustChangePassword = configured === null;
  const password = configured ?? newPassword();
  const shown = configured === null ? password : null;
  if (!state.exists && hasPassword) {
    // One of another log, or of a start that was cut short.
    if (!(await createBuiltIn(accounts, mustChangePassword))) return null;
    await passwords.set(builtInUserId, password);
    return shown;
  }
  if (state.exists) {
    await accounts.execute(
      builtInUserId,
      { type: 'ResetPassword', by: null, mustChangePassword },
      'system:start',
    );
    // What it was checked with went with the password.
    if (state.secondFactor)
      await accounts.execute(builtInUserId, { type: 'RemoveSecondFactor', by: null }, 'system:start');
  } else await createBuiltIn(accounts, mustChangePassword);
  return (await passwords.create(builtInUserId, password)) ? shown : null;
}

/** False where another server has created it since it was looked for. */
async function createBuiltIn(accounts: Accounts, mustChangePassword: boolean): Promise<boolean> {
  try {
    await accounts.execute(
      builtInUserId,
      {
        type: 'CreateAccount',
        userId: builtInUserId,
        displayName: 'System administrator',
        email: null,
        roles: ['administrator', 'user-manager'],
        tasks: null,
        scope: null,
        builtIn: true,
        mustChangePassword,
      },
      'system:start',
    );
    return true;
  } catch (error) {
    if (error instanceof AppError && error.code === 'ACCOUNT_EXISTS') return false;
    throw error;
  }
}
