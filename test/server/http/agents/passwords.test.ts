import { scryptSync } from 'node:crypto';
import { configurationEventTypes, configurationsAt } from '../../../support/agent-configurations.ts';
import { startTestServer, type TestServer } from '../../../support/server.ts';

let server: TestServer;
beforeEach(async () => {
  server = await startTestServer();
});
afterEach(() => server.close());

const { add, assign, call, computer, settingsFor } = configurationsAt(() => server);

const fits = (hash: string | undefined, password: string): boolean => {
  const [kind, N, r, p, salt = '', key = ''] = (hash ?? '').split('$');
  const cost = { N: Number(N), r: Number(r), p: Number(p) };
  const made = scryptSync(password, Buffer.from(salt, 'base64url'), 32, cost).toString('base64url');
  return kind === 'scrypt' && made === key;
};
const secret = 'only the help desk knows';

test('AGT-025 agents are told the hash; no answer and no event has the password or the hash', async () => {
  const id = await add('Notebooks', {}, { uninstall: secret });
  const device = await computer('alpha');
  await assign(id, [{ kind: 'computer', device }]);
  const { settings } = await settingsFor(device);
  expect(fits(settings.uninstallPassword, secret)).toBe(true);
  expect(fits(settings.uninstallPassword, `${secret}.`)).toBe(false);
  expect(settings.setupPassword).toBeUndefined();

  const texts = [(await call('GET')).text, (await call('GET', `/${id}`)).text];
  for await (const batch of server.services.events.readAll(0)) texts.push(JSON.stringify(batch));
  expect(texts.filter(text => text.includes(secret) || text.includes('scrypt'))).toEqual([]);
  expect((await call('GET', `/${id}`)).body.passwords).toEqual({
    setup: false,
    uninstall: true,
    remoteControl: false,
  });
});

test('one set anew counts from then on, one taken away is asked no more, and old hashes are forgotten', async () => {
  const kept = async () => (await server.services.credentials.list('agent-configuration-password')).length;
  await call('PATCH', '/default', { passwords: { setup: secret, remoteControl: secret } });
  const device = await computer('alpha');
  expect(fits((await settingsFor(device)).settings.setupPassword, secret)).toBe(true);
  const another = 'another secret of ours';
  await call('PATCH', '/default', { passwords: { setup: another, remoteControl: null } });
  const { settings, version } = await settingsFor(device);
  expect(version).toBe(3);
  expect(fits(settings.setupPassword, another)).toBe(true);
  expect(settings.remoteControlPassword).toBeUndefined();
  expect(await kept()).toBe(1);
  await call('PATCH', '/default', { passwords: { setup: null } });
  expect(await kept()).toBe(0);
});

test('where a hash was lost nobody gets in, rather than everybody', async () => {
  await call('PATCH', '/default', { passwords: { setup: secret } });
  for (const { id } of await server.services.credentials.list('agent-configuration-password'))
    await server.services.credentials.delete('agent-configuration-password', id);
  const { settings } = await settingsFor(await computer('alpha'));
  expect(settings.setupPassword).toMatch(/^scrypt\$/);
  expect(fits(settings.setupPassword, secret)).toBe(false);
});

test('a dry run keeps none', async () => {
  await call('PATCH', '/default?dryRun=true', { passwords: { setup: secret } });
  expect(await server.services.credentials.list('agent-configuration-password')).toEqual([]);
  expect(await configurationEventTypes(server)).toEqual([]);
});
