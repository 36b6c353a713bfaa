import { accountProjection } from '../../../projections/accounts/index.ts';
import { eventLog, fourWays } from '../../support/four-way.ts';

const stored = eventLog();
const created = (userId: string) => ({
  userId,
  displayName: userId,
  email: null,
  roles: ['viewer', 'auditor'],
  tasks: ['devices', 'assets'],
  scope: ['Plant A', 'Plant B/Quality'],
  builtIn: false,
  mustChangePassword: true,
});

fourWays('ACC-018 the account list', {
  projection: accountProjection,
  events: [
    stored('account-kimura', 'AccountCreated', created('kimura')),
    stored('account-mori', 'AccountCreated', created('mori')),
    stored('account-kimura', 'AccountProfileChanged', {
      displayName: 'Kimura Megumi',
      email: 'k@example.com',
    }),
    stored('account-kimura', 'AccountRolesChanged', { roles: ['administrator'] }),
    stored('account-kimura', 'AccountTasksChanged', { tasks: null }),
    stored('account-kimura', 'AccountScopeChanged', { scope: null }),
    stored('account-kimura', 'PasswordChanged', {}),
    stored('account-kimura', 'SignInFailed', { address: '192.0.2.1', reason: 'password' }),
    stored('account-kimura', 'SignedIn', { session: 's', address: '192.0.2.1', userAgent: null }),
    stored('account-kimura', 'ApiTokenIssued', { token: 'a', name: 'a', expiresAt: null }),
    stored('account-kimura', 'ApiTokenIssued', { token: 'b', name: 'b', expiresAt: null }),
    stored('account-kimura', 'ApiTokenRevoked', { token: 'a' }),
    stored('account-kimura', 'AccountLocked', { reason: 'failed-sign-ins', against: 'strangers' }),
    stored('account-mori', 'AccountLocked', { reason: 'administrator', against: 'everyone' }),
    stored('account-mori', 'AccountUnlocked', {}),
    stored('account-kimura', 'PasswordReset', { mustChangePassword: true }),
    stored('account-mori', 'AccountRemoved', {}),
    stored('account-kimura', 'SecondFactorEnrolled', { recoveryCodes: 10 }),
    stored('account-kimura', 'SecondFactorRemoved', {}),
    stored('account-sato', 'AccountCreated', { ...created('sato'), mustChangePassword: false }),
    stored('account-sato', 'PasswordExpired', {}),
    stored('account-sato', 'SecondFactorEnrolled', { recoveryCodes: 10 }),
    stored('account-sato', 'SecondFactorFailed', { address: '192.0.2.1' }),
    stored('account-sato', 'RecoveryCodeUsed', { left: 9 }),
  ],
  then: contents =>
    expect(contents['accounts.list']).toEqual([
      {
        id: 'kimura',
        columns: {
          displayName: 'Kimura Megumi',
          email: 'k@example.com',
          roles: 'administrator',
          tasks: null,
          scope: null,
          builtIn: false,
          locked: 'strangers',
          mustChangePassword: true,
          secondFactor: false,
          createdAt: Date.parse('2026-01-01T00:00:00.000Z'),
          lastSignedInAt: Date.parse('2026-01-01T00:08:00.000Z'),
          apiTokens: 1,
        },
        body: {},
      },
      {
        id: 'sato',
        columns: {
          displayName: 'sato',
          email: null,
          roles: 'auditor viewer',
          tasks: 'assets devices',
          scope: 'Plant A, Plant B/Quality',
          builtIn: false,
          locked: 'no',
          mustChangePassword: true,
          secondFactor: true,
          createdAt: Date.parse('2026-01-01T00:19:00.000Z'),
          lastSignedInAt: null,
          apiTokens: 0,
        },
        body: {},
      },
    ]),
});
