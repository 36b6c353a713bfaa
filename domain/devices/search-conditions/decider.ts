import type { Decider, Decision } from '../../kernel/index.ts';
import { accept, refuse, unreachable } from '../../kernel/index.ts';
import { canonical, joinKey } from '../text.ts';
import { searchLimits, type SearchCondition } from './condition.ts';
import type { SearchConditionEvent } from './events.ts';

export const searchesStream = 'searches-devices';

export interface SearchConditions {
  readonly conditions: Readonly<Record<string, SearchCondition>>;
}

export type SearchConditionCommand =
  | { readonly type: 'AddSearchCondition'; readonly id: string; readonly condition: SearchCondition }
  | { readonly type: 'EditSearchCondition'; readonly id: string; readonly condition: SearchCondition }
  | { readonly type: 'RemoveSearchConditions'; readonly ids: readonly string[] }
  /** Each is added, or takes the place of the one with its name and version; `id` is for one that is added. */
  | {
      readonly type: 'ImportSearchConditions';
      readonly conditions: readonly { readonly id: string; readonly condition: SearchCondition }[];
    };

/**
 * `SEARCH_CONDITION_UNKNOWN` details: `conditions`, the ids. `SEARCH_CONDITION_TAKEN`: `name`, `version` (null: none).
 * `SEARCH_CONDITION_LIMIT`: `most`.
 */
export const searchConditionRefusals = [
  'SEARCH_CONDITION_UNKNOWN',
  'SEARCH_CONDITION_TAKEN',
  'SEARCH_CONDITION_LIMIT',
] as const;
export type SearchConditionRefusal = (typeof searchConditionRefusals)[number];

type Outcome = Decision<SearchConditionEvent, SearchConditionRefusal>;
type Conditions = SearchConditions['conditions'];

/** Software that agents look for on the disks of their computers. */
export const searchConditions: Decider<
  SearchConditions,
  SearchConditionCommand,
  SearchConditionEvent,
  SearchConditionRefusal
> = {
  name: 'search-conditions',
  stateVersion: 1,
  initial: { conditions: {} },
  decide(command, { conditions }): Outcome {
    switch (command.type) {
      case 'AddSearchCondition': {
        const { id, condition } = command;
        if (Object.keys(conditions).length >= searchLimits.conditions) return full();
        return (
          taken(condition, conditions) ??
          accept({ type: 'SearchConditionsAdded', data: { conditions: [{ id, condition }] } })
        );
      }
      case 'EditSearchCondition': {
        const { id, condition: to } = command;
        const from = conditionOf(conditions, id);
        if (!from) return unknown([id]);
        if (canonical(from) === canonical(to)) return accept();
        return (
          taken(to, conditions, id) ??
          accept({ type: 'SearchConditionsEdited', data: { conditions: [{ id, from, to }] } })
        );
      }
      case 'RemoveSearchConditions':
        return remove([...new Set(command.ids)], conditions);
      case 'ImportSearchConditions':
        return take(command.conditions, conditions);
      default:
        return unreachable(command);
    }
  },
  evolve({ conditions }, { type, data }) {
    switch (type) {
      case 'SearchConditionsAdded':
        return {
          conditions: {
            ...conditions,
            ...Object.fromEntries(data.conditions.map(({ id, condition }) => [id, condition])),
          },
        };
      case 'SearchConditionsEdited':
        return {
          conditions: { ...conditions, ...Object.fromEntries(data.conditions.map(({ id, to }) => [id, to])) },
        };
      case 'SearchConditionsRemoved': {
        const gone = new Set(data.conditions.map(({ id }) => id));
        return { conditions: Object.fromEntries(Object.entries(conditions).filter(([id]) => !gone.has(id))) };
      }
      default:
        return unreachable(type);
    }
  },
};

function remove(ids: readonly string[], conditions: Conditions): Outcome {
  const missing = ids.filter(id => !conditionOf(conditions, id));
  if (missing.length > 0) return unknown(missing);
  if (ids.length === 0) return accept();
  const gone = ids.map(id => ({ id, condition: conditions[id]! }));
  return accept({ type: 'SearchConditionsRemoved', data: { conditions: gone } });
}

function take(
  told: readonly { readonly id: string; readonly condition: SearchCondition }[],
  conditions: Conditions,
): Outcome {
  const known = new Map(Object.entries(conditions).map(([id, each]) => [keyOf(each), { id, from: each }]));
  const twice = told.find(
    ({ condition }, at) => told.findIndex(other => keyOf(other.condition) === keyOf(condition)) !== at,
  );
  if (twice) return nameTaken(twice.condition);
  const added = told.filter(({ condition }) => !known.has(keyOf(condition)));
  const edited = told.flatMap(({ condition: to }) => {
    const before = known.get(keyOf(to));
    return before && canonical(before.from) !== canonical(to) ? [{ ...before, to }] : [];
  });
  if (known.size + added.length > searchLimits.conditions) return full();
  const events: SearchConditionEvent[] = [];
  if (added.length > 0) events.push({ type: 'SearchConditionsAdded', data: { conditions: [...added] } });
  if (edited.length > 0) events.push({ type: 'SearchConditionsEdited', data: { conditions: edited } });
  return accept(...events);
}

/** Two of one name and version would report one entry in two ways. */
const keyOf = ({ name, version }: SearchCondition): string => joinKey(name, version);

function taken(condition: SearchCondition, conditions: Conditions, own?: string): Outcome | undefined {
  const key = keyOf(condition);
  const other = Object.entries(conditions).find(([id, each]) => id !== own && keyOf(each) === key);
  return other && nameTaken(condition);
}

const nameTaken = ({ name, version }: SearchCondition): Outcome =>
  refuse('SEARCH_CONDITION_TAKEN', { name, version: version ?? null });
const full = (): Outcome => refuse('SEARCH_CONDITION_LIMIT', { most: searchLimits.conditions });
const unknown = (ids: readonly string[]): Outcome =>
  refuse('SEARCH_CONDITION_UNKNOWN', { conditions: [...ids] });

const conditionOf = (conditions: Conditions, id: string): SearchCondition | undefined =>
  Object.hasOwn(conditions, id) ? conditions[id] : undefined;
