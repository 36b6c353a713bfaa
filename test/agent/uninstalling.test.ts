import { existsSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectionIn } from '../../src/agent/connection.ts';
import { leave } from '../../src/agent/leaving.ts';
import { isPassword } from '../../src/agent/password.ts';
import { darwin } from '../../src/agent/platform/darwin.ts';
import { linux } from '../../src/agent/platform/linux.ts';
import { windows } from '../../src/agent/platform/windows.ts';
import type { Perform, Platform } from '../../src/agent/platform/platform.ts';
import { keepIdentity, newIdentity } from '../../src/agent/store/identity.ts';
import { emptyMemory, MemoryFile } from '../../src/agent/store/memory.ts';
import { placesIn } from '../../src/agent/store/places.ts';
import { hashAgentPassword, hashOfNothing } from '../../src/server/agents/password-hash.ts';
import { temporaryFolders } from '../support/folder.ts';

const folder = temporaryFolders();
const password = 'Pässword-für-é';
const commandKey = { keyId: 'a'.repeat(64), publicKey: 'AA==' };
/** Nobody listens there. */
const nowhere = 'http://127.0.0.1:9';

/** Data folder of an agent whose configuration asks for the password. */
async function agentFolder(toldToGo = false): Promise<string> {
  const data = folder();
  const places = placesIn(data);
  keepIdentity(places.identity, { ...newIdentity(nowhere), credential: { secret: 'msa_x', commandKey } });
  const uninstallPassword = await hashAgentPassword(password);
  const settings = { ...emptyMemory.settings, uninstallPassword };
  new MemoryFile(places.memory).change({ settings, toldToGo });
  return data;
}

function passwordFile(text: string): string {
  const file = join(folder(), 'password');
  writeFileSync(file, `${text}\nnot this\n`);
  return file;
}

test('AGT-025 the password for uninstalling is checked without the server', async () => {
  const data = await agentFolder();
  const leaving = (more: { passwordFile?: string; withoutServer?: boolean }) =>
    leave({ data, passwordFile: more.passwordFile, withoutServer: more.withoutServer ?? true });
  await expect(leaving({})).rejects.toMatchObject({ code: 'PASSWORD_WRONG' });
  await expect(leaving({ passwordFile: passwordFile('guess') })).rejects.toMatchObject({
    code: 'PASSWORD_WRONG',
  });
  await expect(leaving({ passwordFile: '/nowhere/there' })).rejects.toMatchObject({ code: 'USAGE' });
  const right = passwordFile(password.normalize('NFD'));
  await expect(leaving({ passwordFile: right, withoutServer: false })).rejects.toMatchObject({
    code: 'SERVER_UNREACHABLE',
  });
  expect(existsSync(placesIn(data).identity)).toBe(true);
  expect((await leaving({ passwordFile: right })).unheard).toBeDefined();
  expect(existsSync(placesIn(data).identity)).toBe(false);
  await expect(leaving({ passwordFile: right })).rejects.toMatchObject({ code: 'NOT_ENROLLED' });
});

test('what the server has ordered needs no password', async () => {
  const data = await agentFolder(true);
  await leave({ data, passwordFile: undefined, withoutServer: true });
  expect(existsSync(placesIn(data).identity)).toBe(false);
});

test.each([
  '',
  'scrypt',
  'scrypt$2$8$1$$',
  'md5$1$1$1$a$b',
  'scrypt$99999999$8$1$YQ$YQ',
  'scrypt$3$8$1$YQ$YQ',
])('nobody gets past the hash %j', hash => expect(isPassword('', hash)).toBe(false));

test('a hash that no password has lets nobody through', () => {
  expect(isPassword('', hashOfNothing())).toBe(false);
});

test.each<readonly [string, Platform, readonly string[], string]>([
  ['Linux', linux, ['systemd-run'], 'good/uninstall.sh'],
  ['macOS', darwin, ['launchctl'], 'good/uninstall.sh'],
  ['Windows', windows, ['schtasks.exe', 'schtasks.exe'], 'uninstall.ps1'],
])('on %s it is taken off by something that outlives it', async (_name, platform, programs, script) => {
  const home = folder();
  // Links everywhere but on Windows, where a file says it; here both.
  writeFileSync(join(home, 'good.txt'), '1.4.0\r\n');
  symlinkSync('versions/1.4.0', join(home, 'good'));
  const acts: { program: string; args: readonly string[] }[] = [];
  const perform: Perform = async (program, args) => {
    acts.push({ program, args });
    return { ok: true, said: '' };
  };
  await expect(platform.uninstall('/data', perform)).rejects.toThrow('not installed from a package');
  process.env['MUSTER_AGENT_HOME'] = home;
  try {
    await platform.uninstall('/data', perform);
    expect(acts.map(({ program }) => program)).toEqual(programs);
    expect(acts[0]!.args.join(' ')).toContain(script);
    const refused: Perform = async () => ({ ok: false, said: 'access denied' });
    await expect(platform.uninstall('/data', refused)).rejects.toThrow('access denied');
  } finally {
    delete process.env['MUSTER_AGENT_HOME'];
  }
});

test('AGT-004 the list of higher connection destinations decides where an agent enrols', () => {
  const file = join(folder(), 'connections.txt');
  expect(connectionIn(file, ['10.1.0.9'])).toBeUndefined();
  writeFileSync(file, '10.1.0.0/16 https://relay.example.org/\n');
  expect(connectionIn(file, ['10.1.0.9'])).toBe('https://relay.example.org');
  expect(connectionIn(file, ['10.2.0.9'])).toBeUndefined();
  writeFileSync(file, 'anything else\n');
  expect(() => connectionIn(file, [])).toThrow('line 1');
});
