import type { AccountEvent } from '../../domain/accounts/index.ts';
import { accountEvents } from '../../domain/accounts/index.ts';
import type { StoredEvent } from '../../domain/kernel/index.ts';
import type { CollectionDefinition, DocumentChange, Projection, Value } from '../kernel/index.ts';

/** Who may sign in, and who could on any past day. Without a scope column: for unrestricted accounts only. */
export const accountList: CollectionDefinition = {
  name: 'accounts.list',
  version: 3,
  history: 'columns',
  columns: {
    displayName: { type: 'text', searchable: true },
    email: { type: 'text', searchable: true },
    /** Sorted, joined by spaces. */
    roles: { type: 'text' },
    /** As roles; missing: all tasks. */
    tasks: { type: 'text' },
    /** Department paths joined by `, `; missing: all departments. */
    scope: { type: 'text' },
    builtIn: { type: 'boolean' },
    /** `no`, `strangers`, `everyone`. */
    locked: { type: 'text' },
    mustChangePassword: { type: 'boolean' },
    secondFactor: { type: 'boolean' },
    createdAt: { type: 'time' },
    lastSignedInAt: { type: 'time', indexed: true },
    apiTokens: { type: 'integer' },
  },
};

/** Changes nothing that is listed. */
const unseen = [
  'SignInFailed',
  'SecondFactorFailed',
  'RecoveryCodeUsed',
  'SignedOut',
  'SessionsRevoked',
  'PreferencesChanged',
  'IdentityLinked',
  'IdentityUnlinked',
];

export const accountProjection: Projection = {
  name: 'accounts.list',
  version: 3,
  collections: [accountList],
  handles: Object.keys(accountEvents).filter(type => !unseen.includes(type)),
  project: event => changesOf(event as StoredEvent & AccountEvent),
};

function changesOf(event: StoredEvent & AccountEvent): readonly DocumentChange[] {
  const id = event.stream.slice('account-'.length);
  const collection = accountList.name;
  const set = (columns: Readonly<Record<string, Value>>): readonly DocumentChange[] => [
    { kind: 'patch', collection, id, columns },
  ];
  switch (event.type) {
    case 'AccountCreated': {
      const { displayName, email, roles, tasks, scope, builtIn, mustChangePassword } = event.data;
      return [
        {
          kind: 'put',
          collection,
          id,
          columns: {
            displayName,
            email,
            roles: inOrder(roles),
            tasks: tasks && inOrder(tasks),
            scope: scopeText(scope),
            builtIn,
            locked: 'no',
            mustChangePassword,
            secondFactor: false,
            createdAt: Date.parse(event.at),
            apiTokens: 0,
          },
        },
      ];
    }
    case 'AccountProfileChanged': {
      const { displayName, email } = event.data;
      return set({
        ...(displayName === undefined ? {} : { displayName }),
        ...(email === undefined ? {} : { email }),
      });
    }
    case 'AccountRolesChanged':
      return set({ roles: inOrder(event.data.roles) });
    case 'AccountTasksChanged':
      return set({ tasks: event.data.tasks && inOrder(event.data.tasks) });
    case 'AccountScopeChanged':
      return set({ scope: scopeText(event.data.scope) });
    case 'PasswordChanged':
      return set({ mustChangePassword: false });
    case 'PasswordExpired':
      return set({ mustChangePassword: true });
    case 'PasswordReset':
      return set({ mustChangePassword: event.data.mustChangePassword });
    case 'SecondFactorEnrolled':
      return set({ secondFactor: true });
    case 'SecondFactorRemoved':
      return set({ secondFactor: false });
    case 'SignedIn':
      return set({ lastSignedInAt: Date.parse(event.at) });
    case 'AccountLocked':
      return set({ locked: event.data.against });
    case 'AccountUnlocked':
      return set({ locked: 'no' });
    case 'AccountRemoved':
      return [{ kind: 'delete', collection, id }];
    case 'ApiTokenIssued':
      return [{ kind: 'increment', collection, id, by: { apiTokens: 1 } }];
    case 'ApiTokenRevoked':
      return [{ kind: 'increment', collection, id, by: { apiTokens: -1 } }];
    case 'IdentityLinked':
    case 'IdentityUnlinked':
    case 'SignInFailed':
    case 'SecondFactorFailed':
    case 'RecoveryCodeUsed':
    case 'SignedOut':
    case 'SessionsRevoked':
    case 'PreferencesChanged':
      return [];
  }
}

function inOrder(words: readonly string[]): string {
  return [...words].sort().join(' ');
}

function scopeText(scope: readonly string[] | null): string | null {
  return scope && scope.join(', ');
}
