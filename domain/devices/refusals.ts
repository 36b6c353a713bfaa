/** Every "no" of this context. Texts and remedies live in the error catalogue. */
export const deviceRefusals = [
  /** No such device. */
  'DEVICE_UNKNOWN',
  /** Its administrator took it out of management; reports are not recorded. */
  'DEVICE_IGNORED',
  /** It is known but no licence is left to manage it; reports are not recorded. */
  'DEVICE_DISCOVERED',
  'DEVICE_REMOVED',
  /** Details: `into`, the device that stands for it. */
  'DEVICE_MERGED',
  /** A new device cannot be opened in a stream that has one. */
  'DEVICE_EXISTS',
  'DEVICE_MERGE_WITH_ITSELF',
  /** Details: `into`; that record was merged into this one, so the two would stand for each other. */
  'DEVICE_MERGE_CIRCLE',
  /** Details: `from`; the device named was not merged into this one, so there is nothing to take apart. */
  'DEVICE_NOT_MERGED',
  /** Details: `keys` that the device does not hold. */
  'DEVICE_KEYS_NOT_HELD',
  /** Details: `most`, the number of groups a device may belong to. */
  'DEVICE_GROUP_LIMIT',
  /** Details: `faults`, each with `field`, its `name` and `fault`, one of `fieldFaults`. */
  'DEVICE_FIELD_VALUE',
  /** Wake on LAN reaches it neither from the server nor from a computer that is on in its segment. */
  'DEVICE_START_NO_WAY',
  /** Details: `note`; no such note on this device. */
  'DEVICE_NOTE_UNKNOWN',
  /** Details: `most`, the number of notes a device may carry. */
  'DEVICE_NOTE_LIMIT',
  /** A split must leave the device at least one key. */
  'DEVICE_KEYS_ALL',
  /** An agent handed in results of a computer that is managed online, and that computer's agent did not sign them. */
  'OFFLINE_FILE_UNSIGNED',
] as const;
export type DeviceRefusal = (typeof deviceRefusals)[number];
