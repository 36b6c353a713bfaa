import { organizationProjection } from '../../../projections/organization/index.ts';
import { definitionAt } from '../../support/definitions.ts';
import { eventLog, fourWays } from '../../support/four-way.ts';

const stored = eventLog();
const since = { since: '2026-11-30T09:00:00.000Z' };
const departments = 'organization-departments';
const columns = (path: string, parent: string | null, order: number, more = {}) => ({
  name: path.slice(path.lastIndexOf('/') + 1),
  nameEn: null,
  nameJa: null,
  path,
  parent,
  order,
  origin: 'muster',
  ...more,
});

fourWays('DEV-041 DEV-042 DEV-043 ORG-001 the definitions of departments and locations', {
  projection: organizationProjection,
  events: [
    stored(departments, 'DefinitionsAdded', {
      ...since,
      items: [
        definitionAt('a', null, 'Plant A'),
        {
          ...definitionAt('q', 'a', 'Plant A/Quality'),
          names: { en: 'Quality', ja: '品質' },
          origin: 'directory',
        },
        definitionAt('l', 'q', 'Plant A/Quality/Laboratory'),
        definitionAt('b', null, 'Plant B', 1),
      ],
    }),
    stored('organization-locations', 'DefinitionsAdded', {
      ...since,
      items: [definitionAt('o', null, 'Osaka')],
    }),
    stored(departments, 'DefinitionsRenamed', {
      ...since,
      items: [{ id: 'a', from: 'Plant A', to: 'Works A' }],
      paths: [
        { id: 'a', path: 'Works A' },
        { id: 'q', path: 'Works A/Quality' },
        { id: 'l', path: 'Works A/Quality/Laboratory' },
      ],
    }),
    stored(departments, 'GroupRenamed', {
      ...since,
      act: 'act',
      from: 'Trade',
      to: 'Sales',
      definition: null,
      devices: 1,
    }),
    stored(departments, 'DefinitionsMoved', {
      ...since,
      items: [{ id: 'q', from: 'a', to: 'b', order: 0 }],
      paths: [
        { id: 'q', path: 'Plant B/Quality' },
        { id: 'l', path: 'Plant B/Quality/Laboratory' },
      ],
    }),
    stored(departments, 'DisplayNamesSet', { ...since, items: [{ id: 'q', names: { ja: '品質管理' } }] }),
    stored(departments, 'DefinitionsOrdered', { ...since, items: [{ id: 'b', order: 0 }] }),
    stored(departments, 'DefinitionsRemoved', { ...since, items: [definitionAt('a', null, 'Works A')] }),
  ],
  then: contents => {
    expect(contents['organization.departments']).toEqual([
      { id: 'b', columns: columns('Plant B', null, 0), body: {} },
      { id: 'l', columns: columns('Plant B/Quality/Laboratory', 'q', 0), body: {} },
      {
        id: 'q',
        columns: columns('Plant B/Quality', 'b', 0, { nameJa: '品質管理', origin: 'directory' }),
        body: {},
      },
    ]);
    expect(contents['organization.locations']).toEqual([
      { id: 'o', columns: columns('Osaka', null, 0), body: {} },
    ]);
  },
});
