import { memoryCredentialStore } from '../../../adapters/credentials/index.ts';
import { memoryEventStore } from '../../../adapters/event-store/memory.ts';
import { fixedClock, systemIds } from '../../../adapters/platform/index.ts';
import { createCommandHandler, withSchemas, type CredentialStore } from '../../../domain/kernel/index.ts';
import { Accounts } from '../../../src/server/auth/accounts.ts';
import { builtInUserId, ensureBuiltInAccount } from '../../../src/server/auth/built-in.ts';
import { Passwords } from '../../../src/server/auth/passwords.ts';
import { eventCatalogue } from '../../../src/server/event-catalogue.ts';

const clock = fixedClock();

/** Servers on one log and one credential store, each with what it remembers of accounts. */
function servers(count: number, credentials: CredentialStore = memoryCredentialStore(clock)) {
  const log = withSchemas(memoryEventStore(), eventCatalogue);
  const one = () => {
    const commands = createCommandHandler({
      events: log,
      catalogue: eventCatalogue,
      clock,
      ids: systemIds(),
    });
    return { accounts: new Accounts(commands, clock), passwords: new Passwords(credentials, clock, 0) };
  };
  return { log, all: Array.from({ length: count }, one) };
}

async function typesIn(log: ReturnType<typeof servers>['log']): Promise<string[]> {
  const types: string[] = [];
  for await (const events of log.readAll(0)) types.push(...events.map(({ type }) => type));
  return types;
}

test('ACC-009 of servers that start at once for the first time, one shows the password that is good', async () => {
  const { log, all } = servers(5);
  const shown = await Promise.all(all.map(one => ensureBuiltInAccount(one.accounts, one.passwords, null)));
  const [password, ...others] = shown.filter(one => one !== null);
  expect(others).toEqual([]);
  expect(await all[0]!.passwords.matches(builtInUserId, password!)).toBe(true);
  expect(await typesIn(log)).toEqual(['AccountCreated']);
});

test('one that comes between the account and its password waits for neither, and what it shows is good', async () => {
  const credentials = memoryCredentialStore(clock);
  let late: Promise<string | null> | undefined;
  const { all } = servers(2, {
    ...credentials,
    async create(credential) {
      if (late) return credentials.create(credential);
      late = ensureBuiltInAccount(all[1]!.accounts, all[1]!.passwords, null);
      await late;
      return credentials.create(credential);
    },
  });
  const shown = [await ensureBuiltInAccount(all[0]!.accounts, all[0]!.passwords, null), await late!];
  const [password, ...others] = shown.filter(one => one !== null);
  expect(others).toEqual([]);
  expect(await all[0]!.passwords.matches(builtInUserId, password!)).toBe(true);
});

test('a password without its account is replaced by the one server that creates the account', async () => {
  const { all } = servers(3);
  await all[0]!.passwords.set(builtInUserId, 'of another log, long gone');
  const shown = await Promise.all(all.map(one => ensureBuiltInAccount(one.accounts, one.passwords, null)));
  const [password, ...others] = shown.filter(one => one !== null);
  expect(others).toEqual([]);
  expect(await all[1]!.passwords.matches(builtInUserId, password!)).toBe(true);
});

test('with a lost password goes a second factor, which nobody could check any more', async () => {
  const credentials = memoryCredentialStore(clock);
  const { log, all } = servers(1, credentials);
  const { accounts, passwords } = all[0]!;
  await ensureBuiltInAccount(accounts, passwords, null);
  await accounts.execute(builtInUserId, { type: 'EnrolSecondFactor', recoveryCodes: 10 }, 'system:test');
  expect(await ensureBuiltInAccount(accounts, passwords, null)).toBeNull();
  expect((await accounts.load(builtInUserId)).state.secondFactor).not.toBeNull();
  await credentials.delete('password', builtInUserId);
  expect(await ensureBuiltInAccount(accounts, passwords, null)).not.toBeNull();
  expect((await accounts.load(builtInUserId)).state.secondFactor).toBeNull();
  expect((await typesIn(log)).slice(-2)).toEqual(['PasswordReset', 'SecondFactorRemoved']);
});
