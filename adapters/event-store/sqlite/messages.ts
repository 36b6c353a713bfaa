import type { AppendResult, ExpectedRevision, Retention } from '../../../domain/kernel/index.ts';
import type { EncodedEvent } from '../encoding.ts';
import type { PageRequest } from '../paging.ts';

export interface AppendRequest {
  readonly op: 'append';
  readonly stream: string;
  readonly category: string;
  readonly expected: ExpectedRevision;
  readonly events: readonly EncodedEvent[];
}

/** `times`: those the events were stored with, milliseconds; none where nothing was stored. */
export type Written = AppendResult & { readonly times: readonly number[] };

/** What the writing thread is asked, and what it answers. */
export interface WriterCalls {
  append: { request: AppendRequest; answer: Written };
  setRetention: {
    request: { readonly op: 'setRetention'; readonly category: string; readonly retention: Retention };
    answer: null;
  };
  expire: { request: { readonly op: 'expire'; readonly now: number }; answer: number };
  limitSize: { request: { readonly op: 'limitSize'; readonly bytes: number }; answer: null };
  close: { request: { readonly op: 'close' }; answer: null };
}

/** Events without their objects: strings and numbers in turn cross threads cheaply and are parsed where they are used. */
export interface RawEvents {
  /** Per event: position, stream, revision, type, at, body. */
  readonly cells: readonly (string | number)[];
  /** As `Page.position`. */
  readonly position: number;
  readonly end: boolean;
}
export const cellsPerEvent = 6;

export interface StreamRequest {
  readonly op: 'stream';
  readonly stream: string;
  readonly from: number;
  readonly limit: number;
}

/** What the reading thread is asked, and what it answers. */
export interface ReaderCalls {
  page: { request: { readonly op: 'page' } & PageRequest; answer: RawEvents };
  stream: { request: StreamRequest; answer: RawEvents };
  revisionOf: {
    request: { readonly op: 'revisionOf'; readonly stream: string; readonly eventId: string };
    answer: number;
  };
  lastPosition: { request: { readonly op: 'lastPosition' }; answer: number };
  integrity: { request: { readonly op: 'integrity' }; answer: readonly string[] };
  close: { request: { readonly op: 'close' }; answer: null };
}
