import type { EnteredValue } from './device-fields/index.ts';
import type { DeviceType } from './device-type.ts';
import type { IdentityKey } from './identity-keys.ts';
import type { Inventory } from './inventory.ts';
import type { InstalledSoftware } from './software.ts';
import type { Views } from './views.ts';

/** A device as its stream tells; plain JSON, so that it can be kept as a snapshot. */
export interface DeviceState {
  /** `discovered`: known, but no licence was left to manage it. */
  readonly status: 'none' | 'discovered' | 'managed' | 'ignored' | 'removed' | 'merged';
  readonly deviceType: DeviceType;
  /** A person decided the type: what is collected does not change it. */
  readonly fixedType: boolean;
  readonly managementType: 'agent' | 'offline' | 'agentless';
  /** Its agent was told to be silent: a report that was still on its way does not make it one that reports. */
  readonly silenced: boolean;
  readonly mergedInto: string | null;
  /** Records merged into this one, each with the keys it brought that were not held before. */
  readonly absorbed: Readonly<Record<string, readonly IdentityKey[]>>;
  readonly registeredAt: string | null;
  /** As the agent last said it. */
  readonly agentId: string | null;
  /** Of the agent that was installed last from a set; null: none was, or it is gone. */
  readonly installation: {
    readonly agentId: string;
    readonly set: string;
    /** As it was called then. */
    readonly computer: string | null;
  } | null;
  readonly keys: readonly IdentityKey[];
  /** Keys that a split gave to another device; they are not taken up again from reports. */
  readonly disowned: readonly IdentityKey[];
  /** The normal form without software. */
  readonly inventory: Inventory;
  /** Null: never told. */
  readonly software: readonly InstalledSoftware[] | null;
  /** The agent of each dialect that reports for this device. */
  readonly agents: Readonly<Record<string, NonNullable<Inventory['agent']>>>;
  /** Dialects that reported, first to last. */
  readonly dialects: readonly string[];
  readonly views: Views;
  readonly department: string | null;
  readonly location: string | null;
  /** When the newest facts were collected (RFC 3339); null before the first. */
  readonly newest: string | null;
  /** Groups filled by hand that it belongs to, by id; such that are gone among them. */
  readonly groups: readonly string[];
  /** What people entered, by field; such as are shown no more among them. */
  readonly fields: Readonly<Record<string, EnteredValue>>;
  /** What people noted, by the note's id, oldest first. */
  readonly notes: Readonly<Record<string, string>>;
  /** Collection times of late reports already noted, newest 50. */
  readonly late: readonly string[];
  /** SHA-256 of the files that were carried here for it, newest 100. */
  readonly deliveries: readonly string[];
}

export const initialDevice: DeviceState = {
  status: 'none',
  deviceType: 'unknown',
  fixedType: false,
  managementType: 'agent',
  silenced: false,
  mergedInto: null,
  absorbed: {},
  registeredAt: null,
  agentId: null,
  installation: null,
  keys: [],
  disowned: [],
  inventory: {},
  software: null,
  agents: {},
  dialects: [],
  views: {},
  department: null,
  location: null,
  newest: null,
  groups: [],
  fields: {},
  notes: {},
  late: [],
  deliveries: [],
};
