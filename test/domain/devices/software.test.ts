import { compareSoftware } from '../../../domain/devices/index.ts';
import type { InstalledSoftware, SoftwareItem } from '../../../domain/devices/index.ts';
import { day, DeviceLife, inventory, record } from '../../support/device-reports.ts';

const entry = (name: string, version?: string, more: Partial<SoftwareItem> = {}): SoftwareItem => ({
  name,
  ...(version !== undefined && { version }),
  ...more,
});
const known = (...items: readonly SoftwareItem[]): InstalledSoftware[] =>
  items.map(item => ({ ...item, since: day(1) }));
const shape = (before: readonly SoftwareItem[], now: readonly SoftwareItem[]) => {
  const { installed, removed, updated, described } = compareSoftware(known(...before), now);
  const text = ({ name, version, architecture }: SoftwareItem) =>
    [name, version, architecture].filter(Boolean).join(' ');
  return {
    installed: installed.map(text),
    removed: removed.map(text),
    updated: updated.map(({ from, to }) => `${text(from)} > ${text(to)}`),
    described: described.map(({ to }) => `${text(to)} ${to.publisher}`),
  };
};
const none = { installed: [], removed: [], updated: [], described: [] };

test('an entry with another version is an update', () => {
  expect(shape([entry('curl', '1')], [entry('cURL', '2')])).toStrictEqual({
    ...none,
    updated: ['curl 1 > cURL 2'],
  });
});

test('versions kept side by side are installed and removed, not updated', () => {
  const kernel = (version: string) => entry('kernel', version, { architecture: 'x86_64', source: 'rpm' });
  expect(shape([kernel('1'), kernel('2')], [kernel('2'), kernel('3')])).toStrictEqual({
    ...none,
    installed: ['kernel 3 x86_64'],
    removed: ['kernel 1 x86_64'],
  });
  expect(shape([kernel('1')], [kernel('1'), kernel('2')])).toStrictEqual({
    ...none,
    installed: ['kernel 2 x86_64'],
  });
});

test('architectures of one name are entries of their own', () => {
  const libc = (architecture: string, version: string) => entry('libc6', version, { architecture });
  expect(
    shape([libc('amd64', '1'), libc('i386', '1')], [libc('i386', '2'), libc('amd64', '1')]),
  ).toStrictEqual({
    ...none,
    updated: ['libc6 1 i386 > libc6 2 i386'],
  });
});

test('a product whose name carries its version is updated, not exchanged', () => {
  const zip = (version: string) => entry(`7-Zip ${version} (x64)`, version, { publisher: 'Igor' });
  expect(shape([zip('23.01'), entry('Git', '1')], [zip('24.09'), entry('Git', '1')])).toStrictEqual({
    ...none,
    updated: ['7-Zip 23.01 (x64) 23.01 > 7-Zip 24.09 (x64) 24.09'],
  });
});

test('what another dialect leaves out is no change, what it adds describes the entry', () => {
  const full = entry('bash', '5', { architecture: 'amd64', source: 'deb', publisher: 'GNU' });
  expect(shape([full], [entry('bash', '5')])).toStrictEqual(none);
  expect(shape([entry('bash', '5')], [full])).toStrictEqual({ ...none, described: ['bash 5 GNU'] });
});

test('an entry told a second time with less does not take the place of the one that agrees word for word', () => {
  const full = entry('libc6', '1', { architecture: 'i386' });
  expect(
    shape([full], [entry('libc6', '1', { publisher: 'GNU' }), { ...full, publisher: 'GNU' }]),
  ).toStrictEqual({ ...none, installed: ['libc6 1'], described: ['libc6 1 i386 GNU'] });
});

test('a date of installation that moves with the same version is no change', () => {
  expect(
    shape([entry('a', '1', { installedOn: '2026-01-01' })], [entry('a', '1', { installedOn: '2026-02-02' })]),
  ).toStrictEqual(none);
});

test('entries that end name the time they began, through updates and descriptions', () => {
  const life = new DeviceLife();
  const list = (...software: SoftwareItem[]) => inventory({ software });
  life.do(record(day(1), list(entry('a', '1'), entry('b', '1'))));
  life.do(record(day(2), list(entry('a', '2'), entry('b', '1', { publisher: 'B' }))));
  expect(life.do(record(day(3), list()))).toMatchObject([
    {
      type: 'SoftwareRemoved',
      data: {
        items: [
          { name: 'a', version: '2', since: day(2) },
          { name: 'b', publisher: 'B', since: day(1) },
        ],
      },
    },
  ]);
});

test('software told for the first time is learned, not installed', () => {
  const life = new DeviceLife();
  const { software: _none, ...without } = inventory();
  life.do(record(day(1), without));
  expect(life.do(record(day(2), inventory()))).toMatchObject([
    { type: 'DetailsLearned', data: { inventory: { software: inventory().software } } },
  ]);
});

describe('an event names what else the device holds of its titles', () => {
  const kernel = (version: string) => entry('kernel', version);
  const besideOf = (...lists: readonly (readonly SoftwareItem[])[]) => {
    const life = new DeviceLife();
    let last: unknown[] = [];
    for (const [at, software] of lists.entries())
      last = life
        .do(record(day(at + 1), inventory({ software: [...software] })))
        .map(({ type, data }) => [type, 'beside' in data ? data.beside : undefined]);
    return last;
  };

  test('a kernel beside its forerunner', () => {
    expect(besideOf([kernel('1')], [kernel('1'), kernel('2')])).toStrictEqual([
      ['SoftwareInstalled', [{ name: 'kernel', version: '1' }]],
    ]);
  });

  test('as it is at that event, where several of one report touch the title', () => {
    expect(besideOf([kernel('1'), kernel('2')], [kernel('2'), kernel('3')])).toStrictEqual([
      ['SoftwareRemoved', [{ name: 'kernel', version: '2' }]],
      ['SoftwareInstalled', [{ name: 'kernel', version: '2' }]],
    ]);
    expect(besideOf([kernel('1'), kernel('2')], [])).toStrictEqual([['SoftwareRemoved', undefined]]);
  });

  test('none for what stands alone', () => {
    expect(besideOf([entry('a', '1')], [entry('a', '2')])).toStrictEqual([['SoftwareUpdated', undefined]]);
  });
});
