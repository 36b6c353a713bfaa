import type { Filter } from '../../../../projections/kernel/query.ts';
import type {
  OperationGroup,
  OperationPlace,
  OperationSlot,
} from '../../../../projections/operation-logs/operation-store.ts';
import type { Cell } from '../columns.ts';
import type { ArchiveFaultCause } from '../faults.ts';
import type { ArchiveFile } from '../manifest.ts';

/** The files of a day. `without`: computers whose records are answered by somebody else. */
export interface DayFiles {
  readonly day: string;
  readonly paths: readonly string[];
  readonly without?: readonly string[];
}

/** Records of a span of time that fit a checked filter. */
export interface ArchiveQuestion {
  readonly days: readonly DayFiles[];
  readonly from?: number;
  readonly until?: number;
  readonly filter?: Filter;
  readonly devices?: ReadonlySet<string>;
}

/** `batches`: by computer, batch and row. */
export type ArchiveOrder = 'newest' | 'oldest' | 'batches';

/** Rows of `archiveColumns`. */
export type Rows = readonly (readonly Cell[])[];

/** What the process that holds DuckDB can be asked, by `op`, and what it answers. */
export interface ArchiveCalls {
  page: {
    request: {
      readonly question: ArchiveQuestion;
      readonly order: ArchiveOrder;
      readonly after?: OperationPlace;
      readonly most: number;
    };
    answer: Rows;
  };
  count: { request: { readonly question: ArchiveQuestion }; answer: number };
  histogram: {
    request: { readonly question: ArchiveQuestion; readonly slot: OperationSlot };
    answer: readonly (readonly [slot: string, count: number])[];
  };
  groups: {
    request: { readonly question: ArchiveQuestion; readonly column: OperationGroup };
    answer: readonly (readonly [value: string, count: number])[];
  };
  /** Begins to read everything; `next` goes on until it answers null, `end` stops before. */
  open: {
    request: { readonly reader: number; readonly question: ArchiveQuestion; readonly order: ArchiveOrder };
    answer: null;
  };
  next: { request: { readonly reader: number; readonly most: number }; answer: Rows | null };
  end: { request: { readonly reader: number }; answer: null };
  /** Begins files of a day in its folder. `series`: eight hexadecimal digits, part of their names. */
  begin: {
    request: {
      readonly writer: number;
      readonly folder: string;
      readonly day: string;
      readonly series: string;
    };
    answer: null;
  };
  append: { request: { readonly writer: number; readonly cells: readonly Cell[][] }; answer: null };
  /** The files are on the disk under their names. */
  finish: { request: { readonly writer: number }; answer: readonly ArchiveFile[] };
  abort: { request: { readonly writer: number }; answer: null };
  /** SHA-256 of a whole file, hexadecimal. */
  digest: { request: { readonly path: string }; answer: string };
}

export type ArchiveCall = {
  readonly [Name in keyof ArchiveCalls]: { readonly op: Name } & ArchiveCalls[Name]['request'];
}[keyof ArchiveCalls];

export type Numbered = { readonly no: number } & ArchiveCall;

export type Answer = { readonly no: number } & (
  | { readonly value: unknown }
  | {
      readonly failure: {
        readonly reason: ArchiveFaultCause;
        readonly message: string;
        readonly files: readonly string[];
      };
    }
);

/** What the process is told when it starts. */
export interface ArchiveProcessOptions {
  /** The only folder whose files it may touch. */
  readonly folder: string;
  /** For what does not fit into memory. */
  readonly scratch: string;
}
