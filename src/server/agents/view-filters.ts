import { sharedViews, sharedViewsStream } from '../../../domain/accounts/index.ts';
import type { ViewFilters } from '../../../projections/agents/index.ts';
import { checkFilter, resolveTimes } from '../../../projections/kernel/index.ts';
import type { CollectionDefinition, Filter } from '../../../projections/kernel/index.ts';
import { parseFilter } from '../http/kernel/list.ts';
import type { Services } from '../services.ts';

/**
 * What shared views of the devices say of who belongs to them, as of `nowMs`. One that no longer fits the columns
 * holds nobody; one without a filter is no group but all devices.
 */
export async function viewFilters(
  { commands }: Pick<Services, 'commands'>,
  devices: CollectionDefinition,
  nowMs: number,
): Promise<ViewFilters> {
  const { state } = await commands.load(sharedViewsStream, sharedViews);
  const filters = new Map<string, Filter>();
  for (const [id, { content }] of Object.entries(state)) {
    const filter = usable(content.filter, devices, nowMs);
    if (filter) filters.set(id, filter);
  }
  return filters;
}

function usable(text: string | undefined, devices: CollectionDefinition, nowMs: number): Filter | undefined {
  try {
    const filter = parseFilter(text, devices) ?? { op: 'and', filters: [] };
    const resolved = resolveTimes(devices, filter, nowMs);
    checkFilter(devices, resolved);
    return resolved;
  } catch {
    return undefined;
  }
}
