import type { Proposed } from './driver.ts';

/** An event as both packages answer it. */
export interface ClientEvent {
  readonly streamId: string;
  readonly id: string;
  readonly type: string;
  readonly revision: bigint;
  readonly data: unknown;
  readonly metadata?: unknown;
  readonly position?: { readonly commit: bigint };
}

export interface ClientResolved {
  readonly event?: ClientEvent | undefined;
  readonly commitPosition?: bigint | undefined;
}

export interface ClientPosition {
  readonly commit: bigint;
  readonly prepare: bigint;
}

export interface ClientSubscription {
  readonly readableLength: number;
  on(name: 'data', listener: (resolved: ClientResolved) => void): unknown;
  on(name: 'error', listener: (error: unknown) => void): unknown;
  on(name: 'caughtUp' | 'confirmation', listener: () => void): unknown;
  unsubscribe(): Promise<void>;
}

export type ClientRead = AsyncIterable<ClientResolved> & { cancel?(): Promise<void> };

export interface ClientFilter {
  readonly filterOn: 'streamName' | 'eventType';
  readonly regex: string;
  readonly checkpointInterval: number;
  readonly maxSearchWindow: number;
  readonly checkpointReached: (subscription: unknown, position: ClientPosition) => void;
}

/** The part of a client object that is the same in both packages. */
export interface Client {
  appendToStream(
    stream: string,
    events: readonly unknown[],
    options: object,
  ): Promise<{
    readonly nextExpectedRevision: bigint;
    readonly position?: { readonly commit: bigint } | undefined;
  }>;
  readStream(stream: string, options: object): ClientRead;
  readAll(options: object): ClientRead;
  subscribeToAll(options: object): ClientSubscription;
  dispose(): Promise<void>;
}

/** What differs between the packages. */
export interface ClientLibrary {
  connect(): Client;
  /** The option is named differently; under a wrong name it would be ignored, and nothing checked. */
  expecting(revision: bigint | 'no_stream'): object;
  jsonEvent(event: Proposed): unknown;
  /** Reads forward quicker than a subscription, filtered by the server. */
  readonly filtersReads: boolean;
}
