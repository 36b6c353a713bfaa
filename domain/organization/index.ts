export * from './commands.ts';
export {
  ActId,
  definitionLimit,
  DefinitionId,
  DisplayNames,
  groupLimit,
  organizationEvents,
  Origin,
  Path,
} from './events.ts';
export type { Definition, OrganizationEvent, OrganizationEventOf } from './events.ts';
export { deepest, isWithin, longestName, pathAfter, splitPath, tidyName, tidyPath } from './paths.ts';
export { organizationRefusals } from './refusals.ts';
export type { OrganizationRefusal } from './refusals.ts';
export { movedBy } from './moved.ts';
export type { MovedPlace } from './moved.ts';
export type { GroupAct, Tree } from './state.ts';
export { organizationTree, treeKindOf, treeKinds, treeStream } from './tree.ts';
export type { TreeKind } from './tree.ts';
