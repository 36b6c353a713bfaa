import { categoryOf, type EventStore, type Position, type StoredEvent } from '../kernel/index.ts';
import { canonicalEvent } from './canonical.ts';
import { toHex, type LedgerCrypto } from './crypto.ts';
import { LedgerKey, ledgerStream, Seal } from './events.ts';
import { leafHash, MerkleRoot } from './merkle.ts';
import { placeOf } from './place.ts';
import { isEndorsedBy, isSignedBy, sealHash } from './seal.ts';

/** The first thing that is not as it was sealed. */
export interface LedgerProblem {
  readonly kind: 'unreadable' | 'key' | 'signature' | 'chain' | 'content' | 'anchor';
  /** One sentence for people, naming positions. */
  readonly message: string;
  /** Position of the seal or event that shows it, null where it is missing. */
  readonly position: Position | null;
  /** The damage lies beyond `after`, up to `to`. */
  readonly range: { readonly after: Position; readonly to: Position } | null;
}

export interface LedgerReport {
  readonly ok: boolean;
  readonly problem: LedgerProblem | null;
  /** Events in the seals that were checked. */
  readonly sealedEvents: number;
  readonly seals: number;
  readonly sealedTo: Position;
  readonly lastSeal: { readonly hash: string; readonly position: Position; readonly sealedAt: string } | null;
  /** Events after the last seal: nothing is proven of them yet. */
  readonly unsealedEvents: number;
  /** Events of categories that expire, which the seals leave out. */
  readonly excludedEvents: number;
  /** Keys in the order of their introduction; compare them with those you know. */
  readonly keys: readonly string[];
}

export interface VerifyOptions {
  /** Key ids believed although the key before did not sign them, for example after the loss of the server's keys. */
  readonly trustedKeys?: readonly string[];
  /** Hashes of seals printed or exported earlier: each must be in the chain. */
  readonly anchors?: readonly string[];
  /** Told after every batch: the position reached and the log's last. */
  readonly onProgress?: (position: Position, last: Position) => void;
  readonly signal?: AbortSignal;
}

/**
 * Recomputes every seal from the events as they are stored. `store` must be the plain one: events brought
 * to today's version are not what was sealed. Reads the log once, in constant memory.
 */
export async function verifyLedger(
  store: EventStore,
  crypto: LedgerCrypto,
  options: VerifyOptions = {},
): Promise<LedgerReport> {
  const verification = new Verification(store, crypto, options);
  try {
    await verification.run();
    return verification.report(null);
  } catch (error) {
    if (error instanceof Found) return verification.report(error.problem);
    throw error;
  }
}

/** Ends the verification at the first problem. */
class Found extends Error {
  readonly problem: LedgerProblem;
  constructor(problem: LedgerProblem) {
    super(problem.message);
    this.problem = problem;
  }
}

interface FoundSeal {
  readonly seal: Seal;
  readonly position: Position;
}

class Verification {
  readonly #store: EventStore;
  readonly #crypto: LedgerCrypto;
  readonly #options: VerifyOptions;
  readonly #keys: LedgerKey[] = [];
  readonly #anchors: Set<string>;
  #last: { hash: string; position: Position; sealedAt: string; to: Position } | null = null;
  #seals = 0;
  #sealedEvents = 0;
  #unsealedEvents = 0;
  #excludedEvents = 0;
  #reached: Position = 0;

  constructor(store: EventStore, crypto: LedgerCrypto, options: VerifyOptions) {
    this.#store = store;
    this.#crypto = crypto;
    this.#options = options;
    this.#anchors = new Set(options.anchors);
  }

  report(problem: LedgerProblem | null): LedgerReport {
    const last = this.#last;
    return {
      ok: problem === null,
      problem,
      sealedEvents: this.#sealedEvents,
      seals: this.#seals,
      sealedTo: last?.to ?? 0,
      lastSeal: last && { hash: last.hash, position: last.position, sealedAt: last.sealedAt },
      unsealedEvents: this.#unsealedEvents,
      excludedEvents: this.#excludedEvents,
      keys: this.#keys.map(({ keyId }) => keyId),
    };
  }

  async run(): Promise<void> {
    const end = await this.#store.lastPosition();
    const seals = this.#sealsInOrder(end);
    let current = await nextOf(seals);
    let tree = new MerkleRoot(this.#crypto.sha256);
    for await (const events of this.#events(end)) {
      for (const event of events) {
        const place = placeOf(event);
        while (current && place > current.seal.to) {
          this.#close(current, tree);
          tree = new MerkleRoot(this.#crypto.sha256);
          current = await nextOf(seals);
        }
        if (!current) this.#unsealedEvents++;
        else if (current.seal.excludes.includes(categoryOf(event.stream))) this.#excludedEvents++;
        else tree.add(leafHash(this.#crypto.sha256, canonicalEvent(event)));
      }
      this.#options.onProgress?.(this.#reached, end);
    }
    for (; current; current = await nextOf(seals)) {
      this.#close(current, tree);
      tree = new MerkleRoot(this.#crypto.sha256);
    }
    const [missing] = this.#anchors;
    if (missing !== undefined)
      throw new Found({
        kind: 'anchor',
        message: `the seal ${missing}, known from outside, is not in this log`,
        position: null,
        range: null,
      });
  }

  /** The log in order, ending with a problem where it cannot be read. */
  async *#events(end: Position): AsyncGenerator<readonly StoredEvent[]> {
    const { signal } = this.#options;
    try {
      for await (const events of this.#store.readAll(0, { until: end, ...(signal ? { signal } : {}) })) {
        this.#reached = events.at(-1)?.position ?? this.#reached;
        yield events;
      }
    } catch (error) {
      if (error instanceof Found || signal?.aborted) throw error;
      throw new Found({
        kind: 'unreadable',
        message: `the log cannot be read beyond position ${this.#reached}: ${(error as Error).message}`,
        position: null,
        range: { after: this.#reached, to: end },
      });
    }
  }

  /** Seals with a good chain and signature; `run` judges what they cover. */
  async *#sealsInOrder(end: Position): AsyncGenerator<FoundSeal> {
    let revision = 0;
    let previous = null as FoundSeal | null;
    for await (const events of this.#store.readStream(ledgerStream))
      for (const event of events) {
        if (event.position > end) return;
        const found = (kind: LedgerProblem['kind'], message: string): Found =>
          new Found({
            kind,
            message: `${message} (position ${event.position})`,
            position: event.position,
            range: null,
          });
        if (event.revision !== revision++)
          throw found('chain', `an event of the ledger is missing before revision ${event.revision}`);
        if (event.type === 'LedgerKeyIntroduced') this.#introduce(event, found);
        else if (event.type === 'LedgerSealed') {
          previous = {
            seal: this.#checkedSeal(event, previous?.seal ?? null, found),
            position: event.position,
          };
          yield previous;
        } else if (event.type !== 'LedgerMoved')
          throw found('chain', `an event of type ${event.type} does not belong to the ledger`);
      }
  }

  #introduce(event: StoredEvent, found: (kind: 'key', message: string) => Found): void {
    const parsed = LedgerKey.safeParse(event.data);
    if (!parsed.success) throw found('key', 'a key introduced to the ledger is damaged');
    const key = parsed.data;
    const before = this.#keys.at(-1);
    if (keyIdOf(this.#crypto, key.publicKey) !== key.keyId)
      throw found('key', `the key ${key.keyId} is not the one its id names`);
    const believed =
      !before || isEndorsedBy(this.#crypto, key, before) || this.#options.trustedKeys?.includes(key.keyId);
    if (!believed)
      throw found(
        'key',
        `the key ${key.keyId} was not signed by the one before it; if the server's keys were lost then, name it as trusted`,
      );
    this.#keys.push(key);
  }

  #checkedSeal(
    event: StoredEvent,
    previous: Seal | null,
    found: (kind: 'signature' | 'chain', message: string) => Found,
  ): Seal {
    const parsed = Seal.safeParse(event.data);
    if (!parsed.success) throw found('chain', 'a seal is damaged');
    const seal = parsed.data;
    const key = this.#keys.at(-1);
    if (!key || !isSignedBy(this.#crypto, seal, key))
      throw found('signature', 'the signature of a seal is not that of the key in force');
    if (seal.after !== (previous?.to ?? 0))
      throw found('chain', `a seal begins at ${seal.after}, the one before ended at ${previous?.to ?? 0}`);
    if (seal.previous !== (previous && sealHash(this.#crypto, previous)))
      throw found('chain', 'a seal does not name the one before it');
    if (placeOf(event) <= seal.to) throw found('chain', 'a seal claims to cover itself');
    return seal;
  }

  #close({ seal, position }: FoundSeal, tree: MerkleRoot): void {
    const { after, to } = seal;
    if (tree.count !== seal.count || toHex(tree.root()) !== seal.root) {
      const counted =
        tree.count === seal.count
          ? 'an event was altered or moved'
          : `${seal.count} events were sealed, ${tree.count} are there`;
      throw new Found({
        kind: 'content',
        message: `between positions ${after + 1} and ${to}: ${counted}`,
        position,
        range: { after, to },
      });
    }
    const hash = sealHash(this.#crypto, seal);
    this.#anchors.delete(hash);
    this.#last = { hash, position, sealedAt: seal.sealedAt, to };
    this.#seals++;
    this.#sealedEvents += seal.count;
  }
}

export function keyIdOf(crypto: LedgerCrypto, publicKey: string): string {
  return toHex(crypto.sha256(Uint8Array.from(atob(publicKey), character => character.charCodeAt(0))));
}

async function nextOf<Item>(iterator: AsyncGenerator<Item, void>): Promise<Item | null> {
  const { value } = await iterator.next();
  return value ?? null;
}
