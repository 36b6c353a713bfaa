import {
  agentPackages,
  type AgentPackagesState,
  type PackageEvent,
  type UpdateTarget,
} from '../../../domain/agents/index.ts';

const ordered = (update: string, target: UpdateTarget, percent = 100): PackageEvent => ({
  type: 'AgentUpdateOrdered',
  data: { update, version: '1.4.0', target, percent, downgrade: false },
});
const stopped = (update: string): PackageEvent => ({ type: 'AgentUpdateStopped', data: { update } });
const single = (number: number) => ordered(`one ${number}`, { kind: 'devices', devices: [`d${number}`] });
const singles = (count: number) => Array.from({ length: count }, (_, number) => single(number));
const after = (...events: readonly PackageEvent[]): AgentPackagesState =>
  events.reduce(agentPackages.evolve, agentPackages.initial);
const known = (...events: readonly PackageEvent[]) => Object.keys(after(...events).updates);

test('single computers updated one by one do not push out an update that stands for all', () => {
  const updates = known(ordered('a tenth', { kind: 'all' }, 10), ...singles(250));
  expect([updates.length, updates[0], updates[1]]).toEqual([200, 'a tenth', 'one 51']);
});

test('what leads nobody any more is forgotten first', () => {
  const some = [ordered('some', { kind: 'all' }, 10), single(-1), ordered('other', { kind: 'all' }, 10)];
  expect(known(...some, stopped('other'), ...singles(198))).not.toContain('other');
  expect(known(...some, stopped('other'), ...singles(198))).toContain('one -1');
  // For whomever the earlier ones were meant, this one counts.
  const whole = known(...some, ordered('whole', { kind: 'all' }), ...singles(197));
  expect(whole).not.toContain('some');
  expect(whole).toContain('one -1');
});
