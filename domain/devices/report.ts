import { z } from 'zod';
import { short } from './inventory-items.ts';
import type { Inventory } from './inventory.ts';

/** What an agent says of who it is; which of it may be believed is decided by the identity rules. */
export const IdentityClaims = z.strictObject({
  /** `GLPI-Agent-ID`, or the credential's own agent id. */
  agentId: short.optional(),
  /** `host-YYYY-MM-DD-hh-mm-ss` of GLPI, FusionInventory and OCS agents. */
  deviceId: short.optional(),
  /** Earlier deviceId the agent says it had. */
  oldDeviceId: short.optional(),
  uuid: short.optional(),
  serialNumber: short.optional(),
  motherboardSerial: short.optional(),
  macs: z.array(short).default([]),
  hostName: short.optional(),
  hostId: short.optional(),
});
export type IdentityClaims = z.infer<typeof IdentityClaims>;

export type AgentDialect = 'glpi' | 'fusioninventory' | 'ocs' | 'muster';

/** One inventory as it arrives at the domain. */
export interface InventoryReport {
  readonly claims: IdentityClaims;
  readonly inventory: Inventory;
  /** Only some sections are told, each of them whole; the others are unchanged, not empty. */
  readonly partial: boolean;
  /** `person`: entered by hand. */
  readonly dialect: AgentDialect | 'person';
  /** RFC 3339, where the agent told when it collected. */
  readonly collectedAt?: string;
  /** Section names of the dialect that were not understood; kept in the raw body. */
  readonly unknownSections: readonly string[];
  /** What was left out on purpose or as unusable, and why: environment variables, process lists, oversize texts. */
  readonly dropped: readonly {
    readonly section: string;
    readonly reason: 'secret' | 'invalid' | 'too-long' | 'limit';
    readonly count: number;
  }[];
}

/** One that an agent sent. */
export interface AgentReport extends InventoryReport {
  readonly dialect: AgentDialect;
}
