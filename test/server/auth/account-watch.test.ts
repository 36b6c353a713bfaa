import { memoryCredentialStore } from '../../../adapters/credentials/index.ts';
import { memoryEventStore } from '../../../adapters/event-store/memory.ts';
import { fixedClock, systemIds } from '../../../adapters/platform/index.ts';
import type { AccountCommand, TokenLimits } from '../../../domain/accounts/index.ts';
import {
  createCommandHandler,
  withSchemas,
  type CredentialStore,
  type EventStore,
} from '../../../domain/kernel/index.ts';
import { watchAccounts } from '../../../src/server/auth/account-watch.ts';
import type { LogWatch } from '../../../src/server/log-watch.ts';
import { Accounts } from '../../../src/server/auth/accounts.ts';
import { Authenticator } from '../../../src/server/auth/authenticate.ts';
import { hashSecret } from '../../../src/server/auth/secrets.ts';
import { Sessions } from '../../../src/server/auth/sessions.ts';
import { eventCatalogue } from '../../../src/server/event-catalogue.ts';

// The clock stands: what a server remembers for a second it remembers for good, unless it hears of a change.
const clock = fixedClock();
let events: EventStore;
let here: Accounts;
let there: Accounts;
beforeEach(async () => {
  events = withSchemas(memoryEventStore(), eventCatalogue);
  const server = () =>
    new Accounts(createCommandHandler({ events, catalogue: eventCatalogue, clock, ids: systemIds() }), clock);
  [here, there] = [server(), server()];
  await at(there, {
    type: 'CreateAccount',
    userId: 'kimura',
    displayName: 'Kimura',
    email: null,
    roles: ['viewer'],
    tasks: null,
    scope: null,
    builtIn: false,
    mustChangePassword: false,
  });
});

const at = (server: Accounts, command: AccountCommand) => server.execute('kimura', command, 'account:system');
const rolesHere = async () => (await here.current('kimura')).state.roles;

/** At the other server, its secret `mst_secret`. */
async function issueToken(credentials: CredentialStore, limits: TokenLimits): Promise<void> {
  const held = limits.permissions ?? [];
  await at(there, { type: 'IssueApiToken', token: 't1', name: 'export', expiresAt: null, limits, held });
  await credentials.put({
    kind: 'api-token',
    id: hashSecret('mst_secret'),
    secret: '',
    details: { userId: 'kimura', tokenId: 't1' },
    expiresAt: null,
  });
}

async function heard(watch: LogWatch): Promise<void> {
  const last = await events.lastPosition();
  while (watch.heard < last) await new Promise(resolve => setTimeout(resolve, 1));
}

test('what another server changes of an account counts here once the log has told of it', async () => {
  const watch = watchAccounts(events, here);
  await watch.start();
  expect(await rolesHere()).toEqual(['viewer']);
  await at(there, { type: 'ChangeAccount', by: 'system', roles: ['auditor'] });
  await heard(watch);
  expect(await rolesHere()).toEqual(['auditor']);
  watch.stop();
  await at(there, { type: 'ChangeAccount', by: 'system', roles: ['administrator'] });
  expect(await rolesHere()).toEqual(['auditor']);
});

test('a log that cannot be followed for a while is followed on from there', async () => {
  let away = true;
  const subscribe: EventStore['subscribe'] = (...asked) => {
    if (away) throw new Error('the log is away');
    return events.subscribe(...asked);
  };
  const watch = watchAccounts({ ...events, subscribe }, here);
  await watch.start();
  await rolesHere();
  await at(there, { type: 'ChangeAccount', by: 'system', roles: ['auditor'] });
  away = false;
  await heard(watch);
  expect(await rolesHere()).toEqual(['auditor']);
  watch.stop();
});

test('what was being read while a change was heard of is not remembered', async () => {
  const loading = here.load('kimura');
  here.forget('kimura');
  await loading;
  await at(there, { type: 'ChangeAccount', by: 'system', roles: ['auditor'] });
  expect(await rolesHere()).toEqual(['auditor']);
});

test('nobody is turned away by what was remembered: a token just made, an account just unlocked', async () => {
  const credentials = memoryCredentialStore(clock);
  const sessions = new Sessions(credentials, clock);
  const authenticator = new Authenticator(here, sessions, credentials, null);
  await rolesHere();
  await issueToken(credentials, { permissions: null, tasks: null, scope: null });
  expect(await authenticator.principalOf('mst_secret')).toMatchObject({ userId: 'kimura', via: 'api-token' });

  const { token } = sessions.prepare();
  await sessions.open(token, { userId: 'kimura', address: '127.0.0.1', userAgent: null });
  await at(there, { type: 'LockAccount', by: 'system' });
  await here.load('kimura');
  expect(await authenticator.principalOf(token)).toBeNull();
  await at(there, { type: 'UnlockAccount' });
  expect(await authenticator.principalOf(token)).toMatchObject({ userId: 'kimura', via: 'session' });
});

test('what its owner loses at another server, an API token loses here as the log tells of it', async () => {
  const credentials = memoryCredentialStore(clock);
  const authenticator = new Authenticator(here, new Sessions(credentials, clock), credentials, null);
  const watch = watchAccounts(events, here);
  await watch.start();
  const change = async (command: Omit<Extract<AccountCommand, { type: 'ChangeAccount' }>, 'type' | 'by'>) => {
    await at(there, { type: 'ChangeAccount', by: 'system', ...command });
    await heard(watch);
  };
  const mayNow = async () => {
    const principal = await authenticator.principalOf('mst_secret');
    return [[...principal!.permissions].sort(), principal!.tasks, principal!.scope];
  };
  await change({ roles: ['administrator'], scope: ['Plant A', 'Plant B'] });
  const permissions = ['devices.manage', 'devices.read', 'ledger.read'];
  await issueToken(credentials, { permissions, tasks: ['devices', 'assets'], scope: ['Plant A/Quality'] });
  expect(await mayNow()).toEqual([permissions, ['devices', 'assets'], ['Plant A/Quality']]);
  await change({ roles: ['auditor'] });
  expect(await mayNow()).toEqual([
    ['devices.read', 'ledger.read'],
    ['devices', 'assets'],
    ['Plant A/Quality'],
  ]);
  await change({ tasks: ['assets', 'security'] });
  expect(await mayNow()).toEqual([['ledger.read'], ['assets'], ['Plant A/Quality']]);
  await change({ scope: ['Plant A/Quality/Inspection', 'Plant B'] });
  expect(await mayNow()).toEqual([['ledger.read'], ['assets'], ['Plant A/Quality/Inspection']]);
  await change({ scope: ['Plant B'] });
  expect(await mayNow()).toEqual([['ledger.read'], ['assets'], []]);
  await change({ roles: ['administrator'], tasks: null, scope: null });
  expect(await mayNow()).toEqual([permissions, ['devices', 'assets'], ['Plant A/Quality']]);
  watch.stop();
});
