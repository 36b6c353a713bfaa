import { z } from 'zod';
import { SearchCondition, SearchConditionId, searchLimits, type SearchConditions } from '../devices/index.ts';

/** A condition as an agent is told it. */
export const SearchedSoftware = SearchCondition.extend({ id: SearchConditionId });
export type SearchedSoftware = z.infer<typeof SearchedSoftware>;

export const searchedIn = ({ conditions }: SearchConditions): SearchedSoftware[] =>
  Object.entries(conditions).map(([id, condition]) => ({ ...condition, id }));

/** What an agent is told to look for on the disks of its computer. */
export const SoftwareSearch = z.strictObject({
  /** Of the conditions: another one says that the agent has to ask the server anew. */
  version: z.string().min(1).max(64),
  conditions: z.array(SearchedSoftware).max(searchLimits.conditions),
});
export type SoftwareSearch = z.infer<typeof SoftwareSearch>;
