import type { AgentMessage, BodyErrorCode, Coding } from '../../../adapters/inventory/index.ts';
import type { AgentDialect, IdentityClaims } from '../../../domain/devices/index.ts';

/** To a parser thread. */
export interface ParseRequest {
  readonly id: number;
  readonly bytes: Uint8Array;
  readonly contentType: string | undefined;
  readonly userAgent: string | undefined;
}

/** An inventory as a parser thread hands it over: the report itself stays JSON until someone needs it. */
export interface ParsedInventory {
  readonly kind: 'inventory';
  readonly dialect: AgentDialect;
  readonly claims: IdentityClaims;
  readonly partial: boolean;
  readonly collectedAt: string | undefined;
  readonly agentVersion: string | null;
  /** Of the normal form; equal for equal facts. */
  readonly hash: string;
  readonly free: readonly (readonly [free: number, total: number])[];
  /** JSON of the `InventoryReport`, UTF-8. */
  readonly report: Uint8Array;
  /** The body without its secrets, UTF-8; undefined where the body held none and may be kept as it came. */
  readonly redacted: Uint8Array | undefined;
}

export interface Parsed {
  readonly format: 'json' | 'xml';
  readonly coding: Coding;
  readonly message: Exclude<AgentMessage, { kind: 'inventory' }> | ParsedInventory;
}

export type ParseOutcome =
  | { readonly kind: 'parsed'; readonly parsed: Parsed }
  | { readonly kind: 'refused'; readonly code: BodyErrorCode | 'body-too-costly'; readonly detail: string }
  | { readonly kind: 'overloaded' };

/** Makes messages of bodies; rejects where the mistake is ours. */
export interface Parser {
  parse(
    bytes: Uint8Array,
    contentType: string | undefined,
    userAgent: string | undefined,
  ): Promise<ParseOutcome>;
}

/** From a parser thread. */
export type ParseAnswer =
  | { readonly id: number; readonly outcome: 'parsed'; readonly parsed: Parsed }
  | {
      readonly id: number;
      readonly outcome: 'refused';
      readonly code: BodyErrorCode;
      readonly detail: string;
    }
  /** Our mistake, not the agent's. */
  | { readonly id: number; readonly outcome: 'failed'; readonly message: string };
