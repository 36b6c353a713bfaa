import { z } from 'zod';
import { defineEvent } from '../../kernel/index.ts';
import type { EventsOf } from '../../kernel/index.ts';
import { SearchCondition, SearchConditionId, searchLimits } from './condition.ts';

const id = SearchConditionId;
const some = <Item extends z.ZodType>(item: Item) =>
  z.strictObject({ conditions: z.array(item).min(1).max(searchLimits.conditions) });

/** Stream `searches-devices`. */
export const searchConditionEvents = {
  SearchConditionsAdded: defineEvent(
    'SearchConditionsAdded',
    1,
    some(z.strictObject({ id, condition: SearchCondition })),
  ),
  SearchConditionsEdited: defineEvent(
    'SearchConditionsEdited',
    1,
    some(z.strictObject({ id, from: SearchCondition, to: SearchCondition })),
  ),
  SearchConditionsRemoved: defineEvent(
    'SearchConditionsRemoved',
    1,
    some(z.strictObject({ id, condition: SearchCondition })),
  ),
} as const;
export type SearchConditionEvent = EventsOf<typeof searchConditionEvents>;
