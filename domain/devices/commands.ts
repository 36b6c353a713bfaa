import type { EnteredValue, FieldDefinition } from './device-fields/index.ts';
import type { DeviceType } from './device-type.ts';
import type { StartWay } from './events-lifecycle.ts';
import type { EditedFields } from './editable.ts';
import type { IdentityExplanation } from './identity.ts';
import type { IdentityKey } from './identity-keys.ts';
import type { InventoryReport } from './report.ts';
import type { CarriedFile } from './offline.ts';

/** What somebody decided of a device. `reason`: why, in their own words; recorded as it is. */
interface Administration {
  readonly at: string;
  readonly reason?: string;
}

export interface NamedGroup {
  readonly group: string;
  readonly name: string;
}

/** What somebody says of a device that they register. */
export interface EnteredRecord {
  /** Stays whatever is collected. Null: what the facts make of it. */
  readonly deviceType: DeviceType | null;
  readonly department: string | null;
  readonly location: string | null;
  readonly reason?: string;
}

/** A value, with what its field is at the moment. Null: it is emptied. */
export interface FieldEntry {
  readonly field: string;
  readonly definition: FieldDefinition;
  readonly value: EnteredValue | null;
}

/** `at` of every command: the server's time, RFC 3339 UTC with milliseconds. */
export type DeviceCommand =
  | {
      readonly type: 'RecordInventory';
      readonly at: string;
      readonly report: InventoryReport;
      /** From `resolveIdentity`; where the short cut was taken, absent: nothing new was told. */
      readonly identity?: IdentityExplanation;
      /**
       * `offline`: results that travelled by file. Their `collectedAt` is the time of the facts and decides what is
       * newer. `online`: it is noted where it is plausible and never keeps a report from being applied.
       */
      readonly delivery: 'online' | 'offline';
      /** Hash of the raw body. */
      readonly body?: string;
      /** False: no licence is left, so a device that is not managed yet does not become so. Default: true. */
      readonly licensed?: boolean;
      /** By hand, what no agent could tell; only a device that is not there yet is opened with it. */
      readonly entered?: EnteredRecord;
      /** In a file that somebody carried here; then `delivery` is `offline`. */
      readonly carried?: CarriedFile;
      /** A kept body that is read again: nobody has reported just now. */
      readonly again?: true;
    }
  /**
   * What its agent is told: whether it communicates. `heard`: the agent has just asked, so it is known to be able to.
   */
  | {
      readonly type: 'SettleManagement';
      readonly at: string;
      readonly communicates: boolean;
      readonly heard: boolean;
    }
  | (Administration & { readonly type: 'ManageDevice' })
  | (Administration & { readonly type: 'IgnoreDevice' })
  | (Administration & { readonly type: 'RemoveDevice' })
  | (Administration & {
      readonly type: 'PlaceDevice';
      readonly department?: string | null;
      readonly location?: string | null;
    })
  /** What agents cannot know or got wrong. `deviceType` null: the facts decide it again. */
  | (Administration & {
      readonly type: 'EditDevice';
      readonly deviceType?: DeviceType | null;
      /** What the types that administrators added are called now, by id. */
      readonly typeNames?: Readonly<Record<string, string>>;
      readonly fields?: EditedFields;
    })
  /** Into the fields that an organization has beside what is collected. All values or none. */
  | (Administration & {
      readonly type: 'EnterFields';
      readonly entries: readonly FieldEntry[];
      /** What the person at the computer told the agent; absent: an administrator enters it. */
      readonly form?: {
        /** The account at the computer. */
        readonly by: string;
        /** RFC 3339, by its clock. */
        readonly finishedAt: string;
      };
    })
  /** A computer that is off; the ways there are to call it, none among them. */
  | (Administration & { readonly type: 'RequestStart'; readonly ways: StartWay[] })
  /** Into groups filled by hand and out of them; each with its name of the moment. */
  | (Administration & {
      readonly type: 'GroupDevice';
      readonly add: readonly NamedGroup[];
      readonly remove: readonly NamedGroup[];
    })
  | { readonly type: 'AddNote'; readonly at: string; readonly note: string; readonly text: string }
  | { readonly type: 'ChangeNote'; readonly at: string; readonly note: string; readonly text: string }
  | { readonly type: 'RemoveNote'; readonly at: string; readonly note: string }
  /** Its agent enrolled with the token of an installation set. */
  | {
      readonly type: 'NoteAgentInstalled';
      readonly at: string;
      readonly agentId: string;
      readonly set: string;
      readonly setName: string;
      readonly configuration: string;
      readonly platform: string;
    }
  /** Its last agent said that it goes. */
  | {
      readonly type: 'NoteAgentUninstalled';
      readonly at: string;
      readonly agentId: string;
      readonly by: 'computer' | 'order';
    }
  /** Second half of a merge: the record that ends. `AbsorbDevice` on the one that stands comes first. */
  | (Administration & {
      readonly type: 'MergeDevice';
      readonly deviceId: string;
      readonly into: string;
    })
  /** First half of a merge: the device that stands takes the keys of `from`. Refused where it cannot stand. */
  | (Administration & {
      readonly type: 'AbsorbDevice';
      readonly deviceId: string;
      readonly from: string;
      readonly keys: readonly IdentityKey[];
    })
  /**
   * On the device that reported for two: `keys` are those of the device `into`; then `OpenSplitDevice` there. To take a
   * merge back, `into` is the record that was merged and `keys` may be left out (those the merge brought); then
   * `RestoreDevice` there.
   */
  | (Administration & {
      readonly type: 'SplitDevice';
      readonly into: string;
      readonly keys?: readonly IdentityKey[];
    })
  | {
      readonly type: 'OpenSplitDevice';
      readonly at: string;
      readonly from: string;
      readonly keys: readonly IdentityKey[];
    }
  | (Administration & { readonly type: 'RestoreDevice'; readonly from: string });

export type CommandOf<T extends DeviceCommand['type']> = Extract<DeviceCommand, { readonly type: T }>;
