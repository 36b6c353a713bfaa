import type { Role, Tasks, TokenLimits } from './access.ts';
import type { AccountEvent } from './events.ts';

/** Addresses remembered as the account's own; the oldest is forgotten first. */
export const knownAddressLimit = 20;

export interface ApiToken extends TokenLimits {
  readonly name: string;
  readonly expiresAt: string | null;
}

export interface AccountState {
  readonly exists: boolean;
  readonly removed: boolean;
  readonly userId: string;
  readonly displayName: string;
  readonly email: string | null;
  readonly roles: readonly Role[];
  readonly tasks: Tasks;
  readonly scope: readonly string[] | null;
  readonly builtIn: boolean;
  /** The password is temporary: nothing but the change, for whoever comes with a session or a token. */
  readonly mustChangePassword: boolean;
  /** The password has served its time: nothing but the change for the person, while API tokens go on. */
  readonly passwordExpired: boolean;
  /** What is asked for beside the password; null: nothing. */
  readonly secondFactor: { readonly recoveryCodesLeft: number } | null;
  /** Whose it is at an identity provider; null: nobody has signed in through one. */
  readonly identity: { readonly issuer: string; readonly subject: string } | null;
  readonly locked: 'no' | 'strangers' | 'everyone';
  readonly lockReason: 'failed-sign-ins' | 'administrator' | null;
  /** Failed sign-ins in a row, from the account's own addresses and from others. */
  readonly failures: { readonly known: number; readonly strangers: number };
  /** Addresses it signed in from, latest last. */
  readonly knownAddresses: readonly string[];
  readonly tokens: Readonly<Record<string, ApiToken>>;
  readonly preferences: Readonly<Record<string, unknown>>;
}

export const noAccount: AccountState = {
  exists: false,
  removed: false,
  userId: '',
  displayName: '',
  email: null,
  roles: [],
  tasks: null,
  scope: null,
  builtIn: false,
  mustChangePassword: false,
  passwordExpired: false,
  secondFactor: null,
  identity: null,
  locked: 'no',
  lockReason: null,
  failures: { known: 0, strangers: 0 },
  knownAddresses: [],
  tokens: {},
  preferences: {},
};

const noFailures = { known: 0, strangers: 0 } as const;

export function isKnownAddress(state: AccountState, address: string): boolean {
  return state.knownAddresses.includes(address);
}

/** Whether a sign-in from there is refused even with the right password. */
export function isLockedFor(state: AccountState, address: string): boolean {
  return state.locked === 'everyone' || (state.locked === 'strangers' && !isKnownAddress(state, address));
}

export function evolveAccount(state: AccountState, event: AccountEvent): AccountState {
  switch (event.type) {
    case 'AccountCreated':
      return { ...noAccount, ...event.data, exists: true };
    case 'AccountProfileChanged':
      return {
        ...state,
        displayName: event.data.displayName ?? state.displayName,
        email: event.data.email === undefined ? state.email : event.data.email,
      };
    case 'AccountRolesChanged':
      return { ...state, roles: event.data.roles };
    case 'AccountTasksChanged':
      return { ...state, tasks: event.data.tasks };
    case 'AccountScopeChanged':
      return { ...state, scope: event.data.scope };
    case 'PasswordChanged':
      return { ...state, mustChangePassword: false, passwordExpired: false };
    case 'PasswordReset':
      return { ...state, mustChangePassword: event.data.mustChangePassword, passwordExpired: false };
    case 'PasswordExpired':
      return { ...state, passwordExpired: true };
    case 'SignedIn':
      return {
        ...state,
        failures: isKnownAddress(state, event.data.address) ? { ...state.failures, known: 0 } : noFailures,
        knownAddresses: [
          ...state.knownAddresses.filter(known => known !== event.data.address),
          event.data.address,
        ].slice(-knownAddressLimit),
      };
    case 'SignInFailed':
    case 'SecondFactorFailed':
      return {
        ...state,
        failures: isKnownAddress(state, event.data.address)
          ? { ...state.failures, known: state.failures.known + 1 }
          : { ...state.failures, strangers: state.failures.strangers + 1 },
      };
    case 'AccountLocked':
      return { ...state, locked: event.data.against, lockReason: event.data.reason };
    case 'AccountUnlocked':
      return { ...state, locked: 'no', lockReason: null, failures: noFailures };
    case 'SecondFactorEnrolled':
      return { ...state, secondFactor: { recoveryCodesLeft: event.data.recoveryCodes } };
    case 'RecoveryCodeUsed':
      return { ...state, secondFactor: { recoveryCodesLeft: event.data.left } };
    case 'SecondFactorRemoved':
      return { ...state, secondFactor: null };
    case 'IdentityLinked':
      return { ...state, identity: event.data };
    case 'IdentityUnlinked':
      return { ...state, identity: null };
    case 'AccountRemoved':
      return { ...state, removed: true, tokens: {} };
    case 'SignedOut':
    case 'SessionsRevoked':
      return state;
    case 'ApiTokenIssued': {
      const { token, ...facts } = event.data;
      return { ...state, tokens: { ...state.tokens, [token]: facts } };
    }
    case 'ApiTokenRevoked': {
      const { [event.data.token]: _revoked, ...tokens } = state.tokens;
      return { ...state, tokens };
    }
    case 'PreferencesChanged':
      return {
        ...state,
        preferences: Object.fromEntries(
          Object.entries({ ...state.preferences, ...event.data.changes }).filter(
            ([, value]) => value !== null,
          ),
        ),
      };
  }
}
