export { agentAssignments, assignmentsCollection } from './assignments.ts';
export {
  deployments,
  deploymentsCollection,
  installationSets,
  installationSetsCollection,
} from './installations.ts';
export { membersOf } from './members.ts';
export type { ViewFilters } from './members.ts';
export {
  assignmentsIn,
  everybodyHas,
  havingConfiguration,
  havingKind,
  reachedThrough,
  resolvedGroup,
  resolverOf,
} from './resolution.ts';
export type { AssignmentKind, Assignments, ResolvedConfiguration } from './resolution.ts';
export * from './commands.ts';
