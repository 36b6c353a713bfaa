import { z } from 'zod';
import { categoryOf, type EventStore, type Position, type StoredEvent } from '../kernel/index.ts';
import { canonicalEvent } from './canonical.ts';
import { fromHex, toHex, type LedgerCrypto } from './crypto.ts';
import { LedgerKey, ledgerStream, Seal } from './events.ts';
import { inclusionPath, leafHash, rootFromPath } from './merkle.ts';
import { placeOf } from './place.ts';
import { isSignedBy, sealHash } from './seal.ts';
import { keyIdOf } from './verify.ts';

const hash = z.string().regex(/^[0-9a-f]{64}$/);

/** That one event lay in the log when a seal was made; checked without the log (docs/ledger.md). */
export const LedgerProof = z.strictObject({
  format: z.literal('muster-ledger-proof-v1'),
  /** The event as stored; `position` is the one it was sealed at. */
  event: z.strictObject({
    id: z.string(),
    type: z.string(),
    stream: z.string(),
    revision: z.number(),
    position: z.number(),
    schemaVersion: z.number(),
    at: z.string(),
    happenedAt: z.string().optional(),
    actor: z.string(),
    correlationId: z.string(),
    causationId: z.string().nullable(),
    data: z.unknown(),
  }),
  /** Place of the event among the events sealed, and the hashes beside its way to the root, lowest first. */
  inclusion: z.strictObject({
    index: z.number().int(),
    count: z.number().int(),
    path: z.array(hash).max(64),
  }),
  seal: Seal,
  /** What a later seal, or an exported one, calls this seal. */
  sealHash: hash,
  key: LedgerKey.pick({ keyId: true, algorithm: true, publicKey: true }),
});
export type LedgerProof = z.infer<typeof LedgerProof>;

export type ProofRefusal =
  | 'LEDGER_NO_SUCH_EVENT'
  /** A seal follows within the sealer's interval. */
  | 'LEDGER_NOT_SEALED_YET'
  /** Its category expires and is not sealed event by event. */
  | 'LEDGER_CATEGORY_EXCLUDED';

/** `store` must be the plain one, as for verifying. Reads only the events of one seal. */
export async function proveEvent(
  store: EventStore,
  crypto: LedgerCrypto,
  position: Position,
): Promise<
  | { readonly kind: 'proof'; readonly proof: LedgerProof }
  | { readonly kind: 'refused'; readonly code: ProofRefusal }
> {
  const event = await store.eventAt(position);
  if (!event) return { kind: 'refused', code: 'LEDGER_NO_SUCH_EVENT' };
  const place = placeOf(event);
  const covering = await sealCovering(store, place);
  if (!covering) return { kind: 'refused', code: 'LEDGER_NOT_SEALED_YET' };
  const { seal } = covering;
  if (seal.excludes.includes(categoryOf(event.stream)))
    return { kind: 'refused', code: 'LEDGER_CATEGORY_EXCLUDED' };

  const before = await leavesFrom(store, crypto, event, seal, 'backward');
  const behind = await leavesFrom(store, crypto, event, seal, 'forward');
  const index = before.length;
  const leaves = [...before.reverse(), leafHash(crypto.sha256, canonicalEvent(event)), ...behind];
  const key = await keyOf(store, seal.keyId);
  const proof: LedgerProof = {
    format: 'muster-ledger-proof-v1',
    event: asSealed(event),
    inclusion: { index, count: leaves.length, path: inclusionPath(crypto.sha256, leaves, index).map(toHex) },
    seal,
    sealHash: sealHash(crypto, seal),
    key: { keyId: key.keyId, algorithm: key.algorithm, publicKey: key.publicKey },
  };
  return { kind: 'proof', proof };
}

/** Leaves of the other events of a seal, from an event on until the seal begins or ends. */
async function leavesFrom(
  store: EventStore,
  crypto: LedgerCrypto,
  { position }: StoredEvent,
  { after, to, excludes }: Seal,
  direction: 'backward' | 'forward',
): Promise<Uint8Array[]> {
  const leaves: Uint8Array[] = [];
  for await (const events of store.readAll(position, { direction }))
    for (const event of events) {
      const place = placeOf(event);
      if (place <= after || place > to) return leaves;
      if (!excludes.includes(categoryOf(event.stream)))
        leaves.push(leafHash(crypto.sha256, canonicalEvent(event)));
    }
  return leaves;
}

/** Whoever checks a proof needs no more than the one position that was sealed. */
function asSealed(event: StoredEvent): LedgerProof['event'] {
  const { formerPosition, ...rest } = event;
  return { ...rest, position: formerPosition ?? event.position };
}

/** Null where the proof holds; otherwise what does not, in one sentence. Whose the key is, only the reader can know. */
export function checkProof(crypto: LedgerCrypto, given: unknown): string | null {
  const parsed = LedgerProof.safeParse(given);
  if (!parsed.success)
    return `not a proof: ${parsed.error.issues[0]!.path.join('.')} ${parsed.error.issues[0]!.message}`;
  const { event, inclusion, seal, key, sealHash: named } = parsed.data;
  if (keyIdOf(crypto, key.publicKey) !== key.keyId) return 'the key is not the one its id names';
  if (!isSignedBy(crypto, seal, key)) return 'the seal is not signed by this key';
  if (sealHash(crypto, seal) !== named) return 'the hash of the seal is another';
  if (event.position <= seal.after || event.position > seal.to)
    return 'the event lies outside the sealed range';
  if (inclusion.count !== seal.count) return 'the seal covers another number of events';
  const leaf = leafHash(crypto.sha256, canonicalEvent(event as unknown as StoredEvent));
  const root = rootFromPath(
    crypto.sha256,
    leaf,
    inclusion.index,
    inclusion.count,
    inclusion.path.map(fromHex),
  );
  return root && toHex(root) === seal.root ? null : 'the event is not the one that was sealed';
}

/** The newest seal, to be printed or kept elsewhere: whoever holds it can later tell whether the log was rewritten. */
export interface SealReceipt {
  readonly format: 'muster-ledger-seal-v1';
  readonly position: Position;
  readonly hash: string;
  readonly seal: Seal;
  readonly key: Pick<LedgerKey, 'keyId' | 'algorithm' | 'publicKey'>;
}

export async function latestSeal(store: EventStore, crypto: LedgerCrypto): Promise<SealReceipt | null> {
  const event = await latestSealEvent(store);
  if (!event) return null;
  const seal = Seal.parse(event.data);
  const { keyId, algorithm, publicKey } = await keyOf(store, seal.keyId);
  return {
    format: 'muster-ledger-seal-v1',
    position: event.position,
    hash: sealHash(crypto, seal),
    seal,
    key: { keyId, algorithm, publicKey },
  };
}

/** A seal and its revision in the ledger's stream, which names it to people. */
export interface PlacedSeal {
  readonly seal: Seal;
  readonly revision: number;
}

/** The seal over a place (`placeOf`), null while there is none. Halving finds it in a few short reads: seals lie in order. */
export async function sealCovering(store: EventStore, place: Position): Promise<PlacedSeal | null> {
  const latest = await latestSealEvent(store);
  if (!latest || Seal.parse(latest.data).to < place) return null;
  let low = 0;
  let high = latest.revision;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const event = await sealAtOrAfter(store, middle);
    if (Seal.parse(event.data).to < place) low = event.revision + 1;
    else high = middle;
  }
  const event = await sealAtOrAfter(store, low);
  return { seal: Seal.parse(event.data), revision: event.revision };
}

async function sealAtOrAfter(store: EventStore, revision: number): Promise<StoredEvent> {
  for (let from = revision; ; from++) {
    const event = await firstOf(store.readStream(ledgerStream, { from, maxCount: 1 }));
    if (!event) throw new Error(`the ledger ends before revision ${from}`);
    if (event.type === 'LedgerSealed') return event;
  }
}

function latestSealEvent(store: EventStore): Promise<StoredEvent | undefined> {
  return firstOf(store.readAll(Infinity, { direction: 'backward', types: ['LedgerSealed'], batchSize: 1 }));
}

async function keyOf(store: EventStore, keyId: string): Promise<LedgerKey> {
  for await (const events of store.readAll(0, { types: ['LedgerKeyIntroduced'] }))
    for (const { data } of events) {
      const key = LedgerKey.safeParse(data);
      if (key.success && key.data.keyId === keyId) return key.data;
    }
  throw new Error(`the ledger does not hold the key ${keyId}`);
}

async function firstOf(batches: AsyncIterable<readonly StoredEvent[]>): Promise<StoredEvent | undefined> {
  for await (const [event] of batches) return event;
  return undefined;
}
