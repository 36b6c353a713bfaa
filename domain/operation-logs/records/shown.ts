import { operationColumnNames, operationColumns, type OperationColumnName } from './columns.ts';
import { isTraceable, type OperationRecord } from './record.ts';
import { operationDetails, type OperationType } from './vocabulary.ts';

type OtherColumn = Exclude<OperationColumnName, 'time' | 'detail'>;
/** `seconds` are shown as RFC 3339 in UTC. */
type Shown<Name extends OtherColumn> = (typeof operationColumns)[Name]['kind'] extends 'count'
  ? number
  : string;

/** A record as the interface answers it: what it does not say is absent. */
export type ShownOperation = {
  readonly id: string;
  readonly device: string;
  /** As the computer is called now; null: it is known no more. */
  readonly computer: string | null;
  /** RFC 3339 in UTC. */
  readonly at: string;
  /** The same moment by the computer's own clock: RFC 3339 with its offset. */
  readonly localTime: string;
  /** RFC 3339 in UTC: when the server had it. */
  readonly receivedAt: string;
  readonly type: OperationType;
  readonly detail: string;
  readonly suspicious: boolean;
  readonly traceable: boolean;
  readonly archived: boolean;
} & { readonly [name in OtherColumn]?: Shown<name> };

const typeByDetail = new Map<string, OperationType>(operationDetails.map(({ key, type }) => [key, type]));

/** The operation type a detail belongs to. */
export function typeOf(detail: string): OperationType {
  return typeByDetail.get(detail)!;
}

/** What is known of a record beside what it says. */
export interface OperationFrame {
  readonly id: string;
  readonly device: string;
  readonly computer: string | null;
  /** Minutes ahead of UTC. */
  readonly tz: number;
  /** Milliseconds since the epoch. */
  readonly receivedAt: number;
  readonly archived: boolean;
  readonly record: OperationRecord;
}

export function shownOperation(frame: OperationFrame): ShownOperation {
  const { record, tz, receivedAt, id, device, computer, archived } = frame;
  const { time, detail, ...others } = record;
  const columns = Object.fromEntries(
    operationColumnNames
      .filter((name): name is OtherColumn => name in others)
      .map(name => {
        const value = others[name]!;
        const isMoment = operationColumns[name].kind === 'seconds';
        return [name, isMoment ? new Date((value as number) * 1_000).toISOString() : value];
      }),
  );
  return {
    id,
    device,
    computer,
    at: new Date(time).toISOString(),
    localTime: localTime(time, tz),
    receivedAt: new Date(receivedAt).toISOString(),
    type: typeOf(detail),
    detail,
    suspicious: others.suspicion !== undefined,
    traceable: isTraceable(record),
    archived,
    ...columns,
  } as ShownOperation;
}

/** `2026-09-01T18:00:00+09:00`. */
export function localTime(time: number, tz: number): string {
  const at = new Date(time + tz * 60_000).toISOString().slice(0, 19);
  const minutes = Math.abs(tz);
  const part = (value: number): string => String(value).padStart(2, '0');
  return `${at}${tz < 0 ? '-' : '+'}${part(Math.floor(minutes / 60))}:${part(minutes % 60)}`;
}

/** How a step of a file's way was connected with those before it. */
export const traceLinks = ['start', 'path', 'content', 'medium', 'address'] as const;
export type TraceLink = (typeof traceLinks)[number];

/** A step as the interface answers it: `from` is where the file was, `to` where it is afterwards. */
export interface ShownTraceStep {
  readonly operation: ShownOperation;
  readonly from: string | null;
  readonly to: string | null;
  /** Places in `steps` of what this one follows from. */
  readonly after: readonly number[];
  readonly by: TraceLink;
}

export interface ShownTrace {
  readonly steps: readonly ShownTraceStep[];
  /** Place of the record that was asked about. */
  readonly start: number;
  /** There was more than is told. */
  readonly cut: boolean;
  readonly first: ShownOperation | null;
  readonly last: ShownOperation | null;
}
