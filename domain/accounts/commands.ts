import type { Role, Tasks, TokenLimits } from './access.ts';

export type AccountRefusal =
  | 'ACCOUNT_NOT_FOUND'
  | 'ACCOUNT_EXISTS'
  | 'ACCOUNT_BUILT_IN'
  | 'ACCOUNT_OWN'
  | 'API_TOKEN_NOT_FOUND'
  | 'API_TOKEN_LIMIT'
  /** Details: what its owner does not have, of `permissions`, `tasks` and `scope`. */
  | 'API_TOKEN_BEYOND_OWNER'
  | 'PREFERENCES_TOO_LARGE'
  | 'SECOND_FACTOR_ENROLLED'
  | 'SECOND_FACTOR_MISSING'
  | 'IDENTITY_DIFFERS'
  | 'IDENTITY_MISSING';

/** Who a person is at an identity provider: its address, and its own unchanging name for them. */
export interface ProvenIdentity {
  readonly issuer: string;
  readonly subject: string;
}

/** `by` is the user id of who asks, null for the server itself. Secrets never pass through here. */
export type AccountCommand =
  | {
      readonly type: 'CreateAccount';
      readonly userId: string;
      readonly displayName: string;
      readonly email: string | null;
      readonly roles: readonly Role[];
      readonly tasks: Tasks;
      readonly scope: readonly string[] | null;
      readonly builtIn: boolean;
      readonly mustChangePassword: boolean;
    }
  | {
      readonly type: 'ChangeAccount';
      readonly by: string;
      readonly displayName?: string;
      readonly email?: string | null;
      readonly roles?: readonly Role[];
      readonly tasks?: Tasks;
      readonly scope?: readonly string[] | null;
    }
  | { readonly type: 'ChangeOwnPassword' }
  | { readonly type: 'ResetPassword'; readonly by: string | null; readonly mustChangePassword: boolean }
  | {
      readonly type: 'SignIn';
      /** The password it was done with is older than passwords may be. */
      readonly passwordExpired: boolean;
      /** How many are left, where one of them was used in place of a code; else null. */
      readonly recoveryCodesLeft: number | null;
      readonly session: string;
      readonly address: string;
      readonly userAgent: string | null;
      /** Where an identity provider vouched for the person; else absent. */
      readonly identity?: ProvenIdentity;
    }
  /** The account belongs to nobody at the identity provider any more; whoever signs in there next with its name, it is. */
  | { readonly type: 'UnlinkIdentity'; readonly by: string | null }
  /** `lockAfter` failures in a row lock; 0 never does. */
  | {
      readonly type: 'RecordFailedSignIn';
      /** Of the second factor, where the password was right. */
      readonly wrong: 'password' | 'code';
      readonly address: string;
      readonly lockAfter: number;
    }
  | { readonly type: 'SignOut'; readonly session: string }
  | { readonly type: 'RevokeSessions'; readonly sessions: 'all' | readonly string[] }
  | { readonly type: 'LockAccount'; readonly by: string }
  | { readonly type: 'UnlockAccount' }
  | { readonly type: 'RemoveAccount'; readonly by: string }
  | {
      readonly type: 'IssueApiToken';
      readonly token: string;
      readonly name: string;
      readonly expiresAt: string | null;
      readonly limits: TokenLimits;
      /** What its owner may at this moment: the server knows which role holds what. */
      readonly held: readonly string[];
    }
  | { readonly type: 'RevokeApiToken'; readonly token: string }
  | { readonly type: 'EnrolSecondFactor'; readonly recoveryCodes: number }
  /** By its owner, who has shown password and code. */
  | { readonly type: 'GiveUpSecondFactor' }
  /** A lost one, by somebody else. */
  | { readonly type: 'RemoveSecondFactor'; readonly by: string | null }
  | { readonly type: 'ChangePreferences'; readonly changes: Readonly<Record<string, unknown>> };
