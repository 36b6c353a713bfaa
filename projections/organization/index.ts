export {
  definitionCollections,
  departmentDefinitions,
  locationDefinitions,
  organizationProjection,
} from './definitions.ts';
export { hierarchyOf, topmost } from './hierarchy.ts';
export type { Hierarchy, HierarchyNode } from './hierarchy.ts';
