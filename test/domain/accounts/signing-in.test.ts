import type { AccountEvent, TokenLimits } from '../../../domain/accounts/index.ts';
import { apiTokenLimit, isLockedFor, preferencesLimit } from '../../../domain/accounts/index.ts';
import {
  created,
  failed,
  fails,
  lockedAgainst,
  lockedByAdministrator,
  on,
  signedIn,
  signsIn,
  unlimited,
} from '../../support/account-events.ts';

describe('lock-out', () => {
  test('ACC-011 failures in a row from the person’s own address lock for everybody', () => {
    on.given(created(), signedIn('home'), failed('home'), failed('home'))
      .when(fails('home'))
      .then(failed('home'), lockedAgainst('everyone'));
  });

  test('a stranger locks out strangers, not the person', () => {
    const given = on.given(created(), signedIn('home'), failed('away'), failed('away'));
    given.when(fails('away')).then(failed('away'), lockedAgainst('strangers'));
    const state = on.given(created(), signedIn('home'), lockedAgainst('strangers')).state();
    expect(isLockedFor(state, 'away')).toBe(true);
    expect(isLockedFor(state, 'home')).toBe(false);
  });

  test('a sign-in starts the count again', () => {
    on.given(created(), signedIn('home'), failed('home'), failed('home'), signedIn('home'))
      .when(fails('home'))
      .then(failed('home'));
  });

  test('ACC-011 no locking where none is set', () => {
    const many = Array.from({ length: 50 }, () => failed('away'));
    on.given(created(), ...many)
      .when({ ...fails('away'), lockAfter: 0 })
      .then(failed('away'));
  });

  test('tries against a locked account cannot fill the log', () => {
    const three = [failed('away'), failed('away'), failed('away')];
    on.given(created(), ...three, lockedAgainst('strangers'))
      .when(fails('away'))
      .then(failed('away', 'locked'));
    on.given(created(), ...three, lockedAgainst('strangers'), failed('away', 'locked'))
      .when(fails('away'))
      .thenNothing();
  });

  test('unlocking clears the lock and the counts; unlocking what is open is nothing', () => {
    const locked = on.given(created(), failed('a'), failed('a'), failed('a'), lockedAgainst('strangers'));
    locked.when({ type: 'UnlockAccount' }).then({ type: 'AccountUnlocked', data: {} });
    on.given(created(), failed('a'), lockedAgainst('strangers'), { type: 'AccountUnlocked', data: {} })
      .when({ type: 'UnlockAccount' })
      .thenNothing();
  });

  test('an administrator locks others, not themselves', () => {
    on.given(created()).when({ type: 'LockAccount', by: 'x' }).then(lockedByAdministrator);
    on.given(created(), lockedByAdministrator).when({ type: 'LockAccount', by: 'x' }).thenNothing();
    on.given(created(), lockedAgainst('everyone'))
      .when({ type: 'LockAccount', by: 'x' })
      .then(lockedByAdministrator);
    on.given(created()).when({ type: 'LockAccount', by: 'kimura' }).thenRefused('ACCOUNT_OWN');
  });
});

describe('the second factor', () => {
  const enrolled: AccountEvent = { type: 'SecondFactorEnrolled', data: { recoveryCodes: 10 } };
  const removed: AccountEvent = { type: 'SecondFactorRemoved', data: {} };
  const codeFailed = (address: string): AccountEvent => ({ type: 'SecondFactorFailed', data: { address } });

  test('there is one at most, and it can be enrolled again once it was removed', () => {
    const enrol = { type: 'EnrolSecondFactor', recoveryCodes: 10 } as const;
    on.given(created()).when(enrol).then(enrolled);
    on.given(created(), enrolled).when(enrol).thenRefused('SECOND_FACTOR_ENROLLED');
    on.given(created(), enrolled, removed).when(enrol).then(enrolled);
    expect(on.given(created(), enrolled).state().secondFactor).toEqual({ recoveryCodesLeft: 10 });
  });

  test('its owner gives it up, another administrator or the server takes it away, and nobody what is not there', () => {
    on.given(created(), enrolled).when({ type: 'GiveUpSecondFactor' }).then(removed);
    for (const by of ['system', null])
      on.given(created(), enrolled).when({ type: 'RemoveSecondFactor', by }).then(removed);
    on.given(created(), enrolled)
      .when({ type: 'RemoveSecondFactor', by: 'kimura' })
      .thenRefused('ACCOUNT_OWN');
    for (const command of [
      { type: 'GiveUpSecondFactor' },
      { type: 'RemoveSecondFactor', by: 'system' },
    ] as const)
      on.given(created(), enrolled, removed).when(command).thenRefused('SECOND_FACTOR_MISSING');
  });

  test('a recovery code that was used is recorded with the sign-in', () => {
    const used: AccountEvent = { type: 'RecoveryCodeUsed', data: { left: 9 } };
    on.given(created(), enrolled)
      .when(signsIn({ recoveryCodesLeft: 9 }))
      .then(used, signedIn('home'));
    expect(on.given(created(), enrolled, used).state().secondFactor).toEqual({ recoveryCodesLeft: 9 });
  });

  test('ACC-011 wrong codes and wrong passwords count together', () => {
    on.given(created(), signedIn('home'), failed('home'), codeFailed('home'))
      .when(fails('home', 'code'))
      .then(codeFailed('home'), lockedAgainst('everyone'));
    on.given(created(), signedIn('home'), codeFailed('away'), codeFailed('away'))
      .when(fails('away'))
      .then(failed('away'), lockedAgainst('strangers'));
  });
});

describe('sessions, tokens, preferences', () => {
  test('sign-in, sign-out and revocation are events', () => {
    on.given(created()).when(signsIn({})).then(signedIn('home'));
    on.given(created())
      .when({ type: 'SignOut', session: 's1' })
      .then({ type: 'SignedOut', data: { session: 's1' } });
    on.given(created())
      .when({ type: 'RevokeSessions', sessions: ['s1'] })
      .then({ type: 'SessionsRevoked', data: { sessions: ['s1'] } });
  });

  test('a token is known until revoked, and there is a limit', () => {
    const issued = (token: string): AccountEvent => ({
      type: 'ApiTokenIssued',
      data: { token, name: 'export', expiresAt: null, ...unlimited },
    });
    const issue = {
      type: 'IssueApiToken',
      token: 't',
      name: 'export',
      expiresAt: null,
      limits: unlimited,
      held: [],
    } as const;
    on.given(created()).when(issue).then(issued('t'));
    on.given(created(), issued('t'))
      .when({ type: 'RevokeApiToken', token: 't' })
      .then({ type: 'ApiTokenRevoked', data: { token: 't' } });
    on.given(created())
      .when({ type: 'RevokeApiToken', token: 'constructor' })
      .thenRefused('API_TOKEN_NOT_FOUND');
    const full = Array.from({ length: apiTokenLimit }, (_, n) => issued(`t${n}`));
    on.given(created(), ...full)
      .when(issue)
      .thenRefused('API_TOKEN_LIMIT', { limit: apiTokenLimit });
  });

  test('a token is narrower than its owner, never wider', () => {
    const owner = created({ tasks: ['assets', 'devices'], scope: ['Plant A', 'Plant B/Quality'] });
    const issue = (limits: Partial<TokenLimits>) =>
      ({
        type: 'IssueApiToken',
        token: 't',
        name: 'export',
        expiresAt: null,
        limits: { ...unlimited, ...limits },
        held: ['devices.read', 'jobs.read'],
      }) as const;
    const narrow = { permissions: ['devices.read'], tasks: ['devices'], scope: ['Plant A/Tools'] } as const;
    on.given(owner)
      .when(issue(narrow))
      .then({
        type: 'ApiTokenIssued',
        data: {
          token: 't',
          name: 'export',
          expiresAt: null,
          permissions: ['devices.read'],
          tasks: ['devices'],
          scope: ['Plant A/Tools'],
        },
      });
    on.given(owner)
      .when(
        issue({
          permissions: ['devices.read', 'devices.manage'],
          tasks: ['security'],
          scope: ['Plant A', 'Plant B'],
        }),
      )
      .thenRefused('API_TOKEN_BEYOND_OWNER', {
        permissions: ['devices.manage'],
        tasks: ['security'],
        scope: ['Plant B'],
      });
    on.given(created())
      .when(issue({ tasks: ['security'], scope: ['Plant Z'] }))
      .then(expect.objectContaining({ type: 'ApiTokenIssued' }) as unknown as AccountEvent);
  });

  test('preferences record what is new, drop what is null, and stay small', () => {
    const dark: AccountEvent = { type: 'PreferencesChanged', data: { changes: { theme: 'dark' } } };
    on.given(created())
      .when({ type: 'ChangePreferences', changes: { theme: 'dark', gone: null } })
      .then(dark);
    on.given(created(), dark)
      .when({ type: 'ChangePreferences', changes: { theme: 'dark' } })
      .thenNothing();
    const light = on.given(created(), dark, {
      type: 'PreferencesChanged',
      data: { changes: { theme: null } },
    });
    expect(light.state().preferences).toEqual({});
    on.given(created())
      .when({ type: 'ChangePreferences', changes: { view: 'x'.repeat(preferencesLimit) } })
      .thenRefused('PREFERENCES_TOO_LARGE');
  });
});
