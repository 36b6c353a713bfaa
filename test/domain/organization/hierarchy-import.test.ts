import { organizationTree } from '../../../domain/organization/index.ts';
import type { ImportRow, OrganizationEvent } from '../../../domain/organization/index.ts';
import { definitionAt } from '../../support/definitions.ts';
import { spec } from '../../support/spec.ts';

const at = '2026-11-30T09:00:00.000Z';
const since = { since: at };
const on = spec(organizationTree);

const sales = definitionAt('s', null, 'Sales');
const first = definitionAt('s1', 's', 'Sales/Sales 1');
const second = definitionAt('s2', 's', 'Sales/Sales 2', 1);
const development = definitionAt('d', null, 'Development', 1);
const items = [sales, first, second, development];
const tree: OrganizationEvent = { type: 'DefinitionsAdded', data: { ...since, items } };
const bring = (...rows: ImportRow[]) =>
  ({ type: 'ImportHierarchy', at, rows, ids: rows.map((_, number) => `n${number}`) }) as const;

test('ORG-012 CLI-038 a reform comes as one file: one renamed, one removed, one added', () => {
  on.given(tree)
    .when(
      bring(
        { row: 2, kind: 'change', before: 'Sales/Sales 1', after: 'Sales/Sales' },
        { row: 3, kind: 'remove', before: 'Sales/Sales 2' },
        { row: 4, kind: 'add', after: 'Development/Development C', names: { ja: '開発C' } },
      ),
    )
    .then(
      { type: 'HierarchyImported', data: { ...since, added: 1, changed: 1, removed: 1 } },
      {
        type: 'DefinitionsAdded',
        data: {
          ...since,
          items: [{ ...definitionAt('n0', 'd', 'Development/Development C'), names: { ja: '開発C' } }],
        },
      },
      {
        type: 'DefinitionsRenamed',
        data: {
          ...since,
          items: [{ id: 's1', from: 'Sales 1', to: 'Sales' }],
          paths: [{ id: 's1', path: 'Sales/Sales' }],
        },
      },
      { type: 'DefinitionsRemoved', data: { ...since, items: [second] } },
    );
});

test('CLI-039 additions go from the first level down, removals from the lowest up, whatever their order', () => {
  const { decision } = on
    .given(tree)
    .when(
      bring(
        { row: 2, kind: 'remove', before: 'Sales' },
        { row: 3, kind: 'remove', before: 'Sales/Sales 1' },
        { row: 4, kind: 'add', after: 'New/Below' },
        { row: 5, kind: 'add', after: 'New' },
        { row: 6, kind: 'change', before: 'Sales/Sales 2', after: 'New/Sales 2' },
      ),
    );
  expect(decision).toMatchObject({
    kind: 'accepted',
    events: [
      { data: { added: 2, changed: 1, removed: 2 } },
      { data: { items: [{ path: 'New' }, { path: 'New/Below' }] } },
      { type: 'DefinitionsMoved', data: { items: [{ id: 's2' }], paths: [{ path: 'New/Sales 2' }] } },
      { type: 'DefinitionsRemoved', data: { items: [{ id: 's' }, { id: 's1' }] } },
    ],
  });
});

test('ORG-019 CLI-042 all rows or none; each that cannot be taken is named', () => {
  on.given(tree)
    .when(
      bring(
        { row: 2, kind: 'add', after: 'Sales/Sales 1' },
        { row: 3, kind: 'change', before: 'Trade', after: 'Sales/Trade' },
        { row: 4, kind: 'add', after: 'Sales/Sales 3' },
        { row: 5, kind: 'add', after: 'Nowhere/X' },
        { row: 6, kind: 'add', after: 'Sales//X' },
      ),
    )
    .thenRefused('HIERARCHY_IMPORT_INVALID', {
      rows: [
        { row: 2, code: 'DEFINITION_NAME_TAKEN', details: { name: 'Sales 1', path: 'Sales/Sales 1' } },
        { row: 3, code: 'DEFINITION_UNKNOWN', details: { path: 'Trade' } },
        { row: 5, code: 'DEFINITION_PARENT_UNKNOWN', details: { parent: 'Nowhere' } },
        { row: 6, code: 'DEFINITION_NAME_INVALID', details: { name: '', reason: 'empty' } },
      ],
      more: 0,
    });
});

test('CLI-041 at most a hundred faults are listed', () => {
  const rows = Array.from({ length: 130 }, (_, number): ImportRow => ({
    row: number + 2,
    kind: 'remove',
    before: `Trade ${number}`,
  }));
  const { decision } = on.given(tree).when(bring(...rows));
  expect(decision).toMatchObject({ kind: 'refused', refusal: { details: { more: 30 } } });
  const { rows: listed } = (decision as { refusal: { details: Record<string, unknown[]> } }).refusal.details;
  expect(listed).toHaveLength(100);
});

test('a file that tells what is so already is nothing new', () => {
  on.given(tree)
    .when(bring({ row: 2, kind: 'change', before: 'Sales', after: 'Sales' }))
    .thenNothing();
});

test('an account of a department brings rows below it only', () => {
  const within = ['Sales'];
  const { decision } = on
    .given(tree)
    .when({ ...bring({ row: 2, kind: 'add', after: 'Sales/Sales 3' }), within });
  expect(decision.kind).toBe('accepted');
  on.given(tree)
    .when({ ...bring({ row: 2, kind: 'remove', before: 'Development' }), within })
    .thenRefused('HIERARCHY_IMPORT_INVALID', {
      rows: [{ row: 2, code: 'DEFINITION_UNKNOWN', details: { path: 'Development' } }],
      more: 0,
    });
});
