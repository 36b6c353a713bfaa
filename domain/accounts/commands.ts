import type { Role } from './events.ts';

export type AccountRefusal =
  | 'ACCOUNT_NOT_FOUND'
  | 'ACCOUNT_EXISTS'
  | 'ACCOUNT_BUILT_IN'
  | 'ACCOUNT_OWN'
  | 'API_TOKEN_NOT_FOUND'
  | 'API_TOKEN_LIMIT'
  | 'PREFERENCES_TOO_LARGE';

/** `by` is the user id of who asks, null for the server itself. Secrets never pass through here. */
export type AccountCommand =
  | {
      readonly type: 'CreateAccount';
      readonly userId: string;
      readonly displayName: string;
      readonly email: string | null;
      readonly roles: readonly Role[];
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
      readonly scope?: readonly string[] | null;
    }
  | { readonly type: 'ChangeOwnPassword' }
  | { readonly type: 'ResetPassword'; readonly by: string | null; readonly mustChangePassword: boolean }
  | {
      readonly type: 'SignIn';
      /** The password it was done with is older than passwords may be. */
      readonly passwordExpired: boolean;
      readonly session: string;
      readonly address: string;
      readonly userAgent: string | null;
    }
  /** `lockAfter` failures in a row lock; 0 never does. */
  | { readonly type: 'RecordFailedSignIn'; readonly address: string; readonly lockAfter: number }
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
    }
  | { readonly type: 'RevokeApiToken'; readonly token: string }
  | { readonly type: 'ChangePreferences'; readonly changes: Readonly<Record<string, unknown>> };
