import { organizationEvents, treeKindOf } from '../../domain/organization/index.ts';
import type {
  Definition,
  DisplayNames,
  OrganizationEvent,
  TreeKind,
} from '../../domain/organization/index.ts';
import type { StoredEvent } from '../../domain/kernel/index.ts';
import type { CollectionDefinition, DocumentChange, Projection, Value } from '../kernel/index.ts';

const columns: CollectionDefinition['columns'] = {
  name: { type: 'text', indexed: true, searchable: true },
  nameEn: { type: 'text', searchable: true },
  nameJa: { type: 'text', searchable: true },
  path: { type: 'path', indexed: true, searchable: true },
  /** Id of the definition above; missing at the first level. */
  parent: { type: 'text' },
  /** Place among the siblings, lowest first. */
  order: { type: 'integer' },
  /** `muster` or `directory`. */
  origin: { type: 'text' },
};

/** Departments as they are defined; an account sees those of its scope. */
export const departmentDefinitions: CollectionDefinition = {
  name: 'organization.departments',
  version: 1,
  history: 'columns',
  scopeColumn: 'path',
  columns,
};

/** Locations as they are defined. They belong to no department, so everybody may choose among all of them. */
export const locationDefinitions: CollectionDefinition = {
  name: 'organization.locations',
  version: 1,
  history: 'columns',
  public: true,
  columns,
};

export const definitionCollections: Readonly<Record<TreeKind, CollectionDefinition>> = {
  department: departmentDefinitions,
  location: locationDefinitions,
};

/** Acts on groups change devices, and definitions by the events beside them. */
const unseen = [
  'HierarchyImported',
  'GroupRenamed',
  'GroupDeleted',
  'HierarchiesPruned',
  'GroupActUndone',
  'GroupActEnded',
];

export const organizationProjection: Projection = {
  name: 'organization.definitions',
  version: 1,
  collections: [departmentDefinitions, locationDefinitions],
  handles: Object.keys(organizationEvents).filter(type => !unseen.includes(type)),
  project: event => changesOf(event as StoredEvent & OrganizationEvent),
};

function changesOf(event: StoredEvent & OrganizationEvent): readonly DocumentChange[] {
  const { name: collection } = definitionCollections[treeKindOf(event.stream)];
  const patch = (id: string, changed: Readonly<Record<string, Value>>): DocumentChange => ({
    kind: 'patch',
    collection,
    id,
    columns: changed,
  });
  switch (event.type) {
    case 'DefinitionsAdded':
      return event.data.items.map(item => ({ kind: 'put', collection, id: item.id, columns: rowOf(item) }));
    case 'DefinitionsRenamed':
      return [
        ...event.data.items.map(({ id, to }) => patch(id, { name: to })),
        ...event.data.paths.map(({ id, path }) => patch(id, { path })),
      ];
    case 'DefinitionsMoved':
      return [
        ...event.data.items.map(({ id, to, order }) => patch(id, { parent: to, order })),
        ...event.data.paths.map(({ id, path }) => patch(id, { path })),
      ];
    case 'DisplayNamesSet':
      return event.data.items.map(({ id, names }) => patch(id, displayed(names)));
    case 'DefinitionsOrdered':
      return event.data.items.map(({ id, order }) => patch(id, { order }));
    case 'DefinitionsRemoved':
      return event.data.items.map(({ id }) => ({ kind: 'delete', collection, id }));
    default:
      return [];
  }
}

function rowOf({ name, names, path, parent, order, origin }: Definition & { readonly path: string }) {
  return { name, ...displayed(names), path, parent, order, origin };
}

function displayed({ en, ja }: DisplayNames) {
  return { nameEn: en ?? null, nameJa: ja ?? null };
}
