import { agentCommandEvents, type AgentCommandEvent } from '../../domain/agents/index.ts';
import type { StoredEvent } from '../../domain/kernel/index.ts';
import type { DocumentChange, Value } from '../kernel/index.ts';
import { devicesCollection } from './collections.ts';

/** Of what agents are told, what the row of a device shows. */
export const agentUpdateTypes = ['AgentCommandIssued', 'AgentUpdated', 'AgentUpdateFailed'] as const;

type UpdateEvent = Extract<AgentCommandEvent, { readonly type: (typeof agentUpdateTypes)[number] }>;

export function isAgentUpdateEvent(event: StoredEvent): event is StoredEvent & UpdateEvent {
  return Object.hasOwn(agentCommandEvents, event.type);
}

/** How the newest update of a device's agent goes. Nothing for a device that no list has. */
export function agentUpdateChanges(event: UpdateEvent): readonly DocumentChange[] {
  const columns = columnsOf(event);
  if (!columns) return [];
  return [{ kind: 'patch', collection: devicesCollection.name, id: event.data.deviceId, columns }];
}

function columnsOf(event: UpdateEvent): Record<string, Value> | undefined {
  switch (event.type) {
    case 'AgentCommandIssued': {
      const { order } = event.data.command;
      return order.kind === 'update'
        ? {
            agentUpdate: order.update,
            agentUpdateVersion: order.package.version,
            agentUpdateState: 'ordered',
            agentUpdateError: null,
          }
        : undefined;
    }
    case 'AgentUpdated':
      return { agentUpdateState: 'updated', agentUpdateError: null, agentVersion: event.data.version };
    case 'AgentUpdateFailed':
      return { agentUpdateState: 'failed', agentUpdateError: event.data.code };
  }
}
