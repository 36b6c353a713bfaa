import { organizationTree } from '../../../domain/organization/index.ts';
import type { OrganizationEvent } from '../../../domain/organization/index.ts';
import { definitionAt } from '../../support/definitions.ts';
import { spec } from '../../support/spec.ts';

const at = '2026-11-30T09:00:00.000Z';
const since = { since: at };
const on = spec(organizationTree);

const sales = definitionAt('s', null, 'Sales');
const first = definitionAt('s1', 's', 'Sales/Department 1');
const team = definitionAt('t', 's1', 'Sales/Department 1/Team');
const second = definitionAt('s2', 's', 'Sales/Department 2', 1);
const tree: OrganizationEvent = {
  type: 'DefinitionsAdded',
  data: { ...since, items: [sales, first, team, second] },
};
const rename = {
  type: 'RenameGroup',
  at,
  act: 'act-1',
  from: 'Sales/Department 1',
  to: 'Sales/Department',
  devices: 12,
} as const;
const renamed: OrganizationEvent[] = [
  {
    type: 'GroupRenamed',
    data: { ...since, act: 'act-1', from: rename.from, to: rename.to, definition: 's1', devices: 12 },
  },
  {
    type: 'DefinitionsRenamed',
    data: {
      ...since,
      items: [{ id: 's1', from: 'Department 1', to: 'Department' }],
      paths: [
        { id: 's1', path: 'Sales/Department' },
        { id: 't', path: 'Sales/Department/Team' },
      ],
    },
  },
];

describe('DEV-045 ORG-005 a group is renamed', () => {
  test('and its definition with it', () => {
    on.given(tree)
      .when(rename)
      .then(...renamed);
  });

  test('an old group takes the name of a definition that stands already', () => {
    on.given(tree)
      .when({ ...rename, from: 'Trade', to: 'Sales/Department 2' })
      .then({
        type: 'GroupRenamed',
        data: {
          ...since,
          act: 'act-1',
          from: 'Trade',
          to: 'Sales/Department 2',
          definition: null,
          devices: 12,
        },
      });
  });

  test('not into the place of another definition, below itself, below nothing, or to no name', () => {
    on.given(tree)
      .when({ ...rename, to: second.path })
      .thenRefused('DEFINITION_NAME_TAKEN');
    on.given(tree)
      .when({ ...rename, to: `${first.path}/New` })
      .thenRefused('DEFINITION_CIRCLE', { path: first.path });
    on.given(tree)
      .when({ ...rename, to: 'Trade/New' })
      .thenRefused('DEFINITION_PARENT_UNKNOWN', { parent: 'Trade' });
    on.given(tree)
      .when({ ...rename, to: 'Sales//New' })
      .thenRefused('DEFINITION_NAME_INVALID');
    on.given(tree)
      .when({ ...rename, to: Array(11).fill('D').join('/') })
      .thenRefused('DEFINITION_TOO_DEEP');
  });

  test('not where nobody defines or records it; nothing where it is called so', () => {
    on.given(tree)
      .when({ ...rename, from: 'Trade', devices: 0 })
      .thenRefused('GROUP_UNKNOWN', { path: 'Trade' });
    on.given(tree)
      .when({ ...rename, to: rename.from })
      .thenNothing();
  });

  test('by an account of a department only within it', () => {
    const within = ['Sales'];
    on.given(tree)
      .when({ ...rename, within })
      .then(...renamed);
    on.given(tree)
      .when({ ...rename, to: 'Department', within })
      .thenRefused('DEFINITION_OUT_OF_SCOPE', { path: 'Department' });
    on.given(tree)
      .when({ ...rename, within: [first.path] })
      .thenRefused('DEFINITION_OUT_OF_SCOPE', { path: first.path });
  });
});

const remove = { type: 'DeleteGroup', at, act: 'act-2', path: first.path, devices: 3 } as const;
const deleted: OrganizationEvent[] = [
  { type: 'GroupDeleted', data: { ...since, act: 'act-2', path: first.path, devices: 3 } },
  { type: 'DefinitionsRemoved', data: { ...since, act: 'act-2', items: [first, team] } },
];

test('DEV-046 ORG-006 a group is deleted, its definitions with it', () => {
  on.given(tree)
    .when(remove)
    .then(...deleted);
  on.given(tree)
    .when({ ...remove, path: 'Trade' })
    .then({ type: 'GroupDeleted', data: { ...since, act: 'act-2', path: 'Trade', devices: 3 } });
  on.given(tree)
    .when({ ...remove, path: 'Trade', devices: 0 })
    .thenRefused('GROUP_UNKNOWN', { path: 'Trade' });
  on.given(tree)
    .when({ ...remove, within: [first.path] })
    .thenRefused('DEFINITION_OUT_OF_SCOPE');
});

test('DEV-044 ORG-007 only hierarchies that nobody defines are pruned', () => {
  const prune = {
    type: 'PruneOldHierarchies',
    at,
    act: 'act-3',
    paths: ['Trade', 'Sales/Old'],
    devices: 5,
  } as const;
  on.given(tree)
    .when(prune)
    .then({
      type: 'HierarchiesPruned',
      data: { ...since, act: 'act-3', paths: ['Trade', 'Sales/Old'], devices: 5 },
    });
  on.given(tree)
    .when({ ...prune, paths: ['Trade', team.path] })
    .thenRefused('GROUP_DEFINED', { path: team.path });
  on.given(tree)
    .when({ ...prune, within: ['Sales'] })
    .thenRefused('DEFINITION_OUT_OF_SCOPE', { path: 'Trade' });
  on.given(tree)
    .when({ ...prune, paths: [] })
    .thenNothing();
});

describe('an act on a group is taken back', () => {
  const undo = { type: 'UndoGroupAct', at, act: 'act-1' } as const;
  const undone = (act: string): OrganizationEvent => ({ type: 'GroupActUndone', data: { ...since, act } });

  test('the definition is called again as before, unless somebody renamed it since', () => {
    const back: OrganizationEvent = {
      type: 'DefinitionsRenamed',
      data: {
        ...since,
        items: [{ id: 's1', from: 'Department', to: 'Department 1' }],
        paths: [
          { id: 's1', path: first.path },
          { id: 't', path: team.path },
        ],
      },
    };
    on.given(tree, ...renamed)
      .when(undo)
      .then(undone('act-1'), back);
    const since2: OrganizationEvent = {
      type: 'DefinitionsRenamed',
      data: {
        ...since,
        items: [{ id: 's1', from: 'Department', to: 'Trade' }],
        paths: [{ id: 's1', path: 'Sales/Trade' }],
      },
    };
    on.given(tree, ...renamed, since2)
      .when(undo)
      .then(undone('act-1'));
  });

  test('removed definitions stand again as they were, with their ids', () => {
    on.given(tree, ...deleted)
      .when({ ...undo, act: 'act-2' })
      .then(undone('act-2'), { type: 'DefinitionsAdded', data: { ...since, items: [first, team] } });
  });

  test('once, and only what is known to who asks', () => {
    on.given(tree, ...renamed, undone('act-1'))
      .when(undo)
      .thenRefused('GROUP_ACT_UNDONE', { act: 'act-1' });
    on.given(tree).when(undo).thenRefused('GROUP_ACT_UNKNOWN', { act: 'act-1' });
    on.given(tree, ...renamed)
      .when({ ...undo, within: ['Plant A'] })
      .thenRefused('GROUP_ACT_UNKNOWN', { act: 'act-1' });
  });

  test('not where its name is another one’s by now', () => {
    const taken: OrganizationEvent = {
      type: 'DefinitionsAdded',
      data: { ...since, items: [definitionAt('n', 's', first.path, 2)] },
    };
    on.given(tree, ...renamed, taken)
      .when(undo)
      .thenRefused('DEFINITION_NAME_TAKEN');
  });
});

test('how an act ended is told with its counts', () => {
  const counts = { devices: 11, refused: 1, accounts: 2 };
  on.given(tree, ...renamed)
    .when({ type: 'EndGroupAct', at, act: 'act-1', outcome: 'done', ...counts })
    .then({ type: 'GroupActEnded', data: { ...since, act: 'act-1', outcome: 'done', ...counts } });
});
