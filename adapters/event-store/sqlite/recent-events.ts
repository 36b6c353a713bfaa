import type { Position, StoredEvent } from '../../../domain/kernel/index.ts';
import type { EncodedEvent } from '../encoding.ts';
import type { Page, PageRequest } from '../paging.ts';
import { decodeAt, pageCharacters } from './raw-events.ts';

/** Texts kept at most; whoever is further behind reads the file. */
const mostCharacters = 8 * 1024 * 1024;
/** What is left when there were too many: to let go of single ones would move all others each time. */
const leftCharacters = 6 * 1024 * 1024;
/** How long after the last append nothing is kept any more. */
const keptForMs = 5_000;

interface Recent {
  readonly stream: string;
  readonly category: string;
  readonly revision: number;
  readonly type: string;
  readonly at: number;
  readonly body: string;
  event: StoredEvent | undefined;
}

/** Of a page in the order of the log, to its end. */
type FollowRequest = Omit<PageRequest, 'backward' | 'until'>;

/** One append as it went into the file. */
export interface Appended {
  readonly stream: string;
  readonly category: string;
  readonly events: readonly EncodedEvent[];
  /** Times the events were stored with, milliseconds. */
  readonly times: readonly number[];
  /** Of the last event. */
  readonly revision: number;
  readonly position: Position;
}

/**
 * The newest events as this process appended them, for those who follow the log: each text is parsed once for all
 * of them, and the file is not read. Whoever asks for what is not here, all of it, reads the file.
 */
export class RecentEvents {
  readonly #forget: NodeJS.Timeout;
  #entries: Recent[] = [];
  /** Position of the first entry; the others follow without a gap. */
  #first = 0;
  #characters = 0;

  constructor() {
    this.#forget = setTimeout(() => this.clear(), keptForMs).unref();
  }

  /** Appends come in the order of their positions. */
  add({ stream, category, events, times, revision, position }: Appended): void {
    const first = position - events.length + 1;
    if (first !== this.#first + this.#entries.length) this.clear();
    if (this.#entries.length === 0) this.#first = first;
    for (const [index, { type, body }] of events.entries()) {
      const at = times[index] as number;
      const revisionOf = revision - events.length + 1 + index;
      this.#entries.push({ stream, category, revision: revisionOf, type, at, body, event: undefined });
      this.#characters += body.length;
    }
    this.#shrink();
    this.#forget.refresh();
  }

  clear(): void {
    this.#entries = [];
    this.#characters = 0;
  }

  close(): void {
    clearTimeout(this.#forget);
    this.clear();
  }

  /** Undefined where not all of it is here; `last` is the end of the log. */
  page({ after, limit, types, categories }: FollowRequest, last: Position): Page | undefined {
    const from = after + 1;
    const complete = from >= this.#first && this.#first + this.#entries.length - 1 === last;
    if (!complete || this.#entries.length === 0) return undefined;
    const events: StoredEvent[] = [];
    let characters = 0;
    for (let position = from; position <= last; position++) {
      const entry = this.#entries[position - this.#first] as Recent;
      if (types && !types.includes(entry.type)) continue;
      if (categories && !categories.includes(entry.category)) continue;
      events.push((entry.event ??= eventOf(entry, position)));
      characters += entry.body.length;
      if (events.length === limit || characters >= pageCharacters) return { events, position, end: false };
    }
    return { events, position: Math.max(last, after), end: true };
  }

  #shrink(): void {
    if (this.#characters <= mostCharacters) return;
    let gone = 0;
    while (this.#characters > leftCharacters) this.#characters -= this.#entries[gone++]!.body.length;
    this.#entries.splice(0, gone);
    this.#first += gone;
  }
}

function eventOf({ stream, revision, type, at, body }: Recent, position: Position): StoredEvent {
  return decodeAt(position, stream, revision, type, at, body);
}
