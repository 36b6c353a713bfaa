import type { SearchCondition } from '../../../domain/devices/index.ts';

/** What the form holds, as typed. */
export interface ConditionDraft {
  readonly name: string;
  readonly version: string;
  readonly publisher: string;
  /** A line a name. */
  readonly files: string;
  /** A line a folder. */
  readonly folders: string;
  readonly least: string;
  readonly most: string;
  readonly from: string;
  readonly until: string;
}

export function draftOf(condition: SearchCondition | undefined): ConditionDraft {
  const { name = '', version = '', publisher = '', files = [], folders = [] } = condition ?? {};
  const { size = {}, modified = {} } = condition ?? {};
  return {
    name,
    version,
    publisher,
    files: files.join('\n'),
    folders: folders.join('\n'),
    least: String(size.least ?? ''),
    most: String(size.most ?? ''),
    from: modified.from ?? '',
    until: modified.until ?? '',
  };
}

export function conditionOf(draft: ConditionDraft): SearchCondition {
  const said = <Key extends string>(key: Key, text: string) =>
    (text.trim() === '' ? {} : { [key]: text.trim() }) as Partial<Record<Key, string>>;
  const bytes = <Key extends string>(key: Key, text: string) =>
    (text.trim() === '' ? {} : { [key]: Number(text) }) as Partial<Record<Key, number>>;
  return {
    name: draft.name.trim(),
    ...said('version', draft.version),
    ...said('publisher', draft.publisher),
    files: linesOf(draft.files),
    folders: linesOf(draft.folders),
    size: { ...bytes('least', draft.least), ...bytes('most', draft.most) },
    modified: { ...said('from', draft.from), ...said('until', draft.until) },
  };
}

export const linesOf = (text: string): string[] =>
  text.split('\n').flatMap(line => (line.trim() === '' ? [] : [line.trim()]));
