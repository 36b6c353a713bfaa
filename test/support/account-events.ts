import { account, type AccountEvent } from '../../domain/accounts/index.ts';
import { spec } from './spec.ts';

export const created = (
  over: Partial<Extract<AccountEvent, { type: 'AccountCreated' }>['data']> = {},
): AccountEvent => ({
  type: 'AccountCreated',
  data: {
    userId: 'kimura',
    displayName: 'Kimura',
    email: null,
    roles: ['viewer'],
    tasks: null,
    scope: null,
    builtIn: false,
    mustChangePassword: true,
    ...over,
  },
});
export const unlimited = { permissions: null, tasks: null, scope: null };
export const signedIn = (address: string): AccountEvent => ({
  type: 'SignedIn',
  data: { session: 's1', address, userAgent: null },
});
export const signsIn = ({
  passwordExpired = false,
  recoveryCodesLeft = null,
}: {
  passwordExpired?: boolean;
  recoveryCodesLeft?: number | null;
}) =>
  ({
    type: 'SignIn',
    session: 's1',
    address: 'home',
    userAgent: null,
    passwordExpired,
    recoveryCodesLeft,
  }) as const;
export const failed = (address: string, reason: 'password' | 'locked' = 'password'): AccountEvent => ({
  type: 'SignInFailed',
  data: { address, reason },
});
export const lockedAgainst = (against: 'everyone' | 'strangers'): AccountEvent => ({
  type: 'AccountLocked',
  data: { reason: 'failed-sign-ins', against },
});
export const lockedByAdministrator: AccountEvent = {
  type: 'AccountLocked',
  data: { reason: 'administrator', against: 'everyone' },
};
export const fails = (address: string, wrong: 'password' | 'code' = 'password') =>
  ({ type: 'RecordFailedSignIn', wrong, address, lockAfter: 3 }) as const;
export const on = spec(account);
