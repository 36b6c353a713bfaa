import type {
  Credential,
  CredentialKind,
  CredentialStore,
  EventStore,
} from '../../../domain/kernel/index.ts';
import { LogWatch } from '../log-watch.ts';
import { ownerOf } from './credentials.ts';

/** What makes an agent's secret another one, or none. */
const types = ['AgentCredentialIssued', 'AgentCredentialRevoked'];
/** How long a credential is remembered at most, whatever the log tells. */
const rememberedMs = 600_000;
/** The log tells of a change before the credential is written; until then it is read each time. */
const unsettledMs = 10_000;
/** Credentials that are remembered; beyond that all are looked up anew. */
const mostRemembered = 100_000;

/**
 * The credentials that servers share, of which those that agents present are remembered for a while (`recent`): each
 * agent asks again and again. What this server writes counts at once; what another one does, as soon as the log
 * tells of it, which is also when the line of that agent is cut. While the log cannot be followed nothing is remembered.
 */
export class RememberedCredentials implements CredentialStore {
  readonly watch: LogWatch;
  readonly #store: CredentialStore;
  readonly #remembered = new Map<string, { readonly credential: Credential; readonly until: number }>();
  /** Names under which something is remembered of an agent. */
  readonly #namesOf = new Map<string, Set<string>>();
  readonly #unsettled = new Map<string, NodeJS.Timeout>();
  /** What was read while something changed may be what it was before. */
  #changes = 0;

  /** `events`: the log those servers share. */
  constructor(store: CredentialStore, events: Pick<EventStore, 'lastPosition' | 'subscribe'>) {
    this.#store = store;
    this.watch = new LogWatch(events, { categories: ['agent'], types }, heard => {
      for (const { data } of heard) this.#changing((data as { readonly agentId: string }).agentId);
    });
  }

  async recent(kind: CredentialKind, id: string): Promise<Credential | undefined> {
    if (kind !== 'agent') return this.get(kind, id);
    const known = this.watch.following ? this.#remembered.get(id) : undefined;
    if (known && performance.now() < known.until) return known.credential;
    const before = this.#changes;
    const found = await this.get(kind, id);
    if (found?.expiresAt === null && this.watch.following && this.#changes === before) this.#remember(found);
    return found;
  }

  async put(credential: Credential): Promise<void> {
    await this.#written(credential, this.#store.put(credential));
  }

  create(credential: Credential): Promise<boolean> {
    return this.#written(credential, this.#store.create(credential));
  }

  replace(credential: Credential): Promise<boolean> {
    return this.#written(credential, this.#store.replace(credential));
  }

  delete(kind: CredentialKind, id: string): Promise<boolean> {
    return this.#written({ kind, id }, this.#store.delete(kind, id));
  }

  get(kind: CredentialKind, id: string): Promise<Credential | undefined> {
    return this.#store.get(kind, id);
  }

  list(kind: CredentialKind): Promise<readonly Credential[]> {
    return this.#store.list(kind);
  }

  close(): Promise<void> {
    this.watch.stop();
    for (const timer of this.#unsettled.values()) clearTimeout(timer);
    return this.#store.close();
  }

  /** Forgotten before the write and once more after it: meanwhile it may have been read as it was. */
  async #written<T>({ kind, id }: Pick<Credential, 'kind' | 'id'>, write: Promise<T>): Promise<T> {
    if (kind !== 'agent') return write;
    this.#forget(id);
    try {
      return await write;
    } finally {
      this.#forget(id);
    }
  }

  #remember(credential: Credential): void {
    const owner = ownerOf(credential);
    if (this.#unsettled.has(owner)) return;
    if (this.#remembered.size >= mostRemembered) {
      this.#remembered.clear();
      this.#namesOf.clear();
    }
    this.#remembered.set(credential.id, { credential, until: performance.now() + rememberedMs });
    const names = this.#namesOf.get(owner);
    if (names) names.add(credential.id);
    else this.#namesOf.set(owner, new Set([credential.id]));
  }

  #forget(name: string): void {
    this.#changes++;
    this.#remembered.delete(name);
  }

  #changing(owner: string): void {
    for (const name of this.#namesOf.get(owner) ?? []) this.#remembered.delete(name);
    this.#changes++;
    this.#namesOf.delete(owner);
    clearTimeout(this.#unsettled.get(owner));
    this.#unsettled.set(owner, setTimeout(() => this.#unsettled.delete(owner), unsettledMs).unref());
  }
}
