import { accept } from '../kernel/index.ts';
import type { DeviceDecision } from './administration.ts';
import type { CommandOf } from './commands.ts';
import type { DeviceState } from './state.ts';

/** An agent says who it is again and again; that it was installed is noted once for each set. */
export function noteInstalled(
  { at, agentId, set, setName, configuration, platform }: CommandOf<'NoteAgentInstalled'>,
  state: DeviceState,
): DeviceDecision {
  const known = state.installation;
  if (known?.agentId === agentId && known.set === set) return accept();
  return accept({
    type: 'AgentInstalled',
    data: {
      since: at,
      agentId,
      set,
      setName,
      configuration,
      platform,
      computer: state.inventory.hostName ?? null,
      version: state.inventory.agent?.version ?? null,
    },
  });
}

/** From then on nothing reports for the device until another agent does. */
export function noteUninstalled(
  { at, agentId, by }: CommandOf<'NoteAgentUninstalled'>,
  state: DeviceState,
): DeviceDecision {
  if (state.managementType === 'agentless') return accept();
  return accept(
    {
      type: 'AgentUninstalled',
      data: {
        number: 5,
        severity: 'warning',
        since: at,
        agentId,
        by,
        computer: state.installation ? state.installation.computer : (state.inventory.hostName ?? null),
        set: state.installation?.set ?? null,
      },
    },
    {
      type: 'ManagementTypeChanged',
      data: { source: { dialect: 'muster' }, since: at, from: 'agent', to: 'agentless' },
    },
  );
}
