import type { AccountEvent, Task } from '../../../domain/accounts/index.ts';
import { created, on, signedIn, signsIn } from '../../support/account-events.ts';

describe('creating and changing', () => {
  const command = {
    type: 'CreateAccount',
    userId: 'kimura',
    displayName: 'Kimura',
    email: null,
    roles: ['viewer'],
    tasks: null,
    scope: null,
    builtIn: false,
    mustChangePassword: true,
  } as const;

  test('ACC-018 an account is created once', () => {
    on.givenNothing.when(command).then(created());
    on.given(created()).when(command).thenRefused('ACCOUNT_EXISTS', { userId: 'kimura' });
  });

  test('the user id of a removed account is never given to another person', () => {
    on.given(created(), { type: 'AccountRemoved', data: {} }).when(command).thenRefused('ACCOUNT_EXISTS');
  });

  test('what does not exist cannot be changed', () => {
    on.givenNothing
      .when({ type: 'ChangeAccount', by: 'system', displayName: 'x' })
      .thenRefused('ACCOUNT_NOT_FOUND');
    on.given(created(), { type: 'AccountRemoved', data: {} })
      .when({ type: 'UnlockAccount' })
      .thenRefused('ACCOUNT_NOT_FOUND');
  });

  test('one event per kind of change, none for what is the same', () => {
    on.given(created())
      .when({ type: 'ChangeAccount', by: 'system', displayName: 'Kimura', roles: ['auditor'], scope: ['A'] })
      .then(
        { type: 'AccountRolesChanged', data: { roles: ['auditor'] } },
        { type: 'AccountScopeChanged', data: { scope: ['A'] } },
      );
    on.given(created())
      .when({ type: 'ChangeAccount', by: 'system', roles: ['viewer'], email: null })
      .thenNothing();
  });

  test('ACC-015 everybody may change their own name, nobody their own rights', () => {
    on.given(created())
      .when({ type: 'ChangeAccount', by: 'kimura', displayName: 'K' })
      .then({ type: 'AccountProfileChanged', data: { displayName: 'K' } });
    on.given(created())
      .when({ type: 'ChangeAccount', by: 'kimura', roles: ['administrator'] })
      .thenRefused('ACCOUNT_OWN');
    on.given(created({ scope: ['A'] }))
      .when({ type: 'ChangeAccount', by: 'kimura', scope: null })
      .thenRefused('ACCOUNT_OWN');
  });

  test('ACC-024 tasks are allocated, taken back, and like roles never one’s own or the built-in account’s', () => {
    const allocate = (tasks: readonly Task[] | null, by = 'system') =>
      ({ type: 'ChangeAccount', by, tasks }) as const;
    on.given(created())
      .when(allocate(['assets', 'devices']))
      .then({ type: 'AccountTasksChanged', data: { tasks: ['assets', 'devices'] } });
    const some = created({ tasks: ['assets', 'devices'] });
    on.given(some)
      .when(allocate(['devices', 'assets']))
      .thenNothing();
    on.given(some)
      .when(allocate(null))
      .then({ type: 'AccountTasksChanged', data: { tasks: null } });
    expect(
      on.given(some, { type: 'AccountTasksChanged', data: { tasks: ['security'] } }).state().tasks,
    ).toEqual(['security']);
    on.given(some).when(allocate(null, 'kimura')).thenRefused('ACCOUNT_OWN');
    on.given(created({ builtIn: true }))
      .when(allocate(['devices']))
      .thenRefused('ACCOUNT_BUILT_IN');
  });

  test('neither the built-in account nor one’s own can be removed', () => {
    on.given(created({ builtIn: true }))
      .when({ type: 'RemoveAccount', by: 'x' })
      .thenRefused('ACCOUNT_BUILT_IN');
    on.given(created()).when({ type: 'RemoveAccount', by: 'kimura' }).thenRefused('ACCOUNT_OWN');
    on.given(created()).when({ type: 'RemoveAccount', by: 'x' }).then({ type: 'AccountRemoved', data: {} });
  });

  test('the built-in account keeps its role and cannot be locked', () => {
    on.given(created({ builtIn: true }))
      .when({ type: 'ChangeAccount', by: 'x', roles: [] })
      .thenRefused('ACCOUNT_BUILT_IN');
    on.given(created({ builtIn: true }))
      .when({ type: 'LockAccount', by: 'x' })
      .thenRefused('ACCOUNT_BUILT_IN');
  });
});

describe('passwords', () => {
  test('ACC-021 a password set by someone else is temporary', () => {
    const { state } = on.given(created({ mustChangePassword: false }), {
      type: 'PasswordReset',
      data: { mustChangePassword: true },
    });
    expect(state().mustChangePassword).toBe(true);
    on.given(created())
      .when({ type: 'ResetPassword', by: 'kimura', mustChangePassword: true })
      .thenRefused('ACCOUNT_OWN');
  });

  test('changing it oneself ends that', () => {
    const given = on.given(created());
    given.when({ type: 'ChangeOwnPassword' }).then({ type: 'PasswordChanged', data: {} });
    expect(on.given(created(), { type: 'PasswordChanged', data: {} }).state().mustChangePassword).toBe(false);
  });

  test('ACC-010 a sign-in with a password that is too old says so, once, until another one is set', () => {
    const expired: AccountEvent = { type: 'PasswordExpired', data: {} };
    const old = signsIn({ passwordExpired: true });
    on.given(created()).when(old).then(expired, signedIn('home'));
    on.given(created(), expired).when(old).then(signedIn('home'));
    expect(on.given(created(), expired).state().passwordExpired).toBe(true);
    for (const another of [
      { type: 'PasswordChanged', data: {} },
      { type: 'PasswordReset', data: { mustChangePassword: false } },
    ] as const)
      expect(on.given(created(), expired, another).state().passwordExpired).toBe(false);
  });
});
