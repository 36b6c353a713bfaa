import type { ConfigurationCommand } from './configurations.ts';
import type { ConfigurationEvent } from './configuration-events.ts';
import type { RestoredAssignment } from './assignments.ts';

/**
 * What takes back what one command did; undefined where nothing can. Passwords are not brought back: their hashes
 * were forgotten; and what was added or removed is removed or added anew by whoever wants it so.
 */
export function undoOf(events: readonly ConfigurationEvent[]): ConfigurationCommand | undefined {
  const edited = events.find(event => event.type === 'AgentConfigurationEdited');
  if (edited) {
    const { configuration, version, name, changes, installFolder } = edited.data;
    const before = Object.entries(changes).flatMap(([item, change]) => (change ? [[item, change.from]] : []));
    return {
      type: 'EditConfiguration',
      configuration,
      expectedVersion: version,
      settings: Object.fromEntries(before),
      ...(name && { name: name.from }),
      ...(installFolder && { installFolder: installFolder.from }),
    };
  }
  const targets = events.flatMap(assignmentsBefore);
  return targets.length === 0 ? undefined : { type: 'RestoreAssignments', targets };
}

function assignmentsBefore({ type, data }: ConfigurationEvent): RestoredAssignment[] {
  switch (type) {
    case 'AgentConfigurationAssigned':
      return data.targets.map(({ target, from }) => ({ target, from: data.configuration, to: from }));
    case 'AgentConfigurationAssignmentCancelled':
      return data.targets.map(({ target, from }) => ({ target, from: null, to: from }));
    default:
      return [];
  }
}
