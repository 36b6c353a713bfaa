import {
  deepest,
  definitionLimit,
  longestName,
  organizationTree,
} from '../../../domain/organization/index.ts';
import type { OrganizationEvent } from '../../../domain/organization/index.ts';
import { definitionAt } from '../../support/definitions.ts';
import { spec } from '../../support/spec.ts';

const at = '2026-11-30T09:00:00.000Z';
const since = { since: at };
const on = spec(organizationTree);

const plant = definitionAt('a', null, 'Plant A');
const quality = definitionAt('q', 'a', 'Plant A/Quality');
const laboratory = definitionAt('l', 'q', 'Plant A/Quality/Laboratory');
const other = definitionAt('b', null, 'Plant B', 1);
const added = (...items: ReturnType<typeof definitionAt>[]): OrganizationEvent => ({
  type: 'DefinitionsAdded',
  data: { ...since, items },
});
const tree = added(plant, quality, laboratory, other);
const add = { type: 'AddDefinition', at, id: 'n', parent: null, name: 'Plant C' } as const;
const edit = { type: 'EditDefinition', at, id: 'q' } as const;

describe('DEV-041 ORG-001 definitions are added', () => {
  test('at the first level and below another, behind their siblings, with names for each language', () => {
    on.given()
      .when(add)
      .then(added(definitionAt('n', null, 'Plant C')));
    const names = { en: ' Quality  assurance ', ja: '品質管理' };
    on.given(tree)
      .when({ ...add, parent: 'a', name: ' Assurance ', names, reason: 'reform', origin: 'directory' })
      .then({
        type: 'DefinitionsAdded',
        data: {
          ...since,
          reason: 'reform',
          items: [
            {
              ...definitionAt('n', 'a', 'Plant A/Assurance', 1),
              names: { en: 'Quality assurance', ja: '品質管理' },
              origin: 'directory',
            },
          ],
        },
      });
  });

  test.each([
    ['', 'empty'],
    ['   ', 'empty'],
    ['A/B', 'slash'],
    ['x'.repeat(longestName + 1), 'too-long'],
    ['bell\u0007', 'control'],
  ])('but not as %j: %s', (name, reason) => {
    on.givenNothing.when({ ...add, name }).thenRefused('DEFINITION_NAME_INVALID', {
      name: name.trim(),
      reason,
      ...(reason === 'too-long' && { limit: longestName }),
    });
  });

  test('nor under a name for a language that is none', () => {
    on.givenNothing.when({ ...add, names: { ja: 'A/B' } }).thenRefused('DEFINITION_NAME_INVALID', {
      name: 'A/B',
      reason: 'slash',
    });
  });

  test('nor under the name of a sibling, whatever its case and blanks; elsewhere the name is free', () => {
    on.given(tree)
      .when({ ...add, name: 'plant  b' })
      .thenRefused('DEFINITION_NAME_TAKEN', { name: 'plant b', path: 'Plant B' });
    on.given(tree)
      .when({ ...add, parent: 'b', name: 'Plant B' })
      .then(added(definitionAt('n', 'b', 'Plant B/Plant B')));
  });

  test('nor below what is not defined, twice, too deep or too many', () => {
    on.givenNothing.when({ ...add, parent: 'x' }).thenRefused('DEFINITION_PARENT_UNKNOWN', { parent: 'x' });
    on.given(tree)
      .when({ ...add, id: 'q' })
      .thenRefused('DEFINITION_EXISTS', { id: 'q' });
    const levels = Array.from({ length: deepest }, (_, level) =>
      definitionAt(
        `d${level}`,
        level === 0 ? null : `d${level - 1}`,
        Array(level + 1)
          .fill('D')
          .join('/'),
      ),
    );
    on.given(added(...levels))
      .when({ ...add, parent: `d${deepest - 1}`, name: 'D' })
      .thenRefused('DEFINITION_TOO_DEEP', {
        limit: deepest,
        path: Array(deepest + 1)
          .fill('D')
          .join('/'),
      });
    const full = Array.from({ length: definitionLimit }, (_, number) =>
      definitionAt(`f${number}`, null, `F${number}`, number),
    );
    on.given(added(...full))
      .when(add)
      .thenRefused('DEFINITION_LIMIT', { limit: definitionLimit });
  });
});

describe('DEV-042 ORG-001 definitions are edited', () => {
  test('renamed: the event tells the paths of everything below', () => {
    on.given(tree)
      .when({ ...edit, name: 'Assurance' })
      .then({
        type: 'DefinitionsRenamed',
        data: {
          ...since,
          items: [{ id: 'q', from: 'Quality', to: 'Assurance' }],
          paths: [
            { id: 'q', path: 'Plant A/Assurance' },
            { id: 'l', path: 'Plant A/Assurance/Laboratory' },
          ],
        },
      });
  });

  test('moved and renamed at once, to the first level too', () => {
    on.given(tree)
      .when({ ...edit, parent: null, name: 'Assurance' })
      .then(
        {
          type: 'DefinitionsRenamed',
          data: {
            ...since,
            items: [{ id: 'q', from: 'Quality', to: 'Assurance' }],
            paths: [
              { id: 'q', path: 'Assurance' },
              { id: 'l', path: 'Assurance/Laboratory' },
            ],
          },
        },
        {
          type: 'DefinitionsMoved',
          data: {
            ...since,
            items: [{ id: 'q', from: 'a', to: null, order: 2 }],
            paths: [
              { id: 'q', path: 'Assurance' },
              { id: 'l', path: 'Assurance/Laboratory' },
            ],
          },
        },
      );
  });

  test('put before a sibling or last; only the places that change are told', () => {
    on.given(tree)
      .when({ ...edit, id: 'b', before: 'a' })
      .then({
        type: 'DefinitionsOrdered',
        data: {
          ...since,
          items: [
            { id: 'a', order: 1 },
            { id: 'b', order: 0 },
          ],
        },
      });
    on.given(tree)
      .when({ ...edit, id: 'b', before: null })
      .thenNothing();
    on.given(tree)
      .when({ ...edit, id: 'b', before: 'q' })
      .thenRefused('DEFINITION_UNKNOWN', { id: 'q' });
  });

  test('ORG-011 given names for each language, and none where one is left out', () => {
    const names = { ja: '品質管理' };
    const set: OrganizationEvent = {
      type: 'DisplayNamesSet',
      data: { ...since, items: [{ id: 'q', names }] },
    };
    on.given(tree)
      .when({ ...edit, names })
      .then(set);
    on.given(tree, set)
      .when({ ...edit, names })
      .thenNothing();
    on.given(tree, set)
      .when({ ...edit, names: { ja: '' } })
      .then({ type: 'DisplayNamesSet', data: { ...since, items: [{ id: 'q', names: {} }] } });
  });

  test('nothing where it is so already; only the case of a name may change', () => {
    on.given(tree)
      .when({ ...edit, name: 'Quality', parent: 'a' })
      .thenNothing();
    expect(on.given(tree).when({ ...edit, name: 'QUALITY' }).decision.kind).toBe('accepted');
  });

  test('never below itself, too deep, or to what is not there', () => {
    on.given(tree)
      .when({ ...edit, id: 'a', parent: 'l' })
      .thenRefused('DEFINITION_CIRCLE', { path: 'Plant A' });
    on.given(tree)
      .when({ ...edit, id: 'a', parent: 'a' })
      .thenRefused('DEFINITION_CIRCLE', { path: 'Plant A' });
    on.given(tree)
      .when({ ...edit, parent: 'x' })
      .thenRefused('DEFINITION_PARENT_UNKNOWN', { parent: 'x' });
    on.given(tree)
      .when({ ...edit, id: 'x', name: 'X' })
      .thenRefused('DEFINITION_UNKNOWN', { id: 'x' });
    const levels = Array.from({ length: deepest - 1 }, (_, level) =>
      definitionAt(
        `d${level}`,
        level === 0 ? null : `d${level - 1}`,
        Array(level + 1)
          .fill('D')
          .join('/'),
      ),
    );
    on.given(tree, added(...levels))
      .when({ ...edit, parent: `d${deepest - 2}` })
      .thenRefused('DEFINITION_TOO_DEEP');
  });
});

test('DEV-043 a removed definition takes what is below it along, as it was', () => {
  on.given(tree)
    .when({ type: 'RemoveDefinition', at, id: 'q' })
    .then({ type: 'DefinitionsRemoved', data: { ...since, items: [quality, laboratory] } });
  on.given(tree, { type: 'DefinitionsRemoved', data: { ...since, items: [quality, laboratory] } })
    .when({ ...edit, name: 'Q' })
    .thenRefused('DEFINITION_UNKNOWN', { id: 'q' });
});

describe('an account that is restricted to some departments', () => {
  const within = ['Plant A'];

  test('changes what lies below them', () => {
    expect(on.given(tree).when({ ...edit, name: 'Q', within }).decision.kind).toBe('accepted');
    expect(on.given(tree).when({ ...add, parent: 'a', within }).decision.kind).toBe('accepted');
    expect(on.given(tree).when({ type: 'RemoveDefinition', at, id: 'l', within }).decision.kind).toBe(
      'accepted',
    );
  });

  test('not the departments themselves, nor what lies beside them, nor out of them', () => {
    const outside = 'DEFINITION_OUT_OF_SCOPE';
    on.given(tree)
      .when({ ...edit, id: 'a', name: 'Q', within })
      .thenRefused(outside, { path: 'Plant A' });
    on.given(tree).when({ type: 'RemoveDefinition', at, id: 'a', within }).thenRefused(outside);
    on.given(tree)
      .when({ ...add, within })
      .thenRefused(outside, { path: 'Plant C' });
    on.given(tree)
      .when({ ...edit, parent: null, within })
      .thenRefused(outside, { path: 'Quality' });
  });

  test('and is told of nothing that it does not see', () => {
    on.given(tree)
      .when({ ...edit, id: 'b', name: 'Q', within })
      .thenRefused('DEFINITION_UNKNOWN', { id: 'b' });
    on.given(tree)
      .when({ ...edit, parent: 'b', within })
      .thenRefused('DEFINITION_PARENT_UNKNOWN', { parent: 'b' });
    on.given(tree)
      .when({ ...add, parent: 'b', within })
      .thenRefused('DEFINITION_PARENT_UNKNOWN', { parent: 'b' });
  });
});
