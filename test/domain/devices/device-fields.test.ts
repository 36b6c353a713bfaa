import {
  addedFields,
  commonDefinitions,
  deviceFieldRefusals,
  deviceFields,
  faultOf,
  fieldTypeOf,
  placesOf,
  type DeviceFieldCommand,
  type DeviceFieldEvent,
  type DeviceFieldRefusal,
  type EnteredValue,
  type FieldDefinition,
  type FieldFault,
} from '../../../domain/devices/index.ts';
import { day, DeviceLife, inventory, record } from '../../support/device-reports.ts';
import { spec } from '../../support/spec.ts';

const defined = (en: string, more: Partial<FieldDefinition> = {}): FieldDefinition => ({
  names: { en },
  explanations: {},
  source: 'administrator',
  required: false,
  rules: {},
  options: [],
  ...more,
});
const owner = defined('Owner', { names: { en: 'Owner', ja: '所有者' } });
const added = (field: 'text1' | 'text2', definition: FieldDefinition): DeviceFieldEvent => ({
  type: 'DeviceFieldAdded',
  data: { field, definition },
});

describe('FLD-001 FLD-004 fields of devices', () => {
  test('are added, changed, removed and brought back; a removed one keeps its place', () => {
    spec(deviceFields)
      .givenNothing.when({ type: 'AddField', kind: 'text', definition: owner })
      .then(added('text1', owner));
    const asked = { ...owner, source: 'endUser' as const };
    spec(deviceFields)
      .given(added('text1', owner))
      .when({ type: 'ChangeField', field: 'text1', change: { source: 'endUser' } })
      .then({ type: 'DeviceFieldChanged', data: { field: 'text1', from: owner, to: asked } });
    const removed: DeviceFieldEvent = {
      type: 'DeviceFieldRemoved',
      data: { field: 'text1', definition: owner },
    };
    spec(deviceFields)
      .given(added('text1', owner))
      .when({ type: 'RemoveField', field: 'text1' })
      .then(removed);
    spec(deviceFields)
      .given(added('text1', owner), removed)
      .when({ type: 'AddField', kind: 'text', definition: owner })
      .then(added('text2', owner));
    spec(deviceFields)
      .given(added('text1', owner), removed)
      .when({ type: 'RestoreField', field: 'text1' })
      .then(added('text1', owner));
  });

  test('DEV-025 DEV-026 when users are asked is set, once', () => {
    const to = { start: '2026-04-01T09:00', everyHours: 720 };
    const scheduled: DeviceFieldEvent = {
      type: 'UserFormScheduled',
      data: { from: { start: null, everyHours: null }, to },
    };
    spec(deviceFields).givenNothing.when({ type: 'ScheduleForm', form: to }).then(scheduled);
    spec(deviceFields).given(scheduled).when({ type: 'ScheduleForm', form: to }).thenNothing();
  });

  const full = addedFields
    .filter(field => fieldTypeOf(field) === 'tree')
    .map((field, no): DeviceFieldEvent => ({
      type: 'DeviceFieldAdded',
      data: { field: field as 'tree1', definition: defined(`Tree ${no}`, { options: ['A'] }) },
    }));
  const faulty = (change: Partial<FieldDefinition>): DeviceFieldCommand => ({
    type: 'ChangeField',
    field: 'text1',
    change,
  });
  const refusals: Readonly<
    Record<
      DeviceFieldRefusal,
      readonly (readonly [readonly DeviceFieldEvent[], DeviceFieldCommand, object])[]
    >
  > = {
    DEVICE_FIELD_UNKNOWN: [
      [[], { type: 'ChangeField', field: 'text1', change: {} }, { field: 'text1' }],
      [[], { type: 'RemoveField', field: 'constructor' }, { field: 'constructor' }],
      [[], { type: 'RestoreField', field: 'text1' }, { field: 'text1' }],
    ],
    DEVICE_FIELD_COMMON: [[[], { type: 'RemoveField', field: 'email' }, { field: 'email' }]],
    DEVICE_FIELD_NAME_TAKEN: [
      [
        [added('text1', owner)],
        { type: 'AddField', kind: 'text', definition: defined(' owner ') },
        { name: ' owner ' },
      ],
      [[], { type: 'AddField', kind: 'text', definition: defined('部署') }, { name: '部署' }],
    ],
    DEVICE_FIELD_LIMIT: [
      [
        full,
        { type: 'AddField', kind: 'tree', definition: defined('More', { options: ['A'] }) },
        { type: 'tree', most: placesOf.tree },
      ],
    ],
    DEVICE_FIELD_DEFINITION: [
      [[added('text1', owner)], faulty({ rules: { least: 1 } }), { reason: 'RULES_OF_ANOTHER_TYPE' }],
      [
        [added('text1', owner)],
        faulty({ rules: { minLength: 9, maxLength: 3 } }),
        { reason: 'LENGTHS_CROSSED' },
      ],
      [[added('text1', owner)], faulty({ options: ['A'] }), { reason: 'OPTIONS_UNWANTED' }],
      [
        [],
        { type: 'AddField', kind: 'number', definition: defined('Price', { rules: { least: 2, most: 1 } }) },
        { reason: 'BOUNDS_CROSSED' },
      ],
      [[], { type: 'AddField', kind: 'choice', definition: defined('Use') }, { reason: 'OPTIONS_MISSING' }],
      [
        [],
        { type: 'AddField', kind: 'choice', definition: defined('Use', { options: ['Lab', 'lab'] }) },
        { reason: 'OPTIONS_REPEATED' },
      ],
      [
        [],
        { type: 'AddField', kind: 'tree', definition: defined('Site', { options: ['A//B'] }) },
        { reason: 'OPTION_NO_PATH' },
      ],
    ],
  };
  test('every refusal is specified', () => {
    expect(Object.keys(refusals).sort()).toStrictEqual([...deviceFieldRefusals].sort());
  });
  test.each(
    Object.entries(refusals).flatMap(([code, cases]) =>
      cases.map(([given, when, details]) => [code, given, when, details] as const),
    ),
  )('%s', (code, given, when, details) => {
    spec(deviceFields)
      .given(...given)
      .when(when)
      .thenRefused(code as DeviceFieldRefusal, details as Record<string, unknown>);
  });
});

test.each<[string, Partial<FieldDefinition>, EnteredValue, FieldFault | undefined]>([
  ['text1', {}, 'anything at all', undefined],
  ['text1', {}, 'a\u0007b', 'CHARACTERS'],
  ['text1', {}, ' ', 'NOT_A_TEXT'],
  ['text1', {}, 4, 'NOT_A_TEXT'],
  ['text1', { rules: { characters: 'digits' } }, '０１２', 'CHARACTERS'],
  ['text1', { rules: { minLength: 3 } }, '森森', 'TOO_SHORT'],
  ['text1', { rules: { maxLength: 2 } }, '𠮷𠮷', undefined],
  ['text1', { rules: { maxLength: 2 } }, 'abc', 'TOO_LONG'],
  ['email', { rules: { characters: 'email' } }, 'mori@example.org', undefined],
  ['email', { rules: { characters: 'email' } }, 'mori', 'CHARACTERS'],
  ['phone', { rules: { characters: 'phone' } }, '+81 (0)45-9931', undefined],
  ['number1', { rules: { least: 0, most: 9 } }, 9.5, 'TOO_LARGE'],
  ['number1', { rules: { least: 0 } }, -1, 'TOO_SMALL'],
  ['number1', {}, '7', 'NOT_A_NUMBER'],
  ['date1', {}, '2026-02-28', undefined],
  ['date1', {}, '2026-02-30', 'NOT_A_DAY'],
  ['choice1', { options: ['Lab', 'Office'] }, 'Lab', undefined],
  ['choice1', { options: ['Lab'] }, 'lab', 'NOT_AN_OPTION'],
  ['tree1', { options: ['Plant A/Hall 2'] }, 'Plant A', undefined],
  ['tree1', { options: ['Plant A/Hall 2'] }, 'Plant', 'NOT_AN_OPTION'],
])('FLD-003 a value of %s with %j: %j is %s', (field, definition, value, fault) => {
  expect(faultOf(field, defined('x', definition), value)).toBe(fault);
});

describe('DEV-010 values of fields', () => {
  const at = day(5);
  const entry = (field: string, value: EnteredValue | null, definition = defined('Owner')) => ({
    field,
    definition,
    value,
  });
  const registered = () => {
    const life = new DeviceLife();
    life.do(record(day(1), inventory()));
    return life;
  };

  test('are entered, changed and emptied; what is so already is nothing', () => {
    const life = registered();
    const enter = (value: EnteredValue | null) =>
      life.do({ type: 'EnterFields', at, entries: [entry('text1', value)], reason: 'INC-1' });
    expect(enter(' Mori ')).toEqual([
      {
        type: 'DeviceFieldsEntered',
        data: {
          since: at,
          reason: 'INC-1',
          fields: { text1: { name: 'Owner', from: null, to: 'Mori' } },
        },
      },
    ]);
    expect(enter('Mori')).toEqual([]);
    expect(enter(null)).toMatchObject([{ data: { fields: { text1: { from: 'Mori', to: null } } } }]);
    expect(enter(null)).toEqual([]);
  });

  test('DEV-023 a form without what it must have is refused with every fault; a word offered no more may stay', () => {
    const use = defined('Use', { options: ['Lab', 'Office'] });
    const life = registered();
    life.do({ type: 'EnterFields', at, entries: [entry('choice1', 'Lab', use)] });
    const form = { by: 'mori', finishedAt: day(4) };
    const required = { ...commonDefinitions['userName']!, required: true };
    expect(() =>
      life.do({
        type: 'EnterFields',
        at,
        form,
        entries: [
          entry('userName', null, required),
          entry('email', 'x', commonDefinitions['email']!),
          entry('choice1', 'Lab', { ...use, options: ['Office'] }),
        ],
      }),
    ).toThrow(/DEVICE_FIELD_VALUE/);
    expect(
      life.do({ type: 'EnterFields', at, form, entries: [entry('userName', 'Mori', required)] }),
    ).toMatchObject([{ data: { form, fields: { userName: { to: 'Mori' } } } }]);
  });

  test('stay through a merge that is taken back', () => {
    const life = registered();
    life.do({ type: 'EnterFields', at, entries: [entry('text1', 'Mori')] });
    life.do({ type: 'MergeDevice', at, deviceId: 'a', into: 'b' });
    expect(life.do({ type: 'RestoreDevice', at, from: 'b' })).toMatchObject([
      { type: 'DeviceRestored', data: { fields: { text1: 'Mori' } } },
    ]);
  });
});
