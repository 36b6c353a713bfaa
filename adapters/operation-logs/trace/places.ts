import {
  detailCode,
  detailOf,
  operationDetails,
  type DetailTerm,
  type FileStep,
  type OperationDetail,
  type OperationRecord,
} from '../../../domain/operation-logs/records/index.ts';
import type { Filter } from '../../../projections/kernel/query.ts';
import type { StoredOperation, TraceStep } from '../../../projections/operation-logs/operation-store.ts';

/**
 * What connects records of one file, as a text that is compared and hashed. A path belongs to its device; one on a
 * medium whose serial number is known, to the medium as well, wherever it is attached; an address (a share of the
 * network, a URL) to all.
 */
export interface PlaceKey {
  readonly key: string;
  readonly by: Exclude<TraceStep['by'], 'start' | 'content'>;
}

/** What tells the medium that a path may lie on. */
export interface Medium {
  readonly serial?: string | undefined;
  readonly driveName?: string | undefined;
}

const url = /^[a-z][a-z0-9+.-]+:\/\//iu;
const windowsPath = /^[a-z]:[\\/]/iu;

/** Keys of one path. Those of Windows do not mind case. */
export function keysOfPath(device: string, path: string, { serial, driveName }: Medium): PlaceKey[] {
  // Looked for first: this is asked of every path that comes.
  if (path.includes('://') && url.test(path)) return [{ key: `a\0${path}`, by: 'address' }];
  if (path.startsWith('\\\\')) return [{ key: `a\0${path.toLowerCase()}`, by: 'address' }];
  const folded = windowsPath.test(path) ? path.toLowerCase() : path;
  const keys: PlaceKey[] = [{ key: `p\0${device}\0${folded}`, by: 'path' }];
  if (serial !== undefined && driveName !== undefined && driveName !== '') {
    const drive = windowsPath.test(path) ? driveName.toLowerCase() : driveName;
    if (folded.startsWith(drive))
      keys.push({ key: `m\0${serial}\0${folded.slice(drive.length)}`, by: 'medium' });
  }
  return keys;
}

/** A column may hold several paths, those of the attachments of a mail, a line each. */
export function keysOfPaths(device: string, paths: string | undefined, medium: Medium): PlaceKey[] {
  if (paths === undefined) return [];
  if (!paths.includes('\n')) return keysOfPath(device, paths, medium);
  return paths.split('\n').flatMap(path => (path === '' ? [] : keysOfPath(device, path, medium)));
}

/** The same file by what is in it. */
export function keyOfContent(content: string): string {
  return `c\0${content.toLowerCase()}`;
}

const fileDetails = operationDetails.flatMap(({ key, file }: DetailTerm) => (file ? [key] : []));

/** What every record that `touches` a key fits, as a filter; others may fit it too. */
export function filterOfKey(key: string): Filter {
  const [kind, ...names] = key.split('\0') as [string, ...string[]];
  const path = names.at(-1)!;
  const has = (column: string): Filter => ({ op: 'contains', column, value: path });
  const steps: Filter = { op: 'in', column: 'detail', values: fileDetails };
  if (kind === 'c') return { op: 'and', filters: [steps, has('content')] };
  const of: readonly Filter[] =
    names.length === 1 ? [] : [{ op: 'eq', column: kind === 'm' ? 'serial' : 'device', value: names[0]! }];
  return { op: 'and', filters: [steps, ...of, { op: 'or', filters: [has('file'), has('destination')] }] };
}

/** What a record does with a file. */
export interface FileMove {
  /** Where the file was. */
  readonly from: readonly PlaceKey[];
  /** Where it is afterwards. */
  readonly to: readonly PlaceKey[];
  /** It is no longer where it was. */
  readonly ends: boolean;
  readonly content: string | undefined;
}

/** What the steps say of the two columns with paths. */
export const stepRoles: Readonly<
  Record<
    FileStep,
    { readonly from: boolean; readonly to: 'file' | 'destination' | null; readonly ends: boolean }
  >
> = {
  appears: { from: false, to: 'file', ends: false },
  passes: { from: true, to: 'destination', ends: false },
  moves: { from: true, to: 'destination', ends: true },
  leaves: { from: true, to: 'destination', ends: false },
  ends: { from: true, to: null, ends: true },
};

export function stepOf(detail: string): FileStep | undefined {
  return detailOf(detailCode(detail as OperationDetail)).file;
}

/** Undefined for a record that moves no file. */
export function moveOf({ device, record }: StoredOperation): FileMove | undefined {
  const step = stepOf(record.detail);
  if (step === undefined) return undefined;
  const { from, to, ends } = stepRoles[step];
  const text = textsOf(record);
  const medium = { serial: text.serial, driveName: text.driveName };
  const reached = to === null ? [] : keysOfPaths(device, text[to], medium);
  return {
    from: from ? keysOfPaths(device, text.file, medium) : [],
    // A mail goes to people: only what is an address of a file is followed.
    to: step === 'leaves' ? reached.filter(({ by }) => by === 'address') : reached,
    ends,
    content: text.content === undefined ? undefined : keyOfContent(text.content),
  };
}

/** Whether a record moves a file from or to a place, or has a content. */
export function touches(operation: StoredOperation, key: string): boolean {
  const move = moveOf(operation);
  return (
    move !== undefined && (move.content === key || [...move.from, ...move.to].some(one => one.key === key))
  );
}

/** Where the file was and is, as the record says it. */
export function wayOf(record: OperationRecord): Pick<TraceStep, 'from' | 'to'> {
  const step = stepOf(record.detail);
  if (step === undefined) return { from: null, to: null };
  const { from, to } = stepRoles[step];
  const text = textsOf(record);
  return { from: (from ? text.file : undefined) ?? null, to: (to === null ? undefined : text[to]) ?? null };
}

function textsOf(record: OperationRecord) {
  return record as {
    readonly file?: string;
    readonly destination?: string;
    readonly serial?: string;
    readonly driveName?: string;
    readonly content?: string;
  };
}
