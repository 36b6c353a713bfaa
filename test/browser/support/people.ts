import type { Role, Task } from '../../../src/server/permissions.ts';
import type { TestServer } from '../../support/server.ts';

interface Person {
  readonly userId: string;
  readonly displayName: string;
  readonly roles: readonly Role[];
  readonly tasks: readonly Task[] | null;
  readonly scope: readonly string[] | null;
}

const people: readonly Person[] = [
  {
    userId: 'kimura',
    displayName: '木村 恵',
    roles: ['administrator'],
    tasks: ['assets', 'devices'],
    scope: ['Information systems', 'Plant A/Quality'],
  },
  { userId: 'mori', displayName: 'Mori Kenji', roles: ['user-manager'], tasks: null, scope: null },
  { userId: 'okafor', displayName: 'Ada Okafor', roles: ['auditor'], tasks: null, scope: null },
];

/** A few accounts, for the pages that show accounts: one signed in with a token, one locked. */
export async function addPeople(server: TestServer): Promise<void> {
  const { accounts, sessions } = server.context;
  for (const person of people)
    await accounts.execute(
      person.userId,
      {
        type: 'CreateAccount',
        ...person,
        email: `${person.userId}@example.com`,
        builtIn: false,
        mustChangePassword: false,
      },
      'account:system',
    );
  const userId = 'kimura';
  const { token, id } = sessions.prepare();
  const from = { address: '10.20.0.14', userAgent: 'Mozilla/5.0 (X11; Linux x86_64) Firefox/145.0' };
  await accounts.execute(
    userId,
    { type: 'SignIn', session: id, ...from, passwordExpired: false, recoveryCodesLeft: null },
    `account:${userId}`,
  );
  await sessions.open(token, { userId, ...from });
  const body = { name: 'Nightly export', permissions: ['devices.read'], scope: ['Plant A/Quality'] };
  await server.call('POST', '/api/v1/api-tokens', { token, body });
  await accounts.execute('okafor', { type: 'LockAccount', by: 'system' }, 'account:system');
  await server.caughtUp();
}
