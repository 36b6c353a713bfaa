import { ledgerCrypto } from '../../adapters/platform/index.ts';
import type { EventStore } from '../../domain/kernel/index.ts';
import type { LedgerProof, PlacedSeal, ProofRefusal, SealReceipt } from '../../domain/system/index.ts';
import { latestSeal, placeOf, proveEvent, Seal, sealCovering, sealHash } from '../../domain/system/index.ts';
import type { Health } from './contract.ts';

export interface ListedSeal extends PlacedSeal {
  readonly hash: string;
  /** Log position of the event that holds the seal. */
  readonly position: number;
}

/** What routes may ask of the ledger. */
export interface Ledger {
  status(): Health['ledger'];
  prove(
    position: number,
  ): Promise<
    | { readonly kind: 'proof'; readonly proof: LedgerProof }
    | { readonly kind: 'refused'; readonly code: ProofRefusal }
  >;
  latest(): Promise<SealReceipt | null>;
  covering(position: number): Promise<PlacedSeal | null>;
  /** Newest first, beyond `before` (exclusive, a log position). */
  seals(before: number, limit: number): Promise<readonly ListedSeal[]>;
}

/** `plain` is the store without schemas: what is proven is what is stored. */
export function createLedger(plain: EventStore, status: () => Health['ledger']): Ledger {
  return {
    status,
    prove: position => proveEvent(plain, ledgerCrypto, position),
    latest: () => latestSeal(plain, ledgerCrypto),
    async covering(position) {
      const event = await plain.eventAt(position);
      return sealCovering(plain, event ? placeOf(event) : position);
    },
    async seals(before, limit) {
      const found: ListedSeal[] = [];
      const newestFirst = { direction: 'backward', types: ['LedgerSealed'], batchSize: limit } as const;
      for await (const events of plain.readAll(before, newestFirst))
        for (const { data, revision, position } of events) {
          const seal = Seal.parse(data);
          found.push({ seal, revision, position, hash: sealHash(ledgerCrypto, seal) });
          if (found.length === limit) return found;
        }
      return found;
    },
  };
}
