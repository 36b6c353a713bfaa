export * from './inventory.ts';
export { Hardware, OperatingSystem, SoftwareItem } from './inventory-items.ts';
export * from './report.ts';
export { deviceEvents, deviceStreamEvents, identityStreamEvents } from './events.ts';
export { deviceType, deviceTypes, longestNote, longestReason } from './event-parts.ts';
export type { DeviceEvent, DeviceEventType, EventOf, IdentityEvent } from './events.ts';
export type { ReportSource, Summary } from './event-parts.ts';
export { device } from './device.ts';
export type { StartWay } from './events-lifecycle.ts';
export type { CommandOf, DeviceCommand, EnteredRecord, FieldEntry, NamedGroup } from './commands.ts';
export { entryFaults } from './entering.ts';
export type { EntryFault } from './entering.ts';
export { EditedFields, editableFields } from './editable.ts';
export type { EditableField } from './editable.ts';
export { mostGroups } from './administration.ts';
export * from './group-events.ts';
export * from './groups.ts';
export * from './bulk-events.ts';
export * from './bulk-acts.ts';
export * from './device-fields/index.ts';
export * from './device-types/index.ts';
export * from './field-places/index.ts';
export * from './revision-tracking.ts';
export * from './condition-columns/index.ts';
export * from './search-conditions/index.ts';
export * from './software-entries/index.ts';
export { mostNotes } from './editing.ts';
export type { DeviceState } from './state.ts';
export { deviceRefusals } from './refusals.ts';
export type { DeviceRefusal } from './refusals.ts';
export { candidatesOf, pointsNeeded, resolveIdentity, speaksOfSameMachine, survivorOf } from './identity.ts';
export type {
  Evidence,
  IdentityCandidate,
  IdentityExplanation,
  KnownDevice,
  Resolution,
} from './identity.ts';
export { identityKinds, kindOf, rejections, usableKeys, valueOf } from './identity-keys.ts';
export type { IdentityKey, IdentityKind, RejectedKey, Rejection, UsableKeys } from './identity-keys.ts';
export { holdersOf, identityRegister } from './identity-register.ts';
export type { ClaimIdentityKey, IdentityRegister } from './identity-register.ts';
export { compareItems, compareReport, countDifferences, settled } from './compare.ts';
export type { FieldDifference, InventoryDifference, KnownInventory, SectionDifference } from './compare.ts';
export { fieldAt, fieldPaths, recordSections, singleFieldEvents } from './fields.ts';
export type { FieldPath, FieldValue } from './fields.ts';
export { groupOf, itemSections, plainRules } from './sections.ts';
export type { Group, Item, ItemSection, PlainRule } from './sections.ts';
export { compareSoftware, softwareKey, titleKey, versionKey } from './software.ts';
export type { InstalledSoftware, SoftwareDifference } from './software.ts';
export { deviceFormOf, deviceForms, deviceTypeOf } from './device-type.ts';
export type { DeviceForm, DeviceType } from './device-type.ts';
export { summaryOf } from './summary.ts';
export { fold, joinKey, sameValue } from './text.ts';
export * from './enrolment-events.ts';
export * from './enrolment.ts';
export * from './enrolment-agent.ts';
export * from './offline-file.ts';
export { offlineOutcomes } from './events-offline.ts';
export type { OfflineOutcome } from './events-offline.ts';
export type { CarriedFile } from './offline.ts';
export { inventoryReplay } from './inventory-replay.ts';
export type { InventoryReplayCommand } from './inventory-replay.ts';
