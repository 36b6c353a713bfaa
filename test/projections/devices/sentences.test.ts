import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { deviceStreamEvents } from '../../../domain/devices/index.ts';
import type { DeviceEvent, Inventory } from '../../../domain/devices/index.ts';
import { sentenceOf, sentenceParts, sentenceText } from '../../../projections/devices/index.ts';
import { day, DeviceLife, inventory, packages, record } from '../../support/device-reports.ts';

const golden = path.resolve(__dirname, '../../golden');
const types = new Set(Object.keys(deviceStreamEvents));
const examples = readdirSync(golden)
  .filter(file => types.has(file.split('.')[0] ?? ''))
  .map(file => JSON.parse(readFileSync(path.join(golden, file), 'utf8')) as DeviceEvent);

test('every event type has an example', () => {
  expect(examples.map(({ type }) => type).sort()).toStrictEqual([...types].sort());
});

test.each(examples)('$type is one sentence in English and Japanese, every word translated', event => {
  const { sentence } = sentenceOf(event);
  for (const language of ['en', 'ja'] as const) {
    const text = sentenceText(sentence, language);
    expect(text).not.toMatch(/[{}]|undefined|\[object|\s{2}|^\s|\s$/);
    expect(text.length).toBeGreaterThan(3);
    // A path that no catalogue knows would show as it is.
    expect(text).not.toMatch(/\b(hardware|operatingSystem|agent)\.[a-z]/);
    expect(
      sentenceParts(sentence, language)
        .map(part => part.text)
        .join(''),
    ).toBe(text);
  }
  expect(sentenceText(sentence, 'en')).toMatch(/^[A-Z0-9a-z]/);
  expect(sentenceText(sentence, 'ja')).toMatch(/[ぁ-ん]|[ァ-ヶ]|[一-龠]/);
});

function told(before: Inventory, after: Inventory): string[][] {
  const life = new DeviceLife();
  life.do(record(day(1), before));
  return life.do(record(day(2), after)).map(event => {
    const { kind, sentence } = sentenceOf(event);
    return [kind, sentenceText(sentence, 'en'), sentenceText(sentence, 'ja')];
  });
}

test.each<[string, Inventory, string[]]>([
  [
    'an address',
    inventory({
      networkAdapters: [
        { ...inventory().networkAdapters![0]!, ipv4: ['192.0.2.12'] },
        inventory().networkAdapters![1]!,
      ],
    }),
    [
      'network',
      'Address of eth0 changed from 10.24.7.118 to 192.0.2.12',
      'eth0のアドレスが10.24.7.118から192.0.2.12に変わりました',
    ],
  ],
  [
    'an address gone',
    inventory({
      networkAdapters: [{ ...inventory().networkAdapters![0]!, ipv4: [] }, inventory().networkAdapters![1]!],
    }),
    ['network', 'eth0 lost the address 10.24.7.118', 'eth0のアドレス10.24.7.118がなくなりました'],
  ],
  [
    'a user',
    inventory({ lastUser: 'root' }),
    ['user', 'Last user changed from u10031 to root', '最終ユーザーがu10031からrootに変わりました'],
  ],
  [
    'memory',
    inventory({ hardware: { ...inventory().hardware, memory: 48_210 } }),
    [
      'hardware',
      'Memory (MB) changed from 24,105 to 48,210',
      'メモリー（MB）が24,105から48,210に変わりました',
    ],
  ],
  [
    'several fields',
    inventory({ operatingSystem: { ...inventory().operatingSystem, version: '13', kernel: '6.12' } }),
    [
      'system',
      'Operating system version changed from 12 to 13, also kernel',
      'OSのバージョンが12から13に変わりました。カーネルも変わりました',
    ],
  ],
  [
    'space',
    inventory({ volumes: [{ mount: '/', fileSystem: 'ext4', total: 258_019, free: 63_403 }] }),
    [
      'storage',
      'Free space on / changed from 148,212 to 63,403 MB of 258,019 MB',
      '/の空き容量が148,212から63,403 MBに変わりました（全体258,019 MB）',
    ],
  ],
  [
    'one package',
    inventory({ software: [...packages(3), { name: 'nginx', version: '1.22' }] }),
    ['software', 'nginx 1.22 installed', 'nginx 1.22がインストールされました'],
  ],
  [
    'many packages, programs named before their parts',
    inventory({
      software: [
        ...packages(3),
        ...['libssl3', 'mariadb-common', 'postfix', 'samba', 'mariadb-server'].map((name, at) => ({
          name,
          version: '1',
          size: at,
        })),
      ],
    }),
    [
      'software',
      '5 packages installed, among them mariadb-server, samba, postfix',
      'mariadb-server、samba、postfixなど5個のパッケージがインストールされました',
    ],
  ],
  [
    'an update',
    inventory({ software: packages(3).map((item, at) => (at === 1 ? { ...item, version: '2.0' } : item)) }),
    ['software', 'package-1 changed from 1.0-1 to 2.0', 'package-1が1.0-1から2.0に変わりました'],
  ],
  [
    'many updates',
    inventory({ software: packages(3, '3.0') }),
    [
      'software',
      '3 packages updated, among them package-2 to 3.0-2',
      'package-2（3.0-2）など3個のパッケージが更新されました',
    ],
  ],
  [
    'a monitor',
    inventory({ monitors: [...inventory().monitors!, { name: 'Wide', serialNumber: 'M2' }] }),
    ['peripheral', 'Monitor Wide added', 'モニター Wideが追加されました'],
  ],
  [
    'protection',
    inventory({ antivirus: [{ name: 'ClamAV', version: '1.0', enabled: false }] }),
    ['system', 'Protection of ClamAV changed from yes to no', 'ClamAVの保護がはいからいいえに変わりました'],
  ],
  [
    'first knowledge',
    inventory({ description: 'rack 7', printers: [] }),
    ['other', 'More became known: description, printers', '新しく判明した情報: 説明、プリンター'],
  ],
])('%s', (_what, after, expected) => {
  expect(told(inventory(), after)).toStrictEqual([expected]);
});

test('hostile texts stay text, hostile names find no words', () => {
  const [[, text = ''] = []] = told(inventory(), inventory({ lastUser: '<b>{to}</b> {field:field}' }));
  expect(text).toBe('Last user changed from u10031 to <b>{to}</b> {field:field}');
  expect(
    sentenceText({ key: 'Changed', params: { field: 'constructor', from: '__proto__', to: 'x' } }, 'en'),
  ).toBe('Constructor changed from __proto__ to x');
});
