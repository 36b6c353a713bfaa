import type { Logger } from 'pino';
import { SoftwareSearch } from '../../../domain/agents/index.ts';
import type { Source } from '../inventory/collector.ts';
import type { Platform } from '../platform/platform.ts';
import type { ServerClient } from '../server/client.ts';
import { shareOf } from '../spread.ts';
import { SearchFile, type KeptSearch } from '../store/search-file.ts';
import type { Places } from '../store/places.ts';
import { searchDisks, type FoundSoftware } from './search-disks.ts';

export interface SearcherPorts {
  readonly identity: { readonly agentId: string };
  readonly places: Pick<Places, 'search'>;
  readonly platform: Pick<Platform, 'disks'>;
  readonly source: Source;
  readonly client: Pick<ServerClient, 'ask'>;
  readonly log: Logger;
  readonly now: () => Date;
  readonly pace: number;
}

export const searchPath = '/agents/software-search';
/** Whoever puts a file onto the computer is noticed within a day. */
const everyMs = 86_400_000;
/** Agents that hear of new conditions together begin within so long: their disks may be one. */
const spreadMs = 600_000;
/** After a search that failed. */
const againMs = 3_600_000;

/** Searches the disks of the computer for what the server names, beside everything else, and keeps what it found. */
export class SoftwareSearcher {
  readonly #ports: SearcherPorts;
  readonly #file: SearchFile;
  #running: Promise<void> | undefined;
  #ending = new AbortController();
  #notBeforeMs = 0;
  #hasNews = false;
  /** Called once a search has ended. */
  onEnded: () => void = () => undefined;

  constructor(ports: SearcherPorts) {
    this.#ports = ports;
    this.#file = new SearchFile(ports.places.search);
  }

  /** The server says which conditions there are now; `null`: none. What it does not say is not known. */
  async follow(version: unknown): Promise<void> {
    const { search, found } = this.#file.value;
    if (version === null) {
      if (!search) return;
      await this.stop();
      this.#file.change({ search: null, searched: null, found: [] });
      if (found.length > 0) this.#hasNews = true;
    } else if (typeof version === 'string' && version !== search?.version) await this.#fetch();
  }

  /** When it is to be searched, in milliseconds since 1970; Infinity: there is nothing to search for, or it is. */
  get dueAt(): number {
    const { search, searched } = this.#file.value;
    if (!search || this.#running) return Infinity;
    const due = searched?.version === search.version ? Date.parse(searched.at) + everyMs : 0;
    return Math.max(due, this.#notBeforeMs);
  }

  /** Begins a search where it is time; whoever calls goes on meanwhile. */
  tend(): void {
    if (this.dueAt <= this.#nowMs()) this.#begin();
  }

  /** Somebody wants the latest. */
  demand(): void {
    if (this.#file.value.search && !this.#running) this.#begin();
  }

  /** Once after what was found, or is asked for, has changed: the software is then to be told anew. */
  takeNews(): boolean {
    const had = this.#hasNews;
    this.#hasNews = false;
    return had;
  }

  /** Ends what runs; it begins again when it is due. */
  async stop(): Promise<void> {
    this.#ending.abort();
    await this.#running;
    this.#ending = new AbortController();
  }

  async #fetch(): Promise<void> {
    const answer = await this.#ports.client.ask({ method: 'GET', path: searchPath });
    const told = SoftwareSearch.safeParse(answer.body);
    if (answer.status !== 200 || !told.success) return;
    // A search for what is asked for no more would answer another question.
    await this.stop();
    this.#file.change({ search: told.data });
    const { identity, pace } = this.#ports;
    this.#notBeforeMs = this.#nowMs() + shareOf(identity.agentId, 'search') * spreadMs * pace;
  }

  #begin(): void {
    const { signal } = this.#ending;
    this.#running = this.#search(signal)
      .catch((error: unknown) => {
        if (signal.aborted) return;
        this.#notBeforeMs = this.#nowMs() + againMs;
        this.#ports.log.warn({ err: error }, 'the disks could not be searched; it is tried again');
      })
      .finally(() => {
        this.#running = undefined;
        if (!signal.aborted) this.onEnded();
      });
  }

  async #search(signal: AbortSignal): Promise<void> {
    const { platform, source, log, now } = this.#ports;
    const before = this.#file.value;
    const { search } = before;
    if (!search) return;
    const disks = await platform.disks(source);
    const { found, complete } = await searchDisks(search.conditions, disks, { root: source.root, signal });
    signal.throwIfAborted();
    if (!complete) log.warn({ found: found.length }, 'not everything could be searched for software');
    const after = complete ? found : [...found, ...stillThere(before, found)];
    this.#file.change({
      searched: { version: search.version, at: now().toISOString() },
      found: [...after],
    });
    // Other conditions may word what was found otherwise.
    const isSame = before.searched?.version === search.version && sameFound(before.found, after);
    if (!isSame) this.#hasNews = true;
  }

  #nowMs(): number {
    return this.#ports.now().getTime();
  }
}

/** What was found before and not now, by a search that did not see everything. */
function stillThere({ found, search }: KeptSearch, now: readonly FoundSoftware[]): readonly FoundSoftware[] {
  const asked = new Set(search?.conditions.map(({ id }) => id));
  const seen = new Set(now.map(({ condition }) => condition));
  return found.filter(({ condition }) => asked.has(condition) && !seen.has(condition));
}

/** In whatever order. */
function sameFound(one: readonly FoundSoftware[], other: readonly FoundSoftware[]): boolean {
  const lines = (found: readonly FoundSoftware[]) => found.map(each => JSON.stringify(each)).sort();
  return JSON.stringify(lines(one)) === JSON.stringify(lines(other));
}
