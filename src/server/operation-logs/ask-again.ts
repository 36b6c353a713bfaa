import type { AgentOrder } from '../../../domain/agents/index.ts';
import { device } from '../../../domain/devices/index.ts';
import type { CommandService } from '../agents/command-service.ts';
import { agentsOfDevice } from '../agents/whose.ts';
import { everyRow } from '../rows.ts';
import type { Services } from '../services.ts';

/** Numbers of batches, both included. */
export interface SeqSpan {
  readonly from: number;
  readonly until: number;
}

/** Asks agents of devices, or all, to send batches of a day again; answers how many were asked. */
export type AskAgain = (
  day: string,
  wanted: ReadonlyMap<string, SeqSpan> | { readonly all: SeqSpan },
) => Promise<number>;

/** By signed commands, which reach an agent whichever server it speaks to. */
export function askingAgain(
  services: Pick<Services, 'commands' | 'credentials' | 'ids' | 'read' | 'log'>,
  commands: Pick<CommandService, 'issue'>,
): AskAgain {
  return async (day, wanted) => {
    const reason = `operation logs of ${day} were lost`;
    let asked = 0;
    for await (const [deviceId, span] of asking(services, wanted)) {
      const agentId = await agentOf(services, deviceId);
      if (agentId === undefined) continue;
      const order: AgentOrder = { kind: 'operationsAgain', ...span };
      const issued = await commands.issue(agentId, order, {
        deviceId,
        actor: 'system:operation-logs',
        reason,
      });
      if (issued.kind === 'accepted') asked++;
      else services.log.warn({ agentId, kind: issued.kind }, 'an agent cannot be asked for operation logs');
    }
    return asked;
  };
}

async function* asking(
  { read }: Pick<Services, 'read'>,
  wanted: Parameters<AskAgain>[1],
): AsyncGenerator<readonly [string, SeqSpan]> {
  if (!('all' in wanted)) return yield* wanted;
  for await (const { id } of everyRow(read, 'devices.list', { fields: ['agentId'] })) yield [id, wanted.all];
}

/** The agent that speaks for a device now, also where it was merged into another. */
async function agentOf(
  services: Pick<Services, 'commands' | 'credentials' | 'ids'>,
  deviceId: string,
): Promise<string | undefined> {
  let { state } = await services.commands.load(`device-${deviceId}`, device);
  while (state.mergedInto !== null)
    ({ state } = await services.commands.load(`device-${state.mergedInto}`, device));
  return (await agentsOfDevice(services, state))[0];
}
