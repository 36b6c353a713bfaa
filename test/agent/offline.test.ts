import { readFileSync, symlinkSync, writeFileSync, mkdirSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { exitCodeOf } from '../../src/agent/fault.ts';
import { checkedDataFolder, openDataFolder } from '../../src/agent/offline/folder.ts';
import { requirePassword } from '../../src/agent/offline/password.ts';
import { isPassword } from '../../src/agent/password.ts';
import { resultsIn } from '../../src/agent/offline/found.ts';
import { sendResults } from '../../src/agent/offline/send.ts';
import type { Answer } from '../../src/agent/server/client.ts';
import { hashAgentPassword } from '../../src/server/agents/password-hash.ts';
import { temporaryFolders } from '../support/folder.ts';

const folder = temporaryFolders();

test('AGT-045: where results are sent from has Data in its path, no control characters and at most 133 characters', () => {
  expect(checkedDataFolder('/media/stick/Data')).toBe('/media/stick/Data');
  expect(checkedDataFolder(`/${'a'.repeat(127)}/Data`)).toHaveLength(133);
  for (const [path, code] of [
    ['/media/stick', 'USAGE'],
    ['/media/Database', 'USAGE'],
    ['/media/st\nick/Data', 'USAGE'],
    ['/media/st\u007fick/Data', 'USAGE'],
    [`/${'a'.repeat(128)}/Data`, 'PATH_TOO_LONG'],
  ])
    expect(() => checkedDataFolder(path!)).toThrow(expect.objectContaining({ code }));
});

test('CLI-088: results are not collected to where nothing can be written', () => {
  const taken = folder();
  writeFileSync(join(taken, 'Data'), 'a file');
  expect(() => openDataFolder(taken)).toThrow(expect.objectContaining({ code: 'TOOL_FOLDER_UNUSABLE' }));
});

test('CLI-088: Windows hears the numbers of the catalogue, other systems a code of eight bits', () => {
  expect(exitCodeOf('COLLECTION_RUNNING', true, 'win32')).toBe(10_031);
  expect(exitCodeOf('COLLECTION_RUNNING', true, 'linux')).toBe(21);
  expect(exitCodeOf('USAGE', false, 'win32')).toBe(2);
});

test('AGT-044: the password for external media is the one of the configuration, and no other', async () => {
  const hash = await hashAgentPassword('Zürich 東京 8');
  const file = join(folder(), 'password');
  writeFileSync(file, 'Zu\u0308rich 東京 8\nnot this line\n');
  await requirePassword(hash, 'sending', file);
  writeFileSync(file, 'zürich 東京 8');
  const wrong = expect.objectContaining({ code: 'PASSWORD_WRONG' });
  await expect(requirePassword(hash, 'sending', file)).rejects.toEqual(wrong);
  // Protected, and nobody set a password: nobody gets past it.
  await expect(requirePassword(undefined, 'sending', file)).rejects.toEqual(wrong);
  for (const broken of ['', 'scrypt$', 'scrypt$0$0$0$AA$AA', 'plain$1$1$1$AA$AA'])
    expect(isPassword('', broken)).toBe(false);
});

describe('sending', () => {
  const host = '6e2f0a51-0c1c-8c2e-9c55-0d6a8f6f0001';
  const nameOf = (name: string, time: string) => `${name}_${host}_${time}.muster-inventory`;
  const medium = (...names: readonly string[]) => {
    const data = join(folder(), 'Data');
    mkdirSync(data);
    for (const name of names) writeFileSync(join(data, name), name);
    return data;
  };
  const answer = (status: number, body?: object): Answer => ({
    status,
    body,
    retryAfterSeconds: 0,
    said: status < 400 ? '' : `said ${status}`,
  });
  const send = (data: string, ask: (body: string) => Answer) => {
    const asked: string[] = [];
    const why: string[] = [];
    const done = sendResults(data, {
      agentId: host,
      now: () => new Date(2026, 10, 30, 9, 15, 5),
      pace: 0,
      onProgress: () => undefined,
      onFailed: (_results, said) => void why.push(said),
      client: {
        ask: async ({ body }) => {
          asked.push(Buffer.from(body as Uint8Array).toString());
          return ask(asked.at(-1)!);
        },
      },
    });
    return { done, asked, why };
  };
  const read = (data: string, name: string) => readFileSync(join(data, name), 'utf8');

  test('oldest first, whatever the names; links and files of others are left alone', async () => {
    const [late, early, odd] = [
      nameOf('b', '20261130T080000Z'),
      nameOf('z', '20261101T080000Z'),
      'odd.muster-inventory',
    ];
    const data = medium(late, early, odd, 'notes.txt');
    symlinkSync('/etc/passwd', join(data, 'link.muster-inventory'));
    mkdirSync(join(data, 'folder.muster-inventory'));
    const { done, asked } = send(data, () => answer(200, { hostName: 'pc' }));
    await done;
    expect(asked).toEqual([early, late, odd]);
  });

  test('AGT-046 TRB-013: the lists name hosts, one a line, and none of an earlier delivery stays', async () => {
    const data = medium(nameOf('good', '20261130T080000Z'), nameOf('bad', '20261130T090000Z'));
    const first = send(data, body =>
      body.startsWith('bad') ? answer(400) : answer(200, { hostName: 'good\nforged' }),
    );
    expect(await first.done).toMatchObject({ delivered: [{}], failed: [{ hostName: 'bad' }] });
    expect(read(data, 'result_success.txt')).toBe('2026/11/30 09:15:05 good?forged\n');
    expect(read(data, 'result_failed.txt')).toBe('2026/11/30 09:15:05 bad\n');
    await send(data, () => answer(200, { hostName: 'pc' })).done;
    expect(existsSync(join(data, 'result_failed.txt'))).toBe(false);
  });

  test('a server in trouble is asked again; one that is gone is left alone, and everything that is left is listed', async () => {
    const data = medium(nameOf('one', '20261130T080000Z'), nameOf('two', '20261130T090000Z'));
    let troubles = 0;
    const patient = send(data, () => (troubles++ < 3 ? answer(503) : answer(200, { hostName: 'pc' })));
    expect((await patient.done).delivered).toHaveLength(2);
    const gone = send(data, () => answer(0));
    await expect(gone.done).rejects.toMatchObject({ code: 'SERVER_UNREACHABLE' });
    expect(new Set(gone.asked)).toEqual(new Set([nameOf('one', '20261130T080000Z')]));
    expect(read(data, 'result_failed.txt').trimEnd().split('\n')).toHaveLength(2);
  });

  test('what is larger than any results is named and not even read', async () => {
    const data = medium(nameOf('huge', '20261130T080000Z'));
    writeFileSync(join(data, nameOf('huge', '20261130T080000Z')), Buffer.alloc(4 * 1024 * 1024 + 1));
    const { done, asked, why } = send(data, () => answer(200));
    await done;
    expect([asked, why]).toEqual([[], ['the file is larger than any results']]);
  });

  test('ten thousand files in one folder are found in order', async () => {
    const names = Array.from({ length: 10_000 }, (_, index) =>
      nameOf('pc', `20261130T${String(index).padStart(6, '0')}Z`),
    );
    const data = medium(...names.toReversed());
    expect((await resultsIn(data)).map(({ path }) => path)).toEqual(names.map(name => join(data, name)));
  });
});
