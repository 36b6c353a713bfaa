import type { ShownTraceStep } from '../../../domain/operation-logs/records/index.ts';

/** Where a file is after a step: outside, on a medium, or on a drive of a computer. */
export interface Lane {
  readonly key: string;
  /** The key of a drive, for what lies outside of computers and on media; null: a computer. */
  readonly drive: string | null;
  readonly computer: string | null;
  /** Steps that stand below each other. */
  readonly rows: number;
}

export interface Node {
  /** Place in the steps. */
  readonly step: number;
  readonly lane: number;
  readonly row: number;
  readonly column: number;
}

export interface TraceLayout {
  readonly lanes: readonly Lane[];
  readonly nodes: readonly Node[];
  readonly columns: number;
}

const outside = new Set(['web', 'ftp', 'email']);
const media = new Set(['removable-disk', 'cd-rom', 'network-drive']);

/**
 * Lanes are places, in the order in which the file comes to them; columns are steps, each behind all that it follows
 * from. The steps come oldest first, as the server tells them.
 */
export function layTrace(steps: readonly ShownTraceStep[]): TraceLayout {
  const lanes: { key: string; drive: string | null; computer: string | null; rows: number }[] = [];
  const taken = new Map<string, number>();
  const nodes: Node[] = [];
  for (const [step, { operation, after }] of steps.entries()) {
    const place = placeOf(operation);
    let lane = lanes.findIndex(({ key }) => key === place.key);
    if (lane < 0) lane = lanes.push({ ...place, rows: 1 }) - 1;
    const column = Math.max(-1, ...after.map(before => nodes[before]?.column ?? -1)) + 1;
    const cell = `${lane} ${column}`;
    const row = taken.get(cell) ?? 0;
    taken.set(cell, row + 1);
    lanes[lane]!.rows = Math.max(lanes[lane]!.rows, row + 1);
    nodes.push({ step, lane, row, column });
  }
  return { lanes, nodes, columns: Math.max(0, ...nodes.map(({ column }) => column + 1)) };
}

function placeOf(operation: ShownTraceStep['operation']): Omit<Lane, 'rows'> {
  const { device, computer, source, destination, destinationDrive, fileDrive } = operation;
  const drive = (destination === undefined ? fileDrive : destinationDrive) ?? null;
  if (drive !== null && outside.has(drive)) return { key: drive, drive, computer: null };
  if (drive !== null && media.has(drive)) {
    const medium = drive === 'network-drive' ? '' : (operation.serial ?? device);
    return { key: `${drive} ${medium}`, drive, computer: null };
  }
  return { key: device, drive: null, computer: computer ?? source ?? null };
}
