import type { ListRule } from './list-rule.ts';
import { hardwareRules } from './section-rules-hardware.ts';
import { peripheralRules } from './section-rules-peripherals.ts';
import { systemRules } from './section-rules-system.ts';

/**
 * By section of the GLPI vocabulary. Network adapters are not here: their rows are addresses and are brought
 * together in `networks.ts`.
 */
export const listRules: ReadonlyMap<string, ListRule> = new Map(
  Object.entries({ ...systemRules, ...hardwareRules, ...peripheralRules }),
);

/** Secrets live there: command lines with passwords, variables with keys. Never stored, not even as raw body. */
export const secretSections: ReadonlySet<string> = new Set(['processes', 'envs']);

/** Known, and on purpose no part of the normal form: they pass, repeat others, or are of the protocol. */
export const ignoredSections: ReadonlySet<string> = new Set([
  'sensors',
  'versionprovider',
  'repository',
  'download',
  'error',
  'rudder',
]);
