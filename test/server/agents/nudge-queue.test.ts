import { NudgeQueue } from '../../../src/server/agents/nudge-queue.ts';

const agents = Array.from({ length: 200 }, (_, number) => `agent-${number}`);

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

test('many agents are told a few at a time, the next as soon as one of those has asked', () => {
  const told: string[] = [];
  const queue = new NudgeQueue(agentId => told.push(agentId) > 0);
  queue.add(agents);
  expect(told).toEqual(agents.slice(0, 64));
  queue.asked('agent-3');
  queue.asked('agent-3');
  queue.asked('agent-150');
  expect(told).toEqual(agents.slice(0, 65));
  for (const agentId of agents) queue.asked(agentId);
  expect(told).toEqual(agents);
  queue.close();
});

test('one that does not ask keeps the others waiting for a few seconds only', () => {
  const told: string[] = [];
  const queue = new NudgeQueue(agentId => told.push(agentId) > 0);
  queue.add(agents.slice(0, 65));
  jest.advanceTimersByTime(4_000);
  expect(told).toHaveLength(64);
  jest.advanceTimersByTime(2_000);
  expect(told).toHaveLength(65);
  queue.close();
});

test('who is not connected here takes nobody’s place, and who waits already waits once', () => {
  const told: string[] = [];
  const queue = new NudgeQueue(agentId => agentId !== 'away' && told.push(agentId) > 0);
  queue.add([...Array.from({ length: 100 }, () => 'away'), 'one', 'one', 'other']);
  expect(told).toEqual(['one', 'other']);
  // What it is told just now may be of before this.
  queue.add(['one', 'one']);
  expect(told).toEqual(['one', 'other']);
  queue.asked('one');
  expect(told).toEqual(['one', 'other', 'one']);
  queue.close();
});
