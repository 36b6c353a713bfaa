import { badPath, maySee, no } from './checks.ts';
import type { No } from './checks.ts';
import type { CommandOf, ImportRow } from './commands.ts';
import { add, edit, remove } from './definitions.ts';
import type { Draft } from './draft.ts';
import { splitPath, tidyPath } from './paths.ts';

/** What is wrong is listed up to so many rows. */
const faultLimit = 100;

/**
 * All rows or none: additions from the first level down, then changes as they stand in the file, then removals from
 * the lowest level up. A removed definition takes what is below it along.
 */
export function importHierarchy(draft: Draft, command: CommandOf<'ImportHierarchy'>): No | undefined {
  const ids = [...command.ids];
  const faults: { row: number; code: string; details: Readonly<Record<string, unknown>> }[] = [];
  for (const row of inOrder(command.rows)) {
    const refusal = take(draft, row, command.within, () => ids.shift()!);
    if (refusal) faults.push({ row: row.row, ...refusal });
  }
  if (faults.length === 0) return undefined;
  faults.sort((a, b) => a.row - b.row);
  return no('HIERARCHY_IMPORT_INVALID', {
    rows: faults.slice(0, faultLimit),
    more: Math.max(0, faults.length - faultLimit),
  });
}

function inOrder(rows: readonly ImportRow[]): readonly ImportRow[] {
  const of = (kind: ImportRow['kind']) => rows.filter(row => row.kind === kind);
  const level = (path: string | undefined) => (path ?? '').split('/').length;
  return [
    ...of('add').sort((a, b) => level(a.after) - level(b.after)),
    ...of('change'),
    ...of('remove').sort((a, b) => level(b.before) - level(a.before)),
  ];
}

function take(
  draft: Draft,
  { kind, before = '', after = '', names }: ImportRow,
  within: readonly string[] | undefined,
  nextId: () => string,
): No | undefined {
  const scope = within && { within };
  const seen = (path: string) => (maySee(within, path) ? draft.at(path) : undefined);
  const known = kind === 'add' ? undefined : seen(tidyPath(before));
  if (kind !== 'add' && !known) return no('DEFINITION_UNKNOWN', { path: before });
  if (kind === 'remove') return remove(draft, { id: known!.id, ...scope });
  const path = tidyPath(after);
  const { parent: above, name } = splitPath(path);
  const parent = above === null ? null : seen(above)?.id;
  const refusal =
    badPath(path) ?? (parent === undefined ? no('DEFINITION_PARENT_UNKNOWN', { parent: above }) : undefined);
  if (refusal) return refusal;
  const place = { parent: parent!, name, names: { ...known?.names, ...names }, ...scope };
  return known ? edit(draft, { id: known.id, ...place }) : add(draft, { id: nextId(), ...place });
}
