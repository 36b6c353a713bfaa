import type { TFunction } from 'i18next';
import { valueWord } from '../devices/value-words.ts';
import type { Format } from '../parts/format.ts';
import type { AssignmentKind, Group, GroupType } from './types.ts';

export const groupTypes: readonly GroupType[] = ['department', 'location', 'network', 'deviceType', 'view'];

/** A group as people call it. */
export function groupWord(
  { target, name }: Pick<Group, 'target' | 'name'>,
  t: TFunction,
  format: Format,
): string {
  return target.kind === 'deviceType' ? valueWord('deviceType', name, t, format) : name;
}

/** `department:Plant A` as people say it. */
export function assignedWord(key: string, t: TFunction, format: Format): string {
  const colon = key.indexOf(':');
  const kind = key.slice(0, colon) as GroupType | 'computer';
  if (kind === 'computer') return t('agents.thisComputer');
  const name = key.slice(colon + 1);
  const word = valueWord(kind, name, t, format);
  return `${t(`agents.groupTypes.${kind}`)}: ${word}`;
}

export const kindLooks = {
  direct: ['ok', 'info'],
  indirect: ['quiet', 'text2'],
  default: ['offline', 'unknown'],
} as const satisfies Record<AssignmentKind, readonly [string, string]>;
