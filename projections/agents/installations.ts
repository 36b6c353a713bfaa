import { installationEvents, type InstallationEvent } from '../../domain/agents/index.ts';
import { deviceStreamEvents, type DeviceEvent } from '../../domain/devices/index.ts';
import type { StoredEvent } from '../../domain/kernel/index.ts';
import type { CollectionDefinition, DocumentChange, Projection } from '../kernel/index.ts';

/** One row per installation set. Of all departments, so without a scope column: for unrestricted accounts only. */
export const installationSetsCollection: CollectionDefinition = {
  name: 'agents.installation-sets',
  version: 1,
  history: 'columns',
  columns: {
    name: { type: 'text', indexed: true, searchable: true },
    platform: { type: 'text' },
    /** Id of the agent configuration. */
    configuration: { type: 'text', indexed: true },
    /** Enrolment token of its installers. */
    token: { type: 'text' },
    createdAt: { type: 'time', indexed: true },
    createdBy: { type: 'text' },
    revokedAt: { type: 'time' },
  },
};

/**
 * How it went with each computer an installation set was tried on, the last time. A row of a computer that is no
 * device yet is seen by unrestricted accounts only.
 */
export const deploymentsCollection: CollectionDefinition = {
  name: 'agents.deployments',
  version: 1,
  history: 'none',
  scopeThrough: { column: 'device', collection: 'devices.list' },
  columns: {
    /** As the computer calls itself. */
    computer: { type: 'text', indexed: true, searchable: true },
    /** Null before it has reported. */
    device: { type: 'text', indexed: true },
    /** `installed`, `failed` or `uninstalled`. */
    state: { type: 'text', indexed: true },
    set: { type: 'text', indexed: true },
    setName: { type: 'text', searchable: true },
    configuration: { type: 'text' },
    platform: { type: 'text' },
    /** Of the agent. */
    version: { type: 'text' },
    /** Why it failed, as the installer says. */
    code: { type: 'text' },
    detail: { type: 'text' },
    at: { type: 'time', indexed: true },
  },
};

const { InstallationSetCreated, InstallationSetRevoked, AgentInstallationFailed } = installationEvents;
const { AgentInstalled, AgentUninstalled } = deviceStreamEvents;

export const installationSets: Projection = {
  name: installationSetsCollection.name,
  version: 1,
  collections: [installationSetsCollection],
  handles: [InstallationSetCreated.type, InstallationSetRevoked.type],
  project: event => setChanges(event as StoredEvent & InstallationEvent),
};

export const deployments: Projection = {
  name: deploymentsCollection.name,
  version: 1,
  collections: [deploymentsCollection],
  handles: [AgentInstallationFailed.type, AgentInstalled.type, AgentUninstalled.type],
  project: event => deploymentChanges(event as StoredEvent & (InstallationEvent | DeviceEvent)),
};

function setChanges(event: StoredEvent & InstallationEvent): readonly DocumentChange[] {
  const collection = installationSetsCollection.name;
  switch (event.type) {
    case 'InstallationSetCreated': {
      const { set: id, name, platform, configuration, token } = event.data;
      const columns = {
        name,
        platform,
        configuration,
        token,
        createdAt: Date.parse(event.at),
        createdBy: event.actor,
        revokedAt: null,
      };
      return [{ kind: 'put', collection, id, columns }];
    }
    case 'InstallationSetRevoked':
      return [
        { kind: 'patch', collection, id: event.data.set, columns: { revokedAt: Date.parse(event.at) } },
      ];
    default:
      return [];
  }
}

function deploymentChanges(
  event: StoredEvent & (InstallationEvent | DeviceEvent),
): readonly DocumentChange[] {
  const collection = deploymentsCollection.name;
  const at = Date.parse(event.at);
  switch (event.type) {
    case 'AgentInstallationFailed': {
      const { set, setName, configuration, platform, computer, code, detail, version } = event.data;
      const columns = { computer, device: null, state: 'failed', set, setName, configuration, platform };
      return [
        {
          kind: 'put',
          collection,
          id: deploymentOf(set, computer),
          columns: { ...columns, version, code, detail, at },
        },
      ];
    }
    case 'AgentInstalled': {
      const { set, setName, configuration, platform, version } = event.data;
      const device = event.stream.slice('device-'.length);
      const computer = event.data.computer ?? device;
      const columns = { computer, device, state: 'installed', set, setName, configuration, platform };
      return [
        {
          kind: 'put',
          collection,
          id: deploymentOf(set, computer),
          columns: { ...columns, version, code: null, detail: null, at },
        },
      ];
    }
    case 'AgentUninstalled': {
      const { set, computer } = event.data;
      if (set === null) return [];
      const id = deploymentOf(set, computer ?? event.stream.slice('device-'.length));
      return [{ kind: 'patch', collection, id, columns: { state: 'uninstalled', at } }];
    }
    default:
      return [];
  }
}

/** Computers are told apart by name: one that fails before it enrols has nothing else. */
function deploymentOf(set: string, computer: string): string {
  return `${set}:${computer.toLowerCase()}`;
}
