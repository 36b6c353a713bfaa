import type { AgentReport } from '../../domain/devices/index.ts';
import type { Coding } from './decode.ts';

/** What an agent of any dialect can say. */
export type AgentMessage =
  /** First question of OCS and FusionInventory agents, and of GLPI agents that do not know the server yet. */
  | { readonly kind: 'prolog'; readonly deviceId: string }
  /** First question of GLPI agents in their own dialect. */
  | {
      readonly kind: 'contact';
      readonly deviceId: string;
      readonly agentName: string | null;
      readonly agentVersion: string | null;
      readonly enabledTasks: readonly string[];
    }
  | { readonly kind: 'inventory'; readonly report: AgentReport }
  | { readonly kind: 'get-params'; readonly deviceId: string }
  /** Something this server does not speak: network discovery, distribution results, an unknown item type. */
  | { readonly kind: 'unknown'; readonly deviceId: string | null; readonly action: string };

export interface ParsedBody {
  readonly format: 'json' | 'xml';
  readonly coding: Coding;
  readonly message: AgentMessage;
  /** The body without its secret sections, unpacked, as UTF-8; undefined where it held none. */
  readonly redacted: string | undefined;
}
