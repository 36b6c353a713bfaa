import type { UpdateTarget } from '../../../../domain/agents/index.ts';
import type { Outcome } from '../../api/types.ts';

export type { UpdateTarget };

/** A package of the agent that is offered. */
export interface AgentPackage {
  readonly version: string;
  readonly platform: string;
  readonly file: string;
  /** Bytes. */
  readonly size: number;
  readonly sha256: string;
  readonly latest: boolean;
}

/** An order that leads agents to a version. */
export interface AgentUpdate {
  readonly id: string;
  readonly version: string;
  readonly target: UpdateTarget;
  readonly percent: number;
  readonly downgrade: boolean;
  readonly reason: string | null;
  readonly stopped: boolean;
  /** Devices whose newest update it is. */
  readonly progress: { readonly ordered: number; readonly updated: number; readonly failed: number };
}

export interface UpdateReach {
  readonly devices: number;
  readonly told: number;
  readonly there: number;
  readonly later: number;
  readonly withoutPackage: number;
  readonly names: readonly string[];
}

export interface UpdateOutcome extends Outcome {
  readonly id: string;
  readonly reach: UpdateReach;
}

/** What is ordered. */
export interface UpdateWish {
  readonly version: string;
  readonly target: UpdateTarget;
  readonly percent: number;
  readonly downgrade: boolean;
  readonly reason?: string;
}
