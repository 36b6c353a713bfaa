import type { HierarchyNode } from '../server/contract.ts';
import type { CsvRow } from '../server/csv/rows.ts';

/** Fields of the file, each named as what devices record. */
export const fileFields = ['department', 'location'] as const;
export type FileField = (typeof fileFields)[number];

/** The languages of the file; in the first stand the paths themselves, in the others what they are called there. */
const languages = ['ja', 'en'] as const;
type Language = (typeof languages)[number];
const [key] = languages;
const before = (language: Language) => `${language} - Setting value (before change)`;
const after = (language: Language) => `${language} - Setting value (after change)`;
const fixed = [
  'Update category',
  'Asset management field type',
  'Update-field language key',
  'Update field',
  'Multilingual settings',
] as const;

export const fileHead: readonly string[] = [
  ...fixed,
  ...languages.flatMap(language => [before(language), after(language), `${language} - Explanation`]),
];

/** One row a definition, as it is: marked with U and its second path edited it says what is to become of it. */
export function fileRows(field: FileField, nodes: readonly HierarchyNode[]): readonly (readonly string[])[] {
  const shown = new Map<string, string>();
  return nodes
    .filter(({ id }) => id !== null)
    .map(({ path, name, nameEn }) => {
      const cut = path.lastIndexOf('/');
      const above = cut < 0 ? '' : `${shown.get(path.slice(0, cut)) ?? path.slice(0, cut)}/`;
      const english = above + (nameEn ?? name);
      shown.set(path, english);
      return ['', 'common', key, field, key, path, path, '', english, english, ''];
    });
}

/** What the server is asked for; `row` is the line of the file. */
export interface FileChange {
  readonly row: number;
  readonly kind: 'add' | 'change' | 'remove';
  readonly before?: string;
  readonly after?: string;
  readonly names?: { readonly en?: string };
}

export interface FileFault {
  readonly row: number;
  readonly reason: string;
}

export interface ReadFile {
  readonly changes: Readonly<Record<FileField, readonly FileChange[]>>;
  readonly faults: readonly FileFault[];
}

const kinds = { A: 'add', U: 'change', D: 'remove' } as const;

/** Rows without a category say nothing. The first row may be a head; it then says where each language stands. */
export function readHierarchyFile(rows: readonly CsvRow[]): ReadFile {
  const first = rows[0]?.cells[0]?.trim() ?? '';
  // A category is one letter.
  const head = first.length > 1 ? rows[0]?.cells.map(cell => cell.trim()) : undefined;
  const columnOf = (name: string) => (head ?? fileHead).indexOf(name);
  const changes: Record<FileField, FileChange[]> = { department: [], location: [] };
  const faults: FileFault[] = [];
  for (const { line, cells } of head ? rows.slice(1) : rows) {
    const category = cells[0]?.trim().toUpperCase() ?? '';
    if (category === '') continue;
    const value = (name: string) => cells[columnOf(name)]?.trim() ?? '';
    const field = fileFields.find(each => each === cells[3]?.trim());
    const kind = (kinds as Readonly<Record<string, FileChange['kind'] | undefined>>)[category];
    const reason = faultOf({
      kind,
      type: cells[1]?.trim() ?? '',
      field,
      before: value(before(key)),
      after: value(after(key)),
    });
    if (reason !== undefined) faults.push({ row: line, reason });
    else changes[field!].push(changeOf(line, kind!, value));
  }
  return { changes, faults };
}

function faultOf({
  kind,
  type,
  field,
  before: from,
  after: to,
}: {
  readonly kind: FileChange['kind'] | undefined;
  readonly type: string;
  readonly field: FileField | undefined;
  readonly before: string;
  readonly after: string;
}): string | undefined {
  if (!kind) return 'the update category is none of A, U and D';
  if (type !== 'common') return 'the field type is not common';
  if (!field) return 'the update field is neither department nor location';
  if (kind === 'add' && from !== '') return 'an addition has no value before the change';
  if (kind !== 'add' && from === '') return 'the value before the change is missing';
  return kind !== 'remove' && to === '' ? 'the value after the change is missing' : undefined;
}

function changeOf(row: number, kind: FileChange['kind'], value: (name: string) => string): FileChange {
  const from = value(before(key));
  if (kind === 'remove') return { row, kind, before: from };
  const to = value(after(key));
  const english = lastOf(value(after('en')));
  const names = english === '' ? {} : { names: { en: english === lastOf(to) ? '' : english } };
  return { row, kind, after: to, ...(kind === 'change' && { before: from }), ...names };
}

const lastOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
