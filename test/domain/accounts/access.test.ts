import {
  accountEvents,
  commonScope,
  commonTasks,
  hasAllTasks,
  type Tasks,
} from '../../../domain/accounts/index.ts';

type Paths = readonly string[] | null;

test.each<[Paths, Paths, Paths]>([
  [null, null, null],
  [null, ['A'], ['A']],
  [['A'], null, ['A']],
  [['A'], ['A'], ['A']],
  [['A'], ['A/1'], ['A/1']],
  [['A/1'], ['A'], ['A/1']],
  [
    ['A', 'B'],
    ['B/2', 'A/1', 'C'],
    ['B/2', 'A/1'],
  ],
  [['A'], ['AB'], []],
  [['A'], ['B'], []],
])('departments both reach: %j and %j are %j', (one, other, both) => {
  expect(commonScope(one, other)).toEqual(both);
});

test.each<[Tasks, Tasks, Tasks]>([
  [null, null, null],
  [null, ['assets'], ['assets']],
  [['assets', 'devices'], ['devices', 'security'], ['devices']],
  [['assets'], ['devices'], []],
])('tasks both allocate: %j and %j are %j', (one, other, both) => {
  expect(commonTasks(one, other)).toEqual(both);
});

test('all four tasks, listed, are all tasks', () => {
  expect(hasAllTasks(null)).toBe(true);
  expect(hasAllTasks(['security', 'assets', 'devices', 'distribution'])).toBe(true);
  expect(hasAllTasks(['security', 'assets', 'devices'])).toBe(false);
});

describe('ACC-024 what was written before there were tasks and User Management', () => {
  const { AccountCreated, AccountRolesChanged, ApiTokenIssued } = accountEvents;

  test('an administrator goes on managing accounts, with all tasks', () => {
    const facts = { userId: 'kimura', displayName: 'K', email: null, scope: null, builtIn: false };
    const old = { ...facts, roles: ['auditor', 'administrator'], mustChangePassword: false };
    expect(AccountCreated.upcasters[1]!(old)).toEqual({
      ...old,
      roles: ['auditor', 'administrator', 'user-manager'],
      tasks: null,
    });
    expect(AccountRolesChanged.upcasters[1]!({ roles: ['administrator'] })).toEqual({
      roles: ['administrator', 'user-manager'],
    });
    expect(AccountRolesChanged.upcasters[1]!({ roles: ['viewer'] })).toEqual({ roles: ['viewer'] });
  });

  test('a token goes on doing what its owner may', () => {
    expect(ApiTokenIssued.upcasters[1]!({ token: 't', name: 'n', expiresAt: null })).toEqual({
      token: 't',
      name: 'n',
      expiresAt: null,
      permissions: null,
      tasks: null,
      scope: null,
    });
  });
});
