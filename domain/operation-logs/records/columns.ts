import { deviceCategories, fileDriveTypes, operationDetails, suspicions, type Term } from './vocabulary.ts';

/**
 * The columns of a record. `code` is the stored number of a column and never changes
 * (docs/operation-log-format.md).
 *
 * - `time`: milliseconds since the epoch. In a batch: since the record before it, the first since `t0`.
 * - `term`: code of a closed list.
 * - `text`: found by any part of it: paths, addresses, titles. Index into the batch's `texts`, from 1.
 * - `name`: any other string. Index into the batch's `names`, from 1.
 * - `seconds`: seconds since the epoch.
 * - `count`: a whole number, not negative: bytes, pages.
 */
interface Plain {
  readonly code: number;
  readonly kind: 'time' | 'seconds';
}
interface OfCounts {
  readonly code: number;
  readonly kind: 'count';
  /** Largest number. */
  readonly most: number;
}
interface OfTerms {
  readonly code: number;
  readonly kind: 'term';
  readonly terms: readonly Term[];
}
interface OfStrings<Kind extends 'text' | 'name' = 'text' | 'name'> {
  readonly code: number;
  readonly kind: Kind;
  /** Most characters (code points). */
  readonly limit: number;
}

export type OperationColumn = Plain | OfCounts | OfTerms | OfStrings;

const plain = <const Kind extends Plain['kind']>(code: number, kind: Kind) => ({ code, kind });
const count = (code: number, most: number): OfCounts => ({ code, kind: 'count', most });
const terms = (code: number, list: readonly Term[]): OfTerms => ({ code, kind: 'term', terms: list });
const text = (code: number, limit: number): OfStrings<'text'> => ({ code, kind: 'text', limit });
const name = (code: number, limit: number): OfStrings<'name'> => ({ code, kind: 'name', limit });

export const operationColumns = {
  time: plain(1, 'time'),
  detail: terms(2, operationDetails),
  /** Host name of the computer as it was then. */
  source: name(3, 256),
  user: name(4, 1_024),
  fileCreated: plain(5, 'seconds'),
  fileModified: plain(6, 'seconds'),
  /** Bytes. */
  size: count(7, Number.MAX_SAFE_INTEGER),
  originalDrive: terms(8, fileDriveTypes),
  originalCreated: plain(9, 'seconds'),
  /** Whole path or address of the file that is acted on. */
  file: text(10, 2_083),
  fileDrive: terms(11, fileDriveTypes),
  /** Whole path or address of what it becomes. */
  destination: text(12, 2_083),
  destinationDrive: terms(13, fileDriveTypes),
  runAs: name(14, 1_024),
  fileName: name(15, 520),
  software: name(16, 512),
  softwareVersion: name(17, 128),
  fileVersion: name(18, 20),
  process: name(19, 520),
  drive: terms(20, fileDriveTypes),
  /** `E:\`, or where the drive is mounted. */
  driveName: name(21, 256),
  serial: name(22, 256),
  deviceType: name(23, 1_024),
  deviceName: name(24, 1_024),
  deviceInstance: name(25, 1_024),
  document: text(26, 1_024),
  printer: name(27, 1_024),
  pages: count(28, 2_147_483_647),
  url: text(29, 2_083),
  pageTitle: text(30, 1_024),
  windowTitle: text(31, 512),
  hostId: name(32, 64),
  deviceCategory: terms(33, deviceCategories),
  /** First 32 hexadecimal digits of the SHA-256 of the file's content: the same file at another computer. */
  content: name(34, 32),
  /** Why the server marked it; agents do not say it. */
  suspicion: terms(35, suspicions),
} as const satisfies Readonly<Record<string, OperationColumn>>;

export type OperationColumnName = keyof typeof operationColumns;

export const operationColumnNames = Object.keys(operationColumns) as OperationColumnName[];

/** Set by the server alone: refused from agents and people. */
export const serverColumns: ReadonlySet<OperationColumnName> = new Set(['suspicion']);

/** Columns that can be left out, or have a part of them hidden: those that say whose or what, not when. */
export const concealableColumns: readonly OperationColumnName[] = operationColumnNames.filter(
  name => !['time', 'detail', 'source', 'suspicion'].includes(name),
);
