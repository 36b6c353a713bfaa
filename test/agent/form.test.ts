import { request } from 'node:http';
import { PassThrough } from 'node:stream';
import { commonDefinitions } from '../../domain/devices/index.ts';
import type { FormField } from '../../domain/agents/index.ts';
import type { Values } from '../../src/agent/form/entries.ts';
import { Loopback } from '../../src/agent/form/loopback.ts';
import { askAtTerminal } from '../../src/agent/form/terminal.ts';
import { linux, ownersOf } from '../../src/agent/platform/linux.ts';

const asked = (id: string, more: Partial<FormField> = {}): FormField => {
  const { source: _source, options: _options, ...definition } = commonDefinitions[id]!;
  return { ...definition, id, options: [], ...more };
};
const fields = [
  asked('department', {
    options: [{ value: 'Plant A', en: 'Plant A', ja: '工場A' }, { value: 'Plant <B>' }],
  }),
  asked('userName', { required: true }),
  asked('email'),
];

interface Told {
  readonly status: number;
  readonly text: string;
  readonly headers: NodeJS.Dict<string | string[]>;
}

function call(
  address: string,
  { method = 'GET', body, headers = {} }: { method?: string; body?: string; headers?: object } = {},
): Promise<Told> {
  return new Promise((resolve, reject) => {
    const type = body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' };
    const sent = request(address, { method, headers: { ...type, ...headers } }, response => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('end', () => resolve({ status: response.statusCode!, text, headers: response.headers }));
    });
    sent.once('error', reject);
    sent.end(body);
  });
}

describe('DEV-023 the form of the person at the computer', () => {
  let form: Loopback;
  let address: string;
  let ends: (Values | 'cancelled')[];
  let theirs: boolean;
  beforeEach(async () => {
    ends = [];
    theirs = true;
    form = new Loopback({
      fields,
      values: { department: 'Plant A' },
      server: 'https://muster.example.org',
      collects: 'all of it',
      isTheirs: async () => theirs,
      finished: values => ends.push(values),
      cancelled: () => ends.push('cancelled'),
    });
    address = await form.open();
  });
  afterEach(() => form.close());

  test('shows each field with its explanation, usable characters and what is recorded', async () => {
    const { status, text, headers } = await call(address, { headers: { 'accept-language': 'ja,en;q=0.5' } });
    expect(status).toBe(200);
    expect(text).toContain('<option value="Plant A" selected>工場A</option>');
    expect(text).toContain('Plant &lt;B&gt;');
    expect(text).toContain('氏名を入力してください。');
    expect(text).toContain('使用できる文字：メールアドレス');
    expect(text).toContain('all of it');
    expect(headers['content-security-policy']).toMatch(/default-src 'none'.*frame-ancestors 'none'/);
  });

  test('is there for that page of that person at that address only', async () => {
    const { origin, port } = new URL(address);
    const refused = [
      await call(address, { headers: { host: `localhost:${port}` } }),
      await call(address, { headers: { host: 'evil.example' } }),
      await call(`${origin}/`),
      await call(`${address}x`),
      await call(address, {
        method: 'POST',
        body: 'act=finish',
        headers: { origin: 'https://evil.example' },
      }),
      await call(address, { method: 'POST', body: 'act=finish', headers: { origin: 'null' } }),
    ];
    theirs = false;
    refused.push(await call(address));
    expect(refused.map(({ status }) => status)).toEqual(refused.map(() => 404));
    expect(ends).toEqual([]);
  });

  test('says what is wrong and keeps what was typed; finished, it is there no more', async () => {
    const wrong = await call(address, { method: 'POST', body: 'act=finish&userName=&email=mori' });
    expect(wrong.status).toBe(422);
    expect(wrong.text).toContain('Please fill this in.');
    expect(wrong.text).toContain('value="mori"');
    expect(ends).toEqual([]);
    const body = 'act=finish&department=Plant+A&userName=Mori+%E8%8A%B1&email=';
    const done = await call(address, { method: 'POST', body, headers: { origin: new URL(address).origin } });
    expect(done.text).toContain('Thank you');
    expect(ends).toEqual([{ department: 'Plant A', userName: 'Mori 花', email: null }]);
    await expect(call(address)).rejects.toThrow();
  });

  test('closed unfinished, it sends nothing', async () => {
    const { text } = await call(address, { method: 'POST', body: 'act=cancel&userName=Mori' });
    expect(text).toContain('Nothing was sent');
    expect(ends).toEqual(['cancelled']);
  });
});

test('who holds a connection over the loopback is read of the kernel', async () => {
  const table = [
    '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode',
    '   0: 0100007F:C350 0100007F:1F90 01 00000000:00000000 00:00000000 00000000  1000        0 1',
    '   1: 0100007F:1F90 0100007F:C350 01 00000000:00000000 00:00000000 00000000     0        0 2',
  ].join('\n');
  expect(ownersOf(table, 0xc350, 0x1f90)).toEqual([1000]);
  expect(ownersOf(table, 0xc351, 0x1f90)).toEqual([]);
  let owned: boolean[] = [];
  const form = new Loopback({
    fields,
    values: {},
    server: '',
    collects: '',
    isTheirs: async (peer, port) => {
      const uid = process.getuid!();
      owned = [
        await linux.desktop!.isOwnedBy(uid, peer, port),
        await linux.desktop!.isOwnedBy(uid + 1, peer, port),
      ];
      return true;
    },
    finished: () => undefined,
    cancelled: () => undefined,
  });
  await call(await form.open());
  form.close();
  expect(owned).toEqual([true, false]);
});

test('at a terminal each field is asked for until it fits; an empty line keeps what is recorded', async () => {
  const [input, output] = [new PassThrough(), new PassThrough()];
  const form = { fields, values: { department: 'Plant A' }, lead: 'Asked by the plant.' };
  const entered = askAtTerminal(form, 'en', { input, output });
  const answers = ['', '', 'Mori', 'nobody', '-'];
  output.setEncoding('utf8').on('data', (text: string) => {
    if (text.endsWith('> ')) input.write(`${answers.shift()}\n`);
  });
  expect(await entered).toEqual({ department: 'Plant A', userName: 'Mori', email: null });
  expect(answers).toEqual([]);
});

test('at a terminal of a computer that nothing is known of, an empty line leaves a field out and a hyphen empties it', async () => {
  const [input, output] = [new PassThrough(), new PassThrough()];
  const entered = askAtTerminal({ fields, values: undefined, lead: '' }, 'ja', { input, output });
  const answers = ['', '', 'Mori', '-'];
  output.setEncoding('utf8').on('data', (text: string) => {
    if (text.endsWith('> ')) input.write(`${answers.shift()}\n`);
  });
  expect(await entered).toEqual({ userName: 'Mori', email: null });
  expect(answers).toEqual([]);
});
