import type { Decider, Decision } from '../kernel/index.ts';
import { accept, refuse, unreachable } from '../kernel/index.ts';
import { commonScope } from './access.ts';
import type { AccountCommand, AccountRefusal } from './commands.ts';
import type { AccountEvent } from './events.ts';
import type { AccountState } from './state.ts';
import { evolveAccount, isKnownAddress, isLockedFor, noAccount } from './state.ts';

type Outcome = Decision<AccountEvent, AccountRefusal>;
type Of<Type extends AccountCommand['type']> = Extract<AccountCommand, { type: Type }>;

export const apiTokenLimit = 50;
/** Characters of JSON: room for some hundred saved views. */
export const preferencesLimit = 128_000;

/** Of the streams of accounts, one for each. */
export const accountCategory = 'account';

export function accountStream(userId: string): string {
  return `${accountCategory}-${userId}`;
}

export function userIdOf(stream: string): string {
  return stream.slice(accountCategory.length + 1);
}

export const account: Decider<AccountState, AccountCommand, AccountEvent, AccountRefusal> = {
  name: 'account',
  stateVersion: 4,
  initial: noAccount,
  decide(command, state): Outcome {
    if (command.type === 'CreateAccount') return create(command, state);
    if (!state.exists || state.removed) return refuse('ACCOUNT_NOT_FOUND');
    switch (command.type) {
      case 'ChangeAccount':
        return change(command, state);
      case 'ChangeOwnPassword':
        return accept({ type: 'PasswordChanged', data: {} });
      case 'ResetPassword':
        return command.by === state.userId
          ? refuse('ACCOUNT_OWN')
          : accept({ type: 'PasswordReset', data: { mustChangePassword: command.mustChangePassword } });
      case 'SignIn':
        return signIn(command, state);
      case 'UnlinkIdentity':
        if (command.by === state.userId) return refuse('ACCOUNT_OWN');
        return state.identity ? accept({ type: 'IdentityUnlinked', data: {} }) : refuse('IDENTITY_MISSING');
      case 'RecordFailedSignIn':
        return recordFailure(command, state);
      case 'SignOut':
        return accept({ type: 'SignedOut', data: { session: command.session } });
      case 'RevokeSessions':
        return accept({
          type: 'SessionsRevoked',
          data: { sessions: command.sessions === 'all' ? 'all' : [...command.sessions] },
        });
      case 'LockAccount':
        return lock(command, state);
      case 'UnlockAccount':
        return state.locked === 'no' && state.failures.known === 0 && state.failures.strangers === 0
          ? accept()
          : accept({ type: 'AccountUnlocked', data: {} });
      case 'RemoveAccount':
        return remove(command, state);
      case 'IssueApiToken':
        return issueToken(command, state);
      case 'RevokeApiToken':
        return Object.hasOwn(state.tokens, command.token)
          ? accept({ type: 'ApiTokenRevoked', data: { token: command.token } })
          : refuse('API_TOKEN_NOT_FOUND', { token: command.token });
      case 'EnrolSecondFactor':
        return state.secondFactor
          ? refuse('SECOND_FACTOR_ENROLLED')
          : accept({ type: 'SecondFactorEnrolled', data: { recoveryCodes: command.recoveryCodes } });
      case 'GiveUpSecondFactor':
        return removeSecondFactor(state);
      case 'RemoveSecondFactor':
        // Whoever has taken over a session must not be rid of what was to keep them out.
        return command.by === state.userId ? refuse('ACCOUNT_OWN') : removeSecondFactor(state);
      case 'ChangePreferences':
        return changePreferences(command, state);
      default:
        return unreachable(command);
    }
  },
  evolve: evolveAccount,
};

function create(command: Of<'CreateAccount'>, state: AccountState): Outcome {
  // The id of a removed account stays taken: its history must not become another person's.
  if (state.exists) return refuse('ACCOUNT_EXISTS', { userId: command.userId });
  const { type: _type, roles, tasks, scope, ...facts } = command;
  return accept({
    type: 'AccountCreated',
    data: { ...facts, roles: [...roles], tasks: copyOf(tasks), scope: copyOf(scope) },
  });
}

function change(command: Of<'ChangeAccount'>, state: AccountState): Outcome {
  const events: AccountEvent[] = [];
  const { displayName, email, roles, tasks, scope } = command;
  const profile = {
    ...(displayName !== undefined && displayName !== state.displayName ? { displayName } : {}),
    ...(email !== undefined && email !== state.email ? { email } : {}),
  };
  if (Object.keys(profile).length > 0) events.push({ type: 'AccountProfileChanged', data: profile });
  const rights: AccountEvent[] = [];
  if (roles !== undefined && !sameItems(roles, state.roles))
    rights.push({ type: 'AccountRolesChanged', data: { roles: [...roles] } });
  if (tasks !== undefined && !sameItems(tasks, state.tasks))
    rights.push({ type: 'AccountTasksChanged', data: { tasks: copyOf(tasks) } });
  if (scope !== undefined && !sameItems(scope, state.scope))
    rights.push({ type: 'AccountScopeChanged', data: { scope: copyOf(scope) } });
  // Nobody raises themselves, and nobody locks the last door behind them.
  if (rights.length > 0 && state.builtIn) return refuse('ACCOUNT_BUILT_IN');
  if (rights.length > 0 && command.by === state.userId) return refuse('ACCOUNT_OWN');
  return accept(...events, ...rights);
}

function signIn(command: Of<'SignIn'>, state: AccountState): Outcome {
  const { session, address, userAgent, identity } = command;
  const events: AccountEvent[] = [];
  if (identity) {
    const known = state.identity;
    if (known && (known.issuer !== identity.issuer || known.subject !== identity.subject))
      return refuse('IDENTITY_DIFFERS');
    if (!known)
      events.push({ type: 'IdentityLinked', data: { issuer: identity.issuer, subject: identity.subject } });
  }
  if (command.recoveryCodesLeft !== null)
    events.push({ type: 'RecoveryCodeUsed', data: { left: command.recoveryCodesLeft } });
  if (command.passwordExpired && !state.passwordExpired) events.push({ type: 'PasswordExpired', data: {} });
  return accept(...events, {
    type: 'SignedIn',
    data: { session, address, userAgent, ...(identity && { via: 'oidc' as const }) },
  });
}

function removeSecondFactor(state: AccountState): Outcome {
  return state.secondFactor
    ? accept({ type: 'SecondFactorRemoved', data: {} })
    : refuse('SECOND_FACTOR_MISSING');
}

/**
 * Failures count apart for the account's own addresses and for all others, so that a stranger who knows a
 * user id can lock out strangers only, never the person.
 */
function recordFailure(command: Of<'RecordFailedSignIn'>, state: AccountState): Outcome {
  const known = isKnownAddress(state, command.address);
  if (isLockedFor(state, command.address)) {
    // That it was tried while locked is recorded a bounded number of times, or a stranger could fill the log.
    const count = known ? state.failures.known : state.failures.strangers;
    return count > command.lockAfter
      ? accept()
      : accept({ type: 'SignInFailed', data: { address: command.address, reason: 'locked' } });
  }
  const failures = (known ? state.failures.known : state.failures.strangers) + 1;
  const { address } = command;
  const failed: AccountEvent =
    command.wrong === 'code'
      ? { type: 'SecondFactorFailed', data: { address } }
      : { type: 'SignInFailed', data: { address, reason: 'password' } };
  if (command.lockAfter === 0 || failures < command.lockAfter) return accept(failed);
  return accept<AccountEvent>(failed, {
    type: 'AccountLocked',
    data: { reason: 'failed-sign-ins', against: known ? 'everyone' : 'strangers' },
  });
}

function lock(command: Of<'LockAccount'>, state: AccountState): Outcome {
  if (state.builtIn) return refuse('ACCOUNT_BUILT_IN');
  if (command.by === state.userId) return refuse('ACCOUNT_OWN');
  return state.lockReason === 'administrator'
    ? accept()
    : accept({ type: 'AccountLocked', data: { reason: 'administrator', against: 'everyone' } });
}

function remove(command: Of<'RemoveAccount'>, state: AccountState): Outcome {
  if (state.builtIn) return refuse('ACCOUNT_BUILT_IN');
  if (command.by === state.userId) return refuse('ACCOUNT_OWN');
  return accept({ type: 'AccountRemoved', data: {} });
}

function issueToken(command: Of<'IssueApiToken'>, state: AccountState): Outcome {
  const { token, name, expiresAt, limits } = command;
  if (Object.keys(state.tokens).length >= apiTokenLimit)
    return refuse('API_TOKEN_LIMIT', { limit: apiTokenLimit });
  const beyond = beyondOwner(command, state);
  if (Object.keys(beyond).length > 0) return refuse('API_TOKEN_BEYOND_OWNER', beyond);
  return accept({
    type: 'ApiTokenIssued',
    data: {
      token,
      name,
      expiresAt,
      permissions: copyOf(limits.permissions),
      tasks: copyOf(limits.tasks),
      scope: copyOf(limits.scope),
    },
  });
}

/** What is asked for a token that its owner does not have. */
function beyondOwner({ limits, held }: Of<'IssueApiToken'>, state: AccountState) {
  const { tasks, scope } = state;
  const missing = {
    permissions: limits.permissions?.filter(permission => !held.includes(permission)) ?? [],
    tasks: limits.tasks?.filter(task => tasks !== null && !tasks.includes(task)) ?? [],
    scope: limits.scope?.filter(path => !(commonScope([path], scope) ?? []).includes(path)) ?? [],
  };
  return Object.fromEntries(Object.entries(missing).filter(([, items]) => items.length > 0));
}

function changePreferences(command: Of<'ChangePreferences'>, state: AccountState): Outcome {
  const changes = Object.fromEntries(
    Object.entries(command.changes).filter(
      ([key, value]) => JSON.stringify(value) !== JSON.stringify(state.preferences[key] ?? null),
    ),
  );
  if (Object.keys(changes).length === 0) return accept();
  const event: AccountEvent = { type: 'PreferencesChanged', data: { changes } };
  const size = JSON.stringify(evolveAccount(state, event).preferences).length;
  return size > preferencesLimit
    ? refuse('PREFERENCES_TOO_LARGE', { size, limit: preferencesLimit })
    : accept(event);
}

/** Null is all of them, and the same as null only. */
function sameItems(left: readonly string[] | null, right: readonly string[] | null): boolean {
  if (left === null || right === null) return left === right;
  return left.length === right.length && left.every(item => right.includes(item));
}

function copyOf<Item>(items: readonly Item[] | null): Item[] | null {
  return items && [...items];
}
