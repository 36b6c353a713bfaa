import { StoreUnavailableError, type NewEvent, type StoredEvent } from '../../../domain/kernel/index.ts';
import type { Proposed, Recorded } from './driver.ts';

/**
 * What stands in the metadata of each event. The names with `$` are the server's own, so that its tools
 * group by them; `at` is ours, for the server's time is that of writing.
 */
interface Metadata {
  readonly schemaVersion: number;
  readonly at: string;
  readonly actor: NewEvent['actor'];
  readonly $correlationId: string;
  readonly $causationId?: string;
  readonly happenedAt?: string;
  /** Of events that were moved here with a log from elsewhere. */
  readonly formerPosition?: number;
}

/** An event that keeps the position it had elsewhere. */
export type MovedEvent = NewEvent & Pick<StoredEvent, 'formerPosition'>;

export function toProposed(event: NewEvent | MovedEvent, at: string): Proposed {
  const { schemaVersion, actor, correlationId, causationId, happenedAt } = event;
  const formerPosition = 'formerPosition' in event ? event.formerPosition : undefined;
  const metadata: Metadata = {
    schemaVersion,
    at,
    actor,
    $correlationId: correlationId,
    ...(causationId === null ? {} : { $causationId: causationId }),
    ...(happenedAt === undefined ? {} : { happenedAt }),
    ...(formerPosition === undefined ? {} : { formerPosition }),
  };
  return {
    id: event.id,
    type: event.type,
    data: event.data === undefined ? null : event.data,
    metadata: { ...metadata },
  };
}

/** The event, or undefined for one that Muster did not write: others may use the same server. */
export function toStored(recorded: Recorded): StoredEvent | undefined {
  const { metadata, stream, revision, position, id, type, data } = recorded;
  if (!isOurs(metadata) || type.startsWith('$') || stream.startsWith('$')) return undefined;
  const { schemaVersion, at, actor, $correlationId, $causationId = null } = metadata;
  const { happenedAt, formerPosition } = metadata;
  return {
    id,
    type,
    schemaVersion,
    at,
    actor,
    correlationId: $correlationId,
    causationId: $causationId,
    data,
    ...(happenedAt === undefined ? {} : { happenedAt }),
    stream,
    revision,
    position,
    ...(formerPosition === undefined ? {} : { formerPosition }),
  };
}

/** As `toStored`, in a stream that is ours alone. */
export function toOwn(recorded: Recorded): StoredEvent {
  const event = toStored(recorded);
  if (event) return event;
  throw new StoreUnavailableError(
    'corrupt',
    `the event at position ${recorded.position} in ${recorded.stream} was not written by Muster; restore the log from a backup`,
  );
}

function isOurs(metadata: unknown): metadata is Metadata {
  const { schemaVersion, at, actor, $correlationId } = (metadata ?? {}) as Partial<Metadata>;
  return (
    typeof schemaVersion === 'number' &&
    typeof at === 'string' &&
    typeof actor === 'string' &&
    typeof $correlationId === 'string'
  );
}
