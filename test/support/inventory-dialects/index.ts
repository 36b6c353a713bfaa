import { fusionInventory } from './fusioninventory.ts';
import { glpi } from './glpi.ts';
import { ocs } from './ocs.ts';

export type { Facts } from './facts.ts';

export const dialects = { glpi, fusionInventory, ocs } as const;
export type DialectName = keyof typeof dialects;
