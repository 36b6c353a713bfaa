import { configurationEvents, targetKey, targetName } from '../../domain/agents/index.ts';
import type { ConfigurationEvent } from '../../domain/agents/index.ts';
import type { StoredEvent } from '../../domain/kernel/index.ts';
import type { CollectionDefinition, DocumentChange, Projection } from '../kernel/index.ts';

/**
 * One row per group or computer that a configuration is assigned to, on any past day too. Speaks of groups of all
 * departments, so without a scope column: for unrestricted accounts only.
 */
export const assignmentsCollection: CollectionDefinition = {
  name: 'agents.assignments',
  version: 1,
  history: 'columns',
  columns: {
    /** `computer`, `view`, `department`, `location`, `network`, `deviceType`. */
    kind: { type: 'text', indexed: true },
    /** Path, network, type or id of the target. */
    target: { type: 'text', indexed: true, searchable: true },
    /** Id of the configuration. */
    configuration: { type: 'text', indexed: true },
    assignedAt: { type: 'time' },
    assignedBy: { type: 'text' },
  },
};

const { AgentConfigurationAssigned, AgentConfigurationAssignmentCancelled } = configurationEvents;

export const agentAssignments: Projection = {
  name: 'agents.assignments',
  version: 1,
  collections: [assignmentsCollection],
  handles: [AgentConfigurationAssigned.type, AgentConfigurationAssignmentCancelled.type],
  project: event => changesOf(event as StoredEvent & ConfigurationEvent),
};

function changesOf(event: StoredEvent & ConfigurationEvent): readonly DocumentChange[] {
  const collection = assignmentsCollection.name;
  switch (event.type) {
    case 'AgentConfigurationAssigned': {
      const { configuration, targets } = event.data;
      return targets.map(({ target }) => ({
        kind: 'put',
        collection,
        id: targetKey(target),
        columns: {
          kind: target.kind,
          target: targetName(target),
          configuration,
          assignedAt: Date.parse(event.at),
          assignedBy: event.actor,
        },
      }));
    }
    case 'AgentConfigurationAssignmentCancelled':
      return event.data.targets.map(({ target }) => ({ kind: 'delete', collection, id: targetKey(target) }));
    default:
      return [];
  }
}
