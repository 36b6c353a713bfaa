export { defaultRemoteControl, RemoteControlSettings } from './remote-control-settings.ts';
export { appliedEvents, appliedSettings, appliedStream } from './applied.ts';
export type { AppliedEvent, AppliedSettings } from './applied.ts';
export { groupAssignmentLimit } from './assignments.ts';
export {
  configurationEvents,
  ConfigurationId,
  ConfigurationName,
  InstallFolder,
  passwordKinds,
  targetsAtOnce,
} from './configuration-events.ts';
export type { ConfigurationEvent, PasswordKind } from './configuration-events.ts';
export { agentConfigurations, configurationLimit, configurationsStream } from './configurations.ts';
export type { ConfigurationCommand, PasswordChanges } from './configurations.ts';
export {
  assignedTo,
  assignmentsOf,
  configurationOf,
  defaultConfigurationId,
  defaultInstallFolder,
} from './configurations-state.ts';
export type { AgentConfiguration, AgentConfigurations, GroupAssignment } from './configurations-state.ts';
export { connectionFor, parseConnections } from './connections.ts';
export type { Connection } from './connections.ts';
export * from './installation-contents.ts';
export * from './installation-events.ts';
export * from './installation-sets.ts';
export { addressText, containsNetwork, networkText, parseNetwork } from './network.ts';
export type { Ipv4Network } from './network.ts';
export { configurationRefusals } from './refusals.ts';
export type { ConfigurationRefusal } from './refusals.ts';
export {
  AssignmentTarget,
  canonicalTarget,
  depthOf,
  groupTypes,
  isWithin,
  targetKey,
  targetName,
  targetOfKey,
} from './targets.ts';
export type { GroupTarget, GroupType } from './targets.ts';
export { undoOf } from './undo.ts';
export { leftOut, leftOutEvents, leftOutStream } from './left-out.ts';
export type { LeftOutEvent } from './left-out.ts';
export { AgentNotice } from './notices.ts';
export * from './form.ts';
export * from './serving/index.ts';
export * from './settings.ts';
export * from './orders.ts';
export * from './signed.ts';
export * from './judge.ts';
export * from './command-events.ts';
export * from './commands.ts';
export * from './offline-definitions.ts';
export * from './offline-tool.ts';
export * from './software-search.ts';
export * from './package.ts';
export * from './package-events.ts';
export * from './packages.ts';
export { latestPackage, packageKey, packagesIn } from './packages-state.ts';
export type { AgentPackagesState, AgentUpdate, KnownPackage } from './packages-state.ts';
export { isWithinShare } from './update-share.ts';
export { isTold } from './told-updates.ts';
