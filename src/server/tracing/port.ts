import type { FastifyInstance } from 'fastify';
import type { CommandHandler, EventStore } from '../../../domain/kernel/index.ts';
import type { ProjectionObserver } from '../../../projections/kernel/index.ts';

/** What makes traces of a server's work: the same parts, which tell what they do. */
export interface Tracing {
  commands(handler: CommandHandler): CommandHandler;
  /** The log as commands write it. */
  events(store: EventStore): EventStore;
  readonly projections: ProjectionObserver;
  /** Requests from here on. */
  requests(app: FastifyInstance): void;
  /** Correlation id that belongs to the trace now at work; undefined where none is. */
  correlation(): string | undefined;
  /** Sends what is left, for two seconds at most. */
  close(): Promise<void>;
}
