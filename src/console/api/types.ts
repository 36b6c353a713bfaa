import type { DeviceForm, Inventory, OfflineOutcome } from '../../../domain/devices/index.ts';
import type { EventRow, Row, TimelineEntry } from '../../server/contract.ts';

export type {
  EventRow,
  Health,
  Job,
  Me,
  Problem,
  ProjectionHealth,
  Row,
  SharedView,
  TimelineEntry,
} from '../../server/contract.ts';
export type { Filter, Scalar } from '../../../projections/kernel/query.ts';
export type { AskedOrder } from '../../../domain/agents/index.ts';
export type { OfflineReceived } from '../../server/agents/contract.ts';
export type { AgentCommandRow } from '../../../projections/agents/index.ts';
export type { Inventory } from '../../../domain/devices/index.ts';

export type Cell = string | number | boolean | null | undefined;

export interface List<T> {
  readonly items: readonly T[];
  readonly total: number | null;
  readonly next: string | null;
  readonly position: number;
}

export interface GroupCount {
  readonly value: string | number | boolean | null;
  readonly count: number;
}

/** Where a value comes from and since when. */
export interface ValueSource {
  readonly source?: string;
  readonly since?: string;
  readonly knownSince?: string;
  readonly before?: unknown;
}

/** A group of devices filled by hand; `count`: those of it that the person may see. */
export interface DeviceGroup {
  readonly id: string;
  readonly name: string;
  readonly count: number;
}

export interface DeviceNote {
  readonly id: string;
  readonly text: string;
  readonly by: string;
  readonly at: string;
  readonly changed: { readonly by: string; readonly at: string } | null;
}

export interface DeviceDetail {
  readonly id: string;
  readonly revision: number;
  /** Log position of the last event that counts. */
  readonly position: number;
  readonly summary: Row;
  readonly inventory: Inventory;
  readonly sources: Readonly<Record<string, ValueSource>>;
  readonly identity: unknown;
  /** Identity keys it holds, `kind:value`. */
  readonly keys: readonly string[];
  /** What people entered, by field. */
  readonly fields: Readonly<Record<string, string | number>>;
  readonly managementStatus: string;
  readonly managementType: 'agent' | 'offline' | 'agentless';
  /** The newest results that were carried here in a file. */
  readonly offline: {
    readonly collectedAt: string;
    readonly deliveredAt: string;
    readonly deliveredBy: string;
    readonly outcome: OfflineOutcome;
    readonly signed: boolean;
  } | null;
  readonly form: DeviceForm | null;
  /** The record that stands for this one. */
  readonly mergedInto: string | null;
  /** Records merged into this one. */
  readonly absorbed: readonly string[];
  readonly department: string | null;
  readonly location: string | null;
  readonly deviceType: string;
  /** A person decided the type. */
  readonly fixedType: boolean;
  /** Ids of the groups filled by hand that it belongs to. */
  readonly groups: readonly string[];
  /** Oldest first. */
  readonly notes: readonly DeviceNote[];
  readonly asOf: string | null;
}

/** What a command answers: the events it recorded (or would record), and the position to wait for. */
export interface Outcome {
  readonly events: readonly { readonly type: string; readonly data: unknown }[];
  readonly revision: number;
  readonly position: number;
}

/** An entry of a list over several records. */
export type FleetEntry = TimelineEntry & { readonly device: string; readonly deviceName: string };
export type Timeline = List<FleetEntry>;
export type EventList = List<EventRow>;
