import {
  agentCommands,
  mostOpenCommands,
  type AgentCommandEvent,
  type AgentCommandsCommand,
  type AgentCommandsState,
  type AgentOrder,
} from '../../../domain/agents/index.ts';
import { anAgent, commandSigner, statementOf } from '../../support/command-signer.ts';

const server = commandSigner();
const message: AgentOrder = { kind: 'message', text: 'Please save your work.' };

const issue = (sequence: number, order: AgentOrder = message): AgentCommandsCommand => ({
  type: 'Issue',
  deviceId: 'd1',
  command: server.sign(statementOf(sequence, order)),
});

function run(...commands: readonly AgentCommandsCommand[]): {
  readonly state: AgentCommandsState;
  readonly last: readonly AgentCommandEvent[] | string;
} {
  let state = agentCommands.initial;
  let last: readonly AgentCommandEvent[] | string = [];
  for (const command of commands) {
    const decision = agentCommands.decide(command, state);
    last = decision.kind === 'accepted' ? decision.events : decision.refusal.code;
    if (decision.kind === 'accepted') state = decision.events.reduce(agentCommands.evolve, state);
  }
  return { state, last };
}

const types = (events: readonly AgentCommandEvent[] | string) =>
  typeof events === 'string' ? events : events.map(({ type }) => type);

test('sequences follow each other, and whoever comes second with one is told', () => {
  expect(run(issue(1), issue(2)).state.last).toBe(2);
  expect(run(issue(2)).last).toBe('AGENT_COMMAND_OUT_OF_TURN');
  expect(run(issue(1), issue(1)).last).toBe('AGENT_COMMAND_OUT_OF_TURN');
});

test('what is asked for already is not asked for twice, messages are', () => {
  expect(run(issue(1, { kind: 'inventory' }), issue(2, { kind: 'inventory' })).last).toEqual([]);
  expect(types(run(issue(1), issue(2)).last)).toEqual(['AgentCommandIssued']);
});

test('DEV-019 a command ends once; a message that was shown is event 56', () => {
  const fail: AgentCommandsCommand = {
    type: 'Fail',
    sequence: 1,
    outcome: 'refused',
    code: 'FORGED',
    detail: 'x',
  };
  const ended = run(issue(1), { type: 'Complete', sequence: 1 });
  expect(ended.last).toEqual([
    { type: 'AgentCommandCompleted', data: { agentId: anAgent, sequence: 1, number: 56 } },
  ]);
  expect(run(issue(1), { type: 'Complete', sequence: 1 }, fail).last).toEqual([]);
  expect(run(issue(1), { type: 'Complete', sequence: 2 }).last).toBe('AGENT_COMMAND_UNKNOWN');
});

test('DEV-019 what has run out ends by itself, a message as event 57, dated to when it did; a late answer still counts', () => {
  const later = '2026-11-30T10:00:00.000Z';
  const expired = run(issue(1), { type: 'Expire', now: later });
  expect(expired.last).toEqual([
    { type: 'AgentCommandExpired', happenedAt: later, data: { agentId: anAgent, sequence: 1, number: 57 } },
  ]);
  expect(run(issue(1), { type: 'Expire', now: '2026-11-30T09:59:59.999Z' }).last).toEqual([]);
  const answered = run(issue(1), { type: 'Expire', now: later }, { type: 'Complete', sequence: 1 });
  expect(types(answered.last)).toEqual(['AgentCommandCompleted']);
});

test('a computer that is away is not showered when it comes back', () => {
  const many = Array.from({ length: mostOpenCommands }, (_, index) => issue(index + 1));
  expect(run(...many, issue(mostOpenCommands + 1)).last).toBe('AGENT_COMMANDS_TOO_MANY');
});
