import {
  SearchCondition,
  searchConditionRefusals,
  searchConditions,
  searchLimits,
  softwareEntries,
  type SearchConditionCommand,
  type SearchConditionEvent,
  type SearchConditionRefusal,
} from '../../../domain/devices/index.ts';
import { spec } from '../../support/spec.ts';

const condition = (name: string, more: Partial<SearchCondition> = {}): SearchCondition => ({
  name,
  files: [`${name}.exe`],
  folders: [],
  size: {},
  modified: {},
  ...more,
});
const editor = condition('Editor');
const added = (...some: readonly (readonly [string, SearchCondition])[]): SearchConditionEvent => ({
  type: 'SearchConditionsAdded',
  data: { conditions: some.map(([id, each]) => ({ id, condition: each })) },
});

describe('software search conditions', () => {
  test('DEV-039 are added, edited and removed, one or several', () => {
    spec(searchConditions)
      .givenNothing.when({ type: 'AddSearchCondition', id: '1', condition: editor })
      .then(added(['1', editor]));
    const to = condition('Editor', { files: ['editor', 'editor.exe'] });
    spec(searchConditions)
      .given(added(['1', editor]))
      .when({ type: 'EditSearchCondition', id: '1', condition: to })
      .then({ type: 'SearchConditionsEdited', data: { conditions: [{ id: '1', from: editor, to }] } });
    spec(searchConditions)
      .given(added(['1', editor]))
      .when({ type: 'EditSearchCondition', id: '1', condition: { ...editor } })
      .thenNothing();
    const other = condition('Other');
    spec(searchConditions)
      .given(added(['1', editor], ['2', other], ['3', condition('Third')]))
      .when({ type: 'RemoveSearchConditions', ids: ['2', '1', '2'] })
      .then({
        type: 'SearchConditionsRemoved',
        data: {
          conditions: [
            { id: '2', condition: other },
            { id: '1', condition: editor },
          ],
        },
      });
  });

  test('of one name there may be several versions', () => {
    const second = condition('Editor', { version: '2' });
    spec(searchConditions)
      .given(added(['1', editor]))
      .when({ type: 'AddSearchCondition', id: '2', condition: second })
      .then(added(['2', second]));
  });

  test('DEV-040 an import adds what is new, changes what is told otherwise and leaves the rest', () => {
    const told = [
      { id: '8', condition: condition('editor', { files: ['edit.exe'] }) },
      { id: '9', condition: condition('New') },
      { id: '10', condition: condition('Kept') },
    ];
    spec(searchConditions)
      .given(added(['1', editor], ['2', condition('Kept')]))
      .when({ type: 'ImportSearchConditions', conditions: told })
      .then(added(['9', told[1]!.condition]), {
        type: 'SearchConditionsEdited',
        data: { conditions: [{ id: '1', from: editor, to: told[0]!.condition }] },
      });
  });

  const full = added(
    ...Array.from(
      { length: searchLimits.conditions },
      (_, at) => [String(at), condition(`Tool ${at}`)] as const,
    ),
  );
  const refusals: Readonly<
    Record<
      SearchConditionRefusal,
      readonly (readonly [readonly SearchConditionEvent[], SearchConditionCommand, Record<string, unknown>])[]
    >
  > = {
    SEARCH_CONDITION_UNKNOWN: [
      [[], { type: 'EditSearchCondition', id: 'toString', condition: editor }, { conditions: ['toString'] }],
      [
        [added(['1', editor])],
        { type: 'RemoveSearchConditions', ids: ['1', '2', '3'] },
        { conditions: ['2', '3'] },
      ],
    ],
    SEARCH_CONDITION_TAKEN: [
      [
        [added(['1', editor])],
        { type: 'AddSearchCondition', id: '2', condition: condition(' EDITOR') },
        { name: ' EDITOR', version: null },
      ],
      [
        [added(['1', editor], ['2', condition('Other', { version: '2' })])],
        { type: 'EditSearchCondition', id: '1', condition: condition('Other', { version: '2' }) },
        { name: 'Other', version: '2' },
      ],
      [
        [],
        {
          type: 'ImportSearchConditions',
          conditions: [
            { id: '1', condition: editor },
            { id: '2', condition: editor },
          ],
        },
        { name: 'Editor', version: null },
      ],
    ],
    SEARCH_CONDITION_LIMIT: [
      [[full], { type: 'AddSearchCondition', id: 'x', condition: editor }, { most: searchLimits.conditions }],
      [
        [full],
        { type: 'ImportSearchConditions', conditions: [{ id: 'x', condition: editor }] },
        { most: searchLimits.conditions },
      ],
    ],
  };
  test('every refusal is specified', () => {
    expect(Object.keys(refusals).sort()).toStrictEqual([...searchConditionRefusals].sort());
  });
  test.each(
    Object.entries(refusals).flatMap(([code, cases]) =>
      cases.map(([given, when, details]) => [code, given, when, details] as const),
    ),
  )('%s', (code, given, when, details) => {
    spec(searchConditions)
      .given(...given)
      .when(when)
      .thenRefused(code as SearchConditionRefusal, details);
  });

  test.each<[string, Partial<Record<keyof SearchCondition, unknown>>]>([
    ['without a file nothing can be found', { files: [] }],
    ['wildcards alone would find everything', { files: ['*.?'] }],
    ['a file name is no path', { files: ['tools/editor.exe'] }],
    ['a folder is a full path', { folders: ['Tools'] }],
    ['a share lies on another computer', { folders: ['\\\\server\\share'] }],
    ['a folder does not lead upwards', { folders: ['/opt/../etc'] }],
    ['sizes stand in their order', { size: { least: 2, most: 1 } }],
    ['days stand in their order', { modified: { from: '2026-02-01', until: '2026-01-31' } }],
    ['a day is a day', { modified: { from: '2026-02-30' } }],
    ['a line is a line', { name: 'a\nb' }],
  ])('%s', (_why, wrong) => {
    expect(SearchCondition.safeParse(condition('Editor')).success).toBe(true);
    expect(SearchCondition.safeParse({ ...condition('Editor'), ...wrong }).success).toBe(false);
  });
});

test('DEV-035 entries of the list of software are removed together; of none nothing is told', () => {
  const entries = [
    { product: 'a', name: 'curl', devices: 0 },
    { product: 'b', name: 'nano', publisher: 'GNU', devices: 3 },
  ];
  const at = '2026-01-05T09:00:00.000Z';
  spec(softwareEntries)
    .givenNothing.when({ type: 'RemoveSoftwareEntries', at, entries })
    .then({ type: 'SoftwareEntriesRemoved', data: { since: at, entries } });
  spec(softwareEntries).givenNothing.when({ type: 'RemoveSoftwareEntries', at, entries: [] }).thenNothing();
});
