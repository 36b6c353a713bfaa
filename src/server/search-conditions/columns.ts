import type { z } from 'zod';
import type { ConditionColumn, SearchCondition } from '../../../domain/devices/index.ts';

/** A condition as it comes out of a file: its schema says whether it is one. */
export type Draft = z.input<typeof SearchCondition>;

export const emptyDraft: Draft = { name: '', files: [], folders: [], size: {}, modified: {} };

/** Between several names, or paths, in one cell: no system has a name with it. */
const between = '|';

interface Cells {
  readonly of: (condition: SearchCondition) => string;
  /** Not called with an empty cell. */
  readonly into: (cell: string, draft: Draft) => Draft;
}

/** What stands in the columns of a file. */
export const cellsOf: Readonly<Record<ConditionColumn, Cells>> = {
  name: {
    of: ({ name }) => name,
    into: (name, draft) => ({ ...draft, name }),
  },
  version: {
    of: ({ version = '' }) => version,
    into: (version, draft) => ({ ...draft, version }),
  },
  publisher: {
    of: ({ publisher = '' }) => publisher,
    into: (publisher, draft) => ({ ...draft, publisher }),
  },
  files: {
    of: ({ files }) => files.join(between),
    into: (cell, draft) => ({ ...draft, files: partsOf(cell) }),
  },
  folders: {
    of: ({ folders }) => folders.join(between),
    into: (cell, draft) => ({ ...draft, folders: partsOf(cell) }),
  },
  sizeLeast: {
    of: ({ size }) => String(size.least ?? ''),
    into: (cell, draft) => ({ ...draft, size: { ...draft.size, least: Number(cell) } }),
  },
  sizeMost: {
    of: ({ size }) => String(size.most ?? ''),
    into: (cell, draft) => ({ ...draft, size: { ...draft.size, most: Number(cell) } }),
  },
  modifiedFrom: {
    of: ({ modified }) => modified.from ?? '',
    into: (from, draft) => ({ ...draft, modified: { ...draft.modified, from } }),
  },
  modifiedUntil: {
    of: ({ modified }) => modified.until ?? '',
    into: (until, draft) => ({ ...draft, modified: { ...draft.modified, until } }),
  },
};

const partsOf = (cell: string): string[] =>
  cell.split(between).flatMap(part => (part.trim() === '' ? [] : [part.trim()]));
