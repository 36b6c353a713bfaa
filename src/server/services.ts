import type { Logger } from 'pino';
import type { ArchivedOperationStore } from '../../adapters/operation-logs/archive/joined.ts';
import type {
  BodyStore,
  Clock,
  CommandHandler,
  CredentialStore,
  EventStore,
  Ids,
  SnapshotStore,
  Whiteboard,
} from '../../domain/kernel/index.ts';
import type { PresenceStore, ProjectionRunner, ReadStore } from '../../projections/kernel/index.ts';
import type { OperationStore } from '../../projections/operation-logs/index.ts';
import type { Peers } from './peers.ts';

/** What the composition root hands to routes, processes and intake. Ports only; nobody knows the technology behind. */
export interface Services {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Logger;
  readonly events: EventStore;
  readonly commands: CommandHandler;
  /** A correlation id for commands that are one act: that of the trace at work, or a new one. */
  readonly correlation: () => string;
  readonly snapshots: SnapshotStore;
  readonly bodies: BodyStore;
  readonly credentials: CredentialStore;
  readonly read: ReadStore;
  readonly projections: ProjectionRunner;
  readonly presence: PresenceStore;
  readonly whiteboard: Whiteboard;
  readonly operations: OperationStore;
  /** The same, with its archive. */
  readonly archivedOperations: ArchivedOperationStore;
  readonly peers: Peers;
}
