import { accept } from '../kernel/index.ts';
import { standing, type DeviceDecision } from './administration.ts';
import type { CommandOf } from './commands.ts';
import type { ReportSource } from './event-parts.ts';
import type { EventOf } from './events.ts';
import type { DeviceState } from './state.ts';

type ManagementType = DeviceState['managementType'];

/** How whoever told this report is managed. */
export function managementOf({
  report,
  carried,
}: Pick<CommandOf<'RecordInventory'>, 'report' | 'carried'>): ManagementType {
  if (report.dialect === 'person') return 'agentless';
  return carried ? 'offline' : 'agent';
}

/**
 * What a report changes of it. A file carried by hand says nothing about a computer that reports; a Muster agent that
 * was told to be silent is only online again once it is told to speak, whatever was still on its way.
 */
export function managementChange(
  command: CommandOf<'RecordInventory'>,
  state: DeviceState,
  source: ReportSource,
): EventOf<'ManagementTypeChanged'>[] {
  if (command.again) return [];
  const from = state.managementType;
  const to = managementOf(command);
  const silenced = state.silenced && command.report.dialect === 'muster';
  const changes = to === 'offline' ? from === 'agentless' : to === 'agent' && from !== 'agent' && !silenced;
  return changes ? [{ type: 'ManagementTypeChanged', data: { source, since: command.at, from, to } }] : [];
}

/** The configuration of its agent decides whether a computer is managed online. */
export function settleManagement(
  { at, communicates, heard }: CommandOf<'SettleManagement'>,
  state: DeviceState,
): DeviceDecision {
  const refused = standing(state);
  if (refused) return refused;
  const from = state.managementType;
  const envelope = { source: { dialect: 'muster' as const }, since: at };
  if (from === 'agent' && !communicates)
    return accept({
      type: 'ManagementTypeChanged',
      data: { ...envelope, from, to: 'offline', by: 'configuration' },
    });
  // A computer that nobody has heard from since is as far away as before, whatever it is meant to do.
  if (from === 'offline' && communicates && heard)
    return accept({ type: 'ManagementTypeChanged', data: { ...envelope, from, to: 'agent' } });
  return accept();
}
