import type { IdentityExplanation } from './identity.ts';
import type { IdentityKey } from './identity-keys.ts';
import type { InventoryReport } from './inventory.ts';

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
    }
  | { readonly type: 'ManageDevice'; readonly at: string }
  | { readonly type: 'IgnoreDevice'; readonly at: string }
  | { readonly type: 'RemoveDevice'; readonly at: string; readonly reason?: string }
  | {
      readonly type: 'PlaceDevice';
      readonly at: string;
      readonly department?: string | null;
      readonly location?: string | null;
    }
  /** Second half of a merge: the record that ends. `AbsorbDevice` on the one that stands comes first. */
  | {
      readonly type: 'MergeDevice';
      readonly at: string;
      readonly deviceId: string;
      readonly into: string;
      readonly reason?: string;
    }
  /** First half of a merge: the device that stands takes the keys of `from`. Refused where it cannot stand. */
  | {
      readonly type: 'AbsorbDevice';
      readonly at: string;
      readonly deviceId: string;
      readonly from: string;
      readonly keys: readonly IdentityKey[];
    }
  /**
   * On the device that reported for two: `keys` are those of the device `into`; then `OpenSplitDevice` there. To take a
   * merge back, `into` is the record that was merged and `keys` may be left out (those the merge brought); then
   * `RestoreDevice` there.
   */
  | {
      readonly type: 'SplitDevice';
      readonly at: string;
      readonly into: string;
      readonly keys?: readonly IdentityKey[];
      readonly reason?: string;
    }
  | {
      readonly type: 'OpenSplitDevice';
      readonly at: string;
      readonly from: string;
      readonly keys: readonly IdentityKey[];
    }
  | { readonly type: 'RestoreDevice'; readonly at: string; readonly from: string };

export type CommandOf<T extends DeviceCommand['type']> = Extract<DeviceCommand, { readonly type: T }>;
