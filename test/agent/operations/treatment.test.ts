import fc from 'fast-check';
import {
  batchOf,
  checkBatch,
  defaultCollection,
  operationColumnNames,
  operationColumns,
  operationDetails,
  type CollectionSettings,
  type OperationRecord,
} from '../../../domain/operation-logs/index.ts';
import type { SeenOperation } from '../../../src/agent/operations/collector.ts';
import { isPrivate } from '../../../src/agent/operations/treatment/private-hours.ts';
import { treatmentBy } from '../../../src/agent/operations/treatment/treat.ts';
import { Wildcard } from '../../../src/agent/operations/treatment/wildcard.ts';

const all: CollectionSettings = { ...defaultCollection, details: operationDetails.map(({ key }) => key) };
const noon = Date.parse('2026-11-30T12:00:00Z');
const treat = (record: Partial<SeenOperation> & { detail: string }, settings: Partial<CollectionSettings>) =>
  treatmentBy({ ...all, ...settings }, () => 0)({ time: noon, ...record });

test('a pattern fits as its regular expression would, for any text', () => {
  const letters = fc.constantFrom('a', 'B', 'b', '.', '漢', '😀', '\\');
  const text = fc.array(letters, { maxLength: 12 }).map(each => each.join(''));
  const pattern = fc.array(fc.oneof(letters, fc.constantFrom('*', '?')), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(pattern, text, (parts, subject) => {
      const source = parts
        .map(one => (one === '*' ? '.*' : one === '?' ? '.' : one.replace(/[\\.]/g, '\\$&')))
        .join('');
      const wildcard = new Wildcard(parts.join(''));
      expect(wildcard.fits(subject)).toBe(new RegExp(`^(?:${source})$`, 'isu').test(subject));
      const found = new RegExp(source, 'isu').exec(subject);
      // A part of no characters is none.
      expect(wildcard.occursIn(subject)).toBe((found?.[0] ?? '') !== '');
    }),
  );
});

test('many stars cost no more than the pattern times the text', () => {
  const wildcard = new Wildcard(`${'a*'.repeat(120)}b`);
  expect(wildcard.fits('a'.repeat(2_083))).toBe(false);
  expect(wildcard.occursIn('a'.repeat(2_083))).toBe(false);
});

test('the part that fits is hidden, a star as far as it goes', () => {
  expect(new Wildcard('secret*').replaceIn('/home/ken/Secret plan.odt', '***')).toBe('/home/ken/***');
  expect(new Wildcard('ken').replaceIn('/home/ken/ken.txt', '***')).toBe('/home/***/***.txt');
  expect(new Wildcard('token=*&').replaceIn('?token=1&a=2&b', '***')).toBe('?***b');
  expect(new Wildcard('*').replaceIn('all of it', '***')).toBe('***');
});

test('several files are lines of one column, as many as it has room for, and kept for any of them', () => {
  const mail = { detail: 'mail-send-attachment', destination: 'ken@a.example' };
  const of = (files: string[], settings: Partial<CollectionSettings> = {}) =>
    treat({ ...mail, files }, settings);
  expect(of(['/a/b.txt', '/a/new\nline'])).toMatchObject({ file: '/a/b.txt\n/a/new\u240aline' });
  const path = (index: number) => `/${String(index).padStart(99, 'x')}`;
  const kept = of(Array.from({ length: 100 }, (_, index) => path(index)))!.file!.split('\n');
  expect(kept).toEqual(Array.from({ length: 20 }, (_, index) => path(index)));
  expect(of(['/a/b.odt', '/a/c.txt'], { files: { include: ['*.odt'], exclude: [] } })).toBeDefined();
  expect(of(['/a/b.odt', '/a/c.txt'], { files: { include: ['*.xls'], exclude: [] } })).toBeUndefined();
});

test('LOG-003: only wanted details are recorded, and of files those that an included and no excluded pattern fits', () => {
  const copy = { detail: 'copy-file', file: '/home/ken/Plan.odt', destination: '/media/stick/plan.odt' };
  expect(treat(copy, { details: ['delete-file'] })).toBeUndefined();
  expect(treat(copy, {})).toMatchObject(copy);
  const files = (include: string[], exclude: string[]) => treat(copy, { files: { include, exclude } });
  expect(files(['*.odt'], [])).toMatchObject(copy);
  expect(files(['*.xls'], [])).toBeUndefined();
  expect(files(['/HOME/*'], [])).toMatchObject(copy);
  expect(files([], ['/home/*'])).toMatchObject(copy);
  expect(files([], ['*plan.odt'])).toBeUndefined();
});

test('LOG-003: processes by name and windows by title', () => {
  const only = { include: ['libre*'], exclude: ['*secret*'] };
  const ran = (process: string) => treat({ detail: 'process-execution', process }, { processes: only });
  expect([ran('LibreOffice'), ran('bash'), ran('libre-secret')].map(each => each?.process)).toEqual([
    'LibreOffice',
    undefined,
    undefined,
  ]);
  const saw = (windowTitle: string) =>
    treat({ detail: 'change-active-window', windowTitle }, { windows: only });
  expect([saw('Libre – plan'), saw('Mail')].map(each => each?.windowTitle)).toEqual([
    'Libre – plan',
    undefined,
  ]);
  expect(treat({ detail: 'log-on', user: 'ken' }, { processes: only })).toMatchObject({ user: 'ken' });
});

test('what a rule of redaction names is hidden, or the record is gone', () => {
  const deleted = { detail: 'delete-file', file: '/home/ken/Salary 2026.ods', size: 10, user: 'ken' };
  const by = (act: 'hide' | 'drop', pattern: string, columns: ('file' | 'size' | 'fileDrive')[]) =>
    treat({ ...deleted, fileDrive: 'local-disk' }, { redaction: [{ columns, pattern, act }] });
  expect(by('hide', 'salary*.ods', ['file'])).toMatchObject({ file: '/home/ken/***', user: 'ken' });
  expect(by('drop', 'salary', ['file'])).toBeUndefined();
  expect(by('drop', 'wages', ['file'])).toMatchObject(deleted);
  expect(by('hide', '*', ['size', 'fileDrive'])).toEqual({
    time: noon,
    ...deleted,
    size: undefined,
  });
});

test('columns that are left out are never filled', () => {
  const left = treat({ detail: 'log-on', user: 'ken', source: 'pc-1' }, { leaveOut: ['user'] });
  expect(left).toEqual({ time: noon, detail: 'log-on', source: 'pc-1' });
});

describe('private hours', () => {
  const night = [{ days: [5], from: '20:00', until: '06:00' }];
  const at = (local: string) => isPrivate(night, Date.parse(`${local}Z`));

  test('go over midnight into the next day, and no other', () => {
    expect(at('2026-11-27T19:59:59')).toBe(false);
    expect(at('2026-11-27T20:00:00')).toBe(true);
    expect(at('2026-11-28T05:59:59')).toBe(true);
    expect(at('2026-11-28T06:00:00')).toBe(false);
    expect(at('2026-11-28T20:00:00')).toBe(false);
  });

  test('that end when they begin are a whole day; Sunday is followed by Monday', () => {
    const sunday = [{ days: [7], from: '09:00', until: '09:00' }];
    expect(isPrivate(sunday, Date.parse('2026-11-29T09:00:00Z'))).toBe(true);
    expect(isPrivate(sunday, Date.parse('2026-11-30T08:59:00Z'))).toBe(true);
    expect(isPrivate(sunday, Date.parse('2026-11-30T09:00:00Z'))).toBe(false);
  });

  test('count by the clock of the computer', () => {
    const settings = { ...all, privateHours: [{ days: [1], from: '20:00', until: '22:00' }] };
    const record = { time: noon, detail: 'log-on', user: 'ken' };
    expect(treatmentBy(settings, () => 540)(record)).toBeUndefined();
    expect(treatmentBy(settings, () => 0)(record)).toEqual(record);
  });
});

test('LOG-004: whatever a computer says, what is left of it is a batch that the server takes', () => {
  const value = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.string({ maxLength: 3 }).map(text => text.repeat(1_500)),
    fc.constantFrom('\ud800', 'a\nb', '\u0000\u007f\u009f', ''),
  );
  const columns = Object.fromEntries(
    operationColumnNames
      .filter(name => name !== 'time' && name !== 'detail')
      .map(name => {
        const column = operationColumns[name];
        if (column.kind === 'term') return [name, fc.constantFrom(...column.terms.map(({ key }) => key))];
        const number = fc.oneof(fc.maxSafeInteger(), fc.double(), fc.constant(1_764_500_000));
        return [name, 'limit' in column ? value : number];
      }),
  );
  const record = fc.record(
    {
      time: fc.oneof(fc.constant(noon), fc.maxSafeInteger()),
      detail: fc.constantFrom(...all.details),
      ...columns,
    },
    { requiredKeys: ['time', 'detail'] },
  );
  fc.assert(
    fc.property(fc.array(record, { maxLength: 5 }), records => {
      const kept = records.flatMap(each => treat(each as unknown as OperationRecord, {}) ?? []);
      if (kept.length > 0)
        expect(checkBatch(batchOf(kept, { seq: 1, tz: 0, rules: 1 }))).toHaveProperty('batch');
      expect(kept.length).toBe(
        records.filter(({ time }) => time >= 631_152_000_000 && time <= 7_258_118_400_000).length,
      );
    }),
    { numRuns: 200 },
  );
  expect(treat({ detail: 'delete-file', file: '/tmp/a\nb\u0007\u007f' }, {})?.file).toBe('/tmp/a␊b␇␡');
});
