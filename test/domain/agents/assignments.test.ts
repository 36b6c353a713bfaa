import {
  agentConfigurations,
  appliedSettings,
  AssignmentTarget,
  defaultConfigurationSettings,
  groupAssignmentLimit,
  targetKey,
  targetOfKey,
  undoOf,
} from '../../../domain/agents/index.ts';
import type { ConfigurationEvent } from '../../../domain/agents/index.ts';
import { spec } from '../../support/spec.ts';

const on = spec(agentConfigurations);
const added = (configuration: string): ConfigurationEvent => ({
  type: 'AgentConfigurationAdded',
  data: { configuration, name: configuration, settings: defaultConfigurationSettings, passwords: {} },
});
const two = [added('lab'), added('office')];
const department = (path: string): AssignmentTarget => ({ kind: 'department', path });
const computer = (device: string): AssignmentTarget => ({ kind: 'computer', device });
const network = (text: string): AssignmentTarget => ({ kind: 'network', network: text });
type From = readonly [AssignmentTarget, string | null];
const assigned = (configuration: string, ...targets: From[]): ConfigurationEvent => ({
  type: 'AgentConfigurationAssigned',
  data: { configuration, targets: targets.map(([target, from]) => ({ target, from })) },
});
const cancelled = (...targets: (readonly [AssignmentTarget, string])[]): ConfigurationEvent => ({
  type: 'AgentConfigurationAssignmentCancelled',
  data: { targets: targets.map(([target, from]) => ({ target, from })) },
});
const assign = (configuration: string, ...targets: AssignmentTarget[]) =>
  ({ type: 'AssignConfiguration', configuration, targets }) as const;
const cancel = (within: boolean, ...targets: AssignmentTarget[]) =>
  ({ type: 'CancelAssignment', targets, within }) as const;

test('AGT-028 a configuration is assigned to groups of any type and to computers, in one event', () => {
  const targets: AssignmentTarget[] = [
    department('Plant A'),
    { kind: 'location', path: 'Tokyo/2F' },
    network('10.1.0.0/16'),
    { kind: 'deviceType', deviceType: 'server' },
    { kind: 'view', view: 'v1' },
    computer('d1'),
  ];
  on.given(...two)
    .when(assign('lab', ...targets))
    .then(assigned('lab', ...targets.map(target => [target, null] as const)));
});

test('an assignment says what it replaces, and one that is there already is nothing new', () => {
  const before = [...two, assigned('lab', [department('Plant A'), null], [computer('d1'), null])];
  on.given(...before)
    .when(assign('office', department('Plant A'), computer('d2')))
    .then(assigned('office', [department('Plant A'), 'lab'], [computer('d2'), null]));
  on.given(...before)
    .when(assign('lab', computer('d1')))
    .thenNothing();
});

test('the default configuration can be assigned too, as an exception below a group', () => {
  on.given(...two)
    .when(assign('default', computer('d1')))
    .then(assigned('default', [computer('d1'), null]));
});

test('what is not there is not assigned', () => {
  on.given()
    .when(assign('lab', computer('d1')))
    .thenRefused('AGENT_CONFIGURATION_UNKNOWN', { configuration: 'lab' });
});

test('a network is one, however it is written', () => {
  on.given(...two)
    .when(assign('lab', network('10.1.7.9/16'), network('10.1.0.0/16')))
    .then(assigned('lab', [network('10.1.0.0/16'), null]));
  for (const wrong of ['10.1.0.0', '10.1.0.0/33', '10.1.0.0/0', '10.1.256.0/16', 'fe80::/10'])
    expect(AssignmentTarget.safeParse(network(wrong)).success).toBe(false);
});

test('there are not more assigned groups than a question may hold', () => {
  const groups = Array.from(
    { length: groupAssignmentLimit },
    (_, index) => [department(`D${index}`), null] as const,
  );
  const full = [...two, assigned('lab', ...groups)];
  on.given(...full)
    .when(assign('lab', department('One more')))
    .thenRefused('AGENT_ASSIGNMENT_LIMIT', { limit: groupAssignmentLimit });
  on.given(...full)
    .when(assign('office', department('D0'), computer('d1')))
    .then(assigned('office', [department('D0'), 'lab'], [computer('d1'), null]));
});

const tree = [
  ...two,
  assigned('lab', [department('Plant A'), null], [department('Plant A/Quality'), null]),
  assigned('office', [department('Plant AB'), null], [network('10.1.0.0/16'), null]),
  assigned('lab', [network('10.1.7.0/24'), null]),
];

test('AGT-030 a cancelled assignment is gone from its group alone, or from all groups inside too', () => {
  on.given(...tree)
    .when(cancel(false, department('Plant A')))
    .then(cancelled([department('Plant A'), 'lab']));
  on.given(...tree)
    .when(cancel(true, department('Plant A')))
    .then(cancelled([department('Plant A'), 'lab'], [department('Plant A/Quality'), 'lab']));
  on.given(...tree)
    .when(cancel(true, network('10.0.0.0/8')))
    .then(cancelled([network('10.1.0.0/16'), 'office'], [network('10.1.7.0/24'), 'lab']));
});

test('AGT-030 where nothing is assigned the default applies, and that cannot be cancelled', () => {
  on.given(...tree)
    .when(cancel(false, department('Plant B')))
    .thenRefused('AGENT_ASSIGNMENT_NONE', { target: 'department:Plant B' });
  on.given(...tree)
    .when(cancel(false, computer('d1')))
    .thenRefused('AGENT_ASSIGNMENT_NONE', { target: 'computer:d1' });
});

test('an act is undone to what it replaced, and its undoing is undone too', () => {
  const before = [...two, assigned('lab', [computer('d1'), null])];
  const act = assigned('office', [computer('d1'), 'lab'], [computer('d2'), null]);
  const back = [assigned('lab', [computer('d1'), 'office']), cancelled([computer('d2'), 'office'])];
  on.given(...before, act)
    .when(undoOf([act])!)
    .then(...back);
  on.given(...before, act, ...back)
    .when(undoOf(back)!)
    .then(assigned('office', [computer('d1'), 'lab'], [computer('d2'), null]));
});

test('an act is not undone over what somebody did since', () => {
  const act = assigned('office', [computer('d1'), null]);
  on.given(...two, act, assigned('lab', [computer('d1'), 'office']))
    .when(undoOf([act])!)
    .thenRefused('AGENT_ACT_OVERTAKEN', { target: 'computer:d1' });
});

test('nothing is given back to a configuration that is gone', () => {
  const act = cancelled([computer('d1'), 'lab']);
  const removed: ConfigurationEvent = {
    type: 'AgentConfigurationsRemoved',
    data: { configurations: [{ configuration: 'lab', name: 'lab' }] },
  };
  on.given(...two, assigned('lab', [computer('d1'), null]), act, removed)
    .when(undoOf([act])!)
    .thenRefused('AGENT_CONFIGURATION_UNKNOWN', { configuration: 'lab' });
});

test('an edit is undone item by item, of just the version it made; adding has no undo', () => {
  const edited: ConfigurationEvent = {
    type: 'AgentConfigurationEdited',
    data: {
      configuration: 'default',
      version: 2,
      name: { from: 'Default', to: 'Standard' },
      changes: { securityMinutes: { from: 30, to: 15 } },
    },
  };
  on.given(edited)
    .when(undoOf([edited])!)
    .then({
      type: 'AgentConfigurationEdited',
      data: {
        configuration: 'default',
        version: 3,
        name: { from: 'Standard', to: 'Default' },
        changes: { securityMinutes: { from: 15, to: 30 } },
      },
    });
  expect(undoOf([added('lab')])).toBeUndefined();
});

test('a target and its key say the same', () => {
  for (const target of [department('Plant A/Quality'), computer('d1'), network('10.1.0.0/16')])
    expect(targetOfKey(targetKey(target))).toStrictEqual(target);
  for (const key of ['', 'department', 'department:', 'colour:red', 'network:here'])
    expect(targetOfKey(key)).toBeUndefined();
});

test('AGT-022 event 6 is recorded when an agent takes a configuration over, and again only for a newer one', () => {
  const note = {
    type: 'NoteApplied',
    deviceId: 'd1',
    configuration: 'lab',
    name: 'Lab',
    version: 1,
  } as const;
  const applied = {
    type: 'AgentConfigurationApplied',
    data: {
      number: 6,
      severity: 'information',
      deviceId: 'd1',
      configuration: 'lab',
      name: 'Lab',
      version: 1,
    },
  } as const;
  const agent = spec(appliedSettings);
  agent.given().when(note).then(applied);
  agent.given(applied).when(note).thenNothing();
  agent
    .given(applied)
    .when({ ...note, version: 2 })
    .then({ ...applied, data: { ...applied.data, version: 2 } });
});

test('AGT-032 of places that were moved, one within the other, each takes along what is its own', () => {
  const at = (...paths: string[]) => paths.map(path => [department(path), null] as const);
  const before = [...two, assigned('lab', ...at('P/Q', 'P/Q/R')), assigned('office', ...at('P', 'S'))];
  const carried = (...moved: { from: string; to: string }[]) =>
    on.given(...before).when({ type: 'CarryAssignments', kind: 'department', moved });
  carried({ from: 'P', to: 'W' }, { from: 'P/Q', to: 'S/Q' }).then(
    assigned('lab', ...at('S/Q', 'S/Q/R')),
    assigned('office', ...at('W')),
  );
  carried({ from: 'P', to: 'S' }).then(assigned('lab', ...at('S/Q', 'S/Q/R')));
  carried({ from: 'T', to: 'U' }).thenNothing();
});
