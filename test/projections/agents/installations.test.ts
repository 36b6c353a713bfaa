import { deployments, installationSets } from '../../../projections/agents/index.ts';
import { eventLog, fourWays } from '../../support/four-way.ts';

const stored = eventLog();
const stream = 'installation-s1';
const fromSet = { set: 's1', setName: 'Sales', configuration: 'travel', platform: 'linux-x64' };
const contents = {
  folder: null,
  components: [],
  group: null,
  files: [],
  filesFolder: null,
  programs: [],
  overwrite: false,
};

fourWays('AGT-001 the list of installation sets', {
  projection: installationSets,
  events: [
    stored(stream, 'InstallationSetCreated', {
      set: 's1',
      name: 'Sales',
      platform: 'linux-x64',
      configuration: 'travel',
      configurationName: 'Travelling',
      contents,
      connections: null,
      token: 't1',
    }),
    stored(stream, 'InstallationSetRevoked', { set: 's1' }),
  ],
  then: contents =>
    expect(contents['agents.installation-sets']).toMatchObject([
      {
        id: 's1',
        columns: { name: 'Sales', platform: 'linux-x64', configuration: 'travel', token: 't1' },
      },
    ]),
});

const failure = { ...fromSet, code: 'NO_ROOM', detail: 'full', version: '1.4.0', observedAt: '2026-01-01' };

fourWays('AGT-019 how it went on each computer, the last time', {
  projection: deployments,
  events: [
    stored(stream, 'AgentInstallationFailed', { ...failure, computer: 'PC-1' }),
    stored(stream, 'AgentInstallationFailed', { ...failure, computer: 'pc-2' }),
    stored('device-d1', 'AgentInstalled', {
      since: '2026-01-01T00:00:00.000Z',
      agentId: 'a',
      ...fromSet,
      computer: 'pc-1',
      version: '1.4.0',
    }),
    stored('device-d3', 'AgentInstalled', {
      since: '2026-01-01T00:00:00.000Z',
      agentId: 'c',
      ...fromSet,
      computer: null,
      version: null,
    }),
    stored('device-d3', 'AgentUninstalled', {
      number: 5,
      severity: 'warning',
      since: '2026-01-01T00:00:00.000Z',
      agentId: 'c',
      by: 'computer',
      computer: null,
      set: 's1',
    }),
  ],
  then: contents =>
    expect(
      contents['agents.deployments']?.map(({ columns }) => ({
        computer: columns['computer'],
        device: columns['device'],
        state: columns['state'],
        code: columns['code'],
      })),
    ).toEqual([
      { computer: 'd3', device: 'd3', state: 'uninstalled', code: null },
      { computer: 'pc-1', device: 'd1', state: 'installed', code: null },
      { computer: 'pc-2', device: null, state: 'failed', code: 'NO_ROOM' },
    ]),
});
