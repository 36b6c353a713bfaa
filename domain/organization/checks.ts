import type { Refusal } from '../kernel/index.ts';
import type { Draft } from './draft.ts';
import type { DisplayNames } from './events.ts';
import { deepest, faultOfName, isWithin, longestName } from './paths.ts';
import type { OrganizationRefusal } from './refusals.ts';

export type No = Refusal<OrganizationRefusal>;

export function no(code: OrganizationRefusal, details: Readonly<Record<string, unknown>> = {}): No {
  return { code, details };
}

/** `name` is tidy. */
export function badName(name: string): No | undefined {
  const reason = faultOfName(name);
  if (!reason) return undefined;
  return no('DEFINITION_NAME_INVALID', {
    name,
    reason,
    ...(reason === 'too-long' && { limit: longestName }),
  });
}

export function badNames(names: DisplayNames): No | undefined {
  return firstOf(Object.values(names), name => (name === undefined ? undefined : badName(name)));
}

/** `path` is tidy. */
export function badPath(path: string): No | undefined {
  const parts = path.split('/');
  return parts.length > deepest ? tooDeep(path) : firstOf(parts, badName);
}

function tooDeep(path: string): No {
  return no('DEFINITION_TOO_DEEP', { limit: deepest, path });
}

export function firstOf<T>(items: readonly T[], check: (item: T) => No | undefined): No | undefined {
  for (const item of items) {
    const refusal = check(item);
    if (refusal) return refusal;
  }
  return undefined;
}

/** Whether so many levels can stand in the parent under a name that none of its other children has. */
export function unfitting(
  draft: Draft,
  place: { readonly parent: string | null; readonly name: string; readonly own?: string },
  levels: number,
): No | undefined {
  const { parent, name, own } = place;
  const path = draft.pathIn(parent, name);
  if (path.split('/').length - 1 + levels > deepest) return tooDeep(path);
  const other = draft.named(parent, name);
  if (!other || other.id === own) return undefined;
  return no('DEFINITION_NAME_TAKEN', { name, path: draft.pathOf(other.id) });
}

/** Whether somebody restricted to these places sees what is called so. */
export function maySee(within: readonly string[] | undefined, path: string): boolean {
  return !within || within.some(place => isWithin(path, place));
}

/** Refused to somebody restricted to these places where it is not below one of them. */
export function outOfScope(within: readonly string[] | undefined, path: string): No | undefined {
  const below = !within || within.some(place => path !== place && isWithin(path, place));
  return below ? undefined : no('DEFINITION_OUT_OF_SCOPE', { path });
}
