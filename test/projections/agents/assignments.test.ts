import { agentAssignments } from '../../../projections/agents/index.ts';
import { eventLog, fourWays } from '../../support/four-way.ts';

const stored = eventLog();
const stream = 'configurations-agents';
const plant = { kind: 'department', path: 'Plant A' };
const lab = { kind: 'network', network: '10.1.7.0/24' };
const computer = { kind: 'computer', device: 'd1' };
const person = { actor: 'account:kimura' } as const;

fourWays('AGT-028 the list of direct assignments', {
  projection: agentAssignments,
  events: [
    stored(stream, 'AgentConfigurationAssigned', {
      configuration: 'office',
      targets: [
        { target: plant, from: null },
        { target: computer, from: null },
      ],
    }),
    stored(
      stream,
      'AgentConfigurationAssigned',
      { configuration: 'lab', targets: [{ target: plant, from: 'office' }] },
      person,
    ),
    stored(stream, 'AgentConfigurationAssigned', {
      configuration: 'lab',
      targets: [{ target: lab, from: null }],
    }),
    stored(stream, 'AgentConfigurationAssignmentCancelled', {
      targets: [{ target: computer, from: 'office' }],
    }),
  ],
  then: contents =>
    expect(contents['agents.assignments']).toEqual([
      {
        id: 'department:Plant A',
        columns: {
          kind: 'department',
          target: 'Plant A',
          configuration: 'lab',
          assignedAt: Date.UTC(2026, 0, 1, 0, 1),
          assignedBy: 'account:kimura',
        },
        body: {},
      },
      {
        id: 'network:10.1.7.0/24',
        columns: {
          kind: 'network',
          target: '10.1.7.0/24',
          configuration: 'lab',
          assignedAt: Date.UTC(2026, 0, 1, 0, 2),
          assignedBy: 'system:test',
        },
        body: {},
      },
    ]),
});
