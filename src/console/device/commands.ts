import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { get } from '../api/client.ts';
import type { AgentCommandRow } from '../api/types.ts';
import type { CommandAct } from '../devices/acts/acts-menu.tsx';
import type { AsOfParams } from '../shell/as-of.ts';

export interface DeviceCommands {
  readonly items: readonly AgentCommandRow[];
  readonly total: number;
  /** Whether there is an agent that takes commands now. */
  readonly takes: boolean;
  /** Devices that report as the same agent. */
  readonly clones: readonly string[];
}

/** An agent answers within seconds; while an answer is awaited it is looked for. */
const LOOK_MS = 2_000;

export const commandsQuery = (id: string, asOf: AsOfParams) =>
  queryOptions({
    queryKey: ['device', id, 'commands', asOf],
    queryFn: ({ signal }) =>
      get<DeviceCommands>(`/devices/${encodeURIComponent(id)}/commands`, { limit: 20, ...asOf }, signal),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state: { data } }) =>
      asOf.asOf === undefined && data?.items.some(({ state }) => state === 'sent') ? LOOK_MS : false,
  });

/** What an agent can be told now. One that several computers share can only be told to stop that. */
export function commandActsFor(commands: DeviceCommands | undefined): readonly CommandAct[] {
  if (!commands?.takes) return [];
  return commands.clones.length > 0
    ? ['newIdentity']
    : ['inventory', 'message', 'restart', 'shutdown', 'uninstall'];
}
