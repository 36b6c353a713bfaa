import type { EventFilter, Position } from '../../../domain/kernel/index.ts';
import type { ClientFilter, ClientPosition, ClientResolved } from './client-library.ts';
import type { Recorded } from './driver.ts';
import { Fault } from './fault.ts';

/** Events considered between two checkpoints of a filtered subscription. */
const searchWindow = 500;
export function clientPosition(position: Position): ClientPosition {
  return { commit: BigInt(position), prepare: BigInt(position) };
}

export function safePosition(commit: bigint): Position {
  const position = Number(commit);
  if (!Number.isSafeInteger(position))
    throw new Fault('refused', `position ${commit} is beyond what can be counted exactly`);
  return position;
}

export function recordedOf({ event, commitPosition }: ClientResolved): Recorded | undefined {
  // A link to an event that is gone.
  if (!event) return undefined;
  return {
    stream: event.streamId,
    revision: Number(event.revision),
    position: safePosition(event.position?.commit ?? commitPosition ?? -1n),
    id: event.id,
    type: event.type,
    data: event.data,
    metadata: event.metadata,
  };
}

/** The server filters by stream or by type, not by both; what it lets through is judged again here. */
export function filterOf(
  { categories, types }: EventFilter,
  checkpoint: (position: ClientPosition) => void,
): ClientFilter {
  const [filterOn, regex] = categories
    ? (['streamName', `^(${categories.map(escaped).join('|')})(-|$)`] as const)
    : (['eventType', types ? `^(${types.map(escaped).join('|')})$` : '^[^$]'] as const);
  return {
    filterOn,
    regex,
    checkpointInterval: 1,
    maxSearchWindow: searchWindow,
    checkpointReached: (_subscription, position) => checkpoint(position),
  };
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|#\s-]/g, '\\$&');
}
