import {
  agentConfigurations,
  configurationLimit,
  configurationRefusals,
  defaultConfigurationSettings,
  defaultInstallFolder,
} from '../../../domain/agents/index.ts';
import type { ConfigurationEvent, ConfigurationRefusal } from '../../../domain/agents/index.ts';
import { spec } from '../../support/spec.ts';

const on = spec(agentConfigurations);
const settings = defaultConfigurationSettings;
const kept = '019b8f00-2222-7000-8000-000000000001';
const added = (configuration = 'notebooks', name = 'Notebooks'): ConfigurationEvent => ({
  type: 'AgentConfigurationAdded',
  data: { configuration, name, settings, passwords: {} },
});
const add = (configuration = 'notebooks', name = 'Notebooks') =>
  ({ type: 'AddConfiguration', configuration, name, settings, passwords: {} }) as const;
const edit = { type: 'EditConfiguration', configuration: 'default' } as const;
const remove = (...configurations: string[]) => ({ type: 'RemoveConfigurations', configurations }) as const;
const assigned = (configuration: string): ConfigurationEvent => ({
  type: 'AgentConfigurationAssigned',
  data: {
    configuration,
    targets: [
      { target: { kind: 'department', path: 'Plant A' }, from: null },
      { target: { kind: 'computer', device: 'd1' }, from: null },
      { target: { kind: 'computer', device: 'd2' }, from: null },
    ],
  },
});
const said = new Set<ConfigurationRefusal>();
const refusedAs = (
  when: { thenRefused(code: ConfigurationRefusal, details?: Readonly<Record<string, unknown>>): void },
  code: ConfigurationRefusal,
  details?: Readonly<Record<string, unknown>>,
) => {
  said.add(code);
  when.thenRefused(code, details);
};

test('AGT-021 there is a default configuration before anything has happened', () => {
  expect(agentConfigurations.initial.configurations).toStrictEqual({
    default: { name: 'Default', version: 1, settings, passwords: {} },
  });
});

test('AGT-021 AGT-024 the default configuration cannot be removed, not even among others', () => {
  const refusal = 'AGENT_CONFIGURATION_DEFAULT_STAYS';
  refusedAs(on.given().when(remove('default')), refusal);
  refusedAs(on.given(added()).when(remove('notebooks', 'default')), refusal);
});

test('AGT-022 a configuration is added once, under a name of its own', () => {
  on.given().when(add()).then(added());
  on.given(added()).when(add()).thenNothing();
  refusedAs(on.given(added()).when(add('other')), 'AGENT_CONFIGURATION_NAME_TAKEN', {
    name: 'Notebooks',
    configuration: 'notebooks',
  });
  refusedAs(on.given().when(add('other', 'Default')), 'AGENT_CONFIGURATION_NAME_TAKEN');
});

test('there are not more configurations than anybody keeps apart', () => {
  const many = Array.from({ length: configurationLimit - 1 }, (_, index) => added(`c${index}`, `C${index}`));
  refusedAs(on.given(...many).when(add()), 'AGENT_CONFIGURATION_LIMIT', { limit: configurationLimit });
});

test('AGT-022 AGT-025 an edit records the items that change with what they were, and counts', () => {
  const edited: ConfigurationEvent = {
    type: 'AgentConfigurationEdited',
    data: {
      configuration: 'default',
      version: 2,
      name: { from: 'Default', to: 'Standard' },
      changes: {
        securityMinutes: { from: 30, to: 15 },
        remoteControl: {
          from: settings.remoteControl,
          to: { ...settings.remoteControl, connectionMode: 'monitoring' },
        },
      },
      passwords: { uninstall: kept },
    },
  };
  const asked = {
    ...edit,
    name: 'Standard',
    settings: {
      securityMinutes: 15,
      otherMinutes: settings.otherMinutes,
      remoteControl: { ...settings.remoteControl, connectionMode: 'monitoring' as const },
    },
    passwords: { uninstall: kept, setup: null },
  };
  on.given().when(asked).then(edited);
  expect(on.given(edited).state().configurations['default']).toStrictEqual({
    name: 'Standard',
    version: 2,
    settings: { ...settings, ...asked.settings },
    passwords: { uninstall: kept },
  });
});

test('an edit that changes nothing is none; a password set anew is one, and one no longer asked for another', () => {
  on.given()
    .when({ ...edit, name: 'Default', settings: { communicate: true }, passwords: { setup: null } })
    .thenNothing();
  const data = { configuration: 'default', changes: {} };
  const set: ConfigurationEvent = {
    type: 'AgentConfigurationEdited',
    data: { ...data, version: 2, passwords: { setup: kept } },
  };
  on.given()
    .when({ ...edit, passwords: { setup: kept } })
    .then(set);
  on.given(set)
    .when({ ...edit, passwords: { setup: null } })
    .then({ type: 'AgentConfigurationEdited', data: { ...data, version: 3, passwords: { setup: null } } });
});

test('an edit of another version than was read is refused', () => {
  on.given()
    .when({ ...edit, expectedVersion: 1, name: 'Standard' })
    .then({
      type: 'AgentConfigurationEdited',
      data: {
        configuration: 'default',
        version: 2,
        changes: {},
        name: { from: 'Default', to: 'Standard' },
      },
    });
  refusedAs(on.given().when({ ...edit, expectedVersion: 2, name: 'Standard' }), 'REVISION_CONFLICT', {
    expected: 2,
    actual: 1,
  });
  refusedAs(on.given(added()).when({ ...remove('notebooks'), expectedVersion: 2 }), 'REVISION_CONFLICT');
});

test('AGT-023 only the default configuration has an installation folder', () => {
  const installFolder = 'D:\\Muster\\agent';
  on.given()
    .when({ ...edit, installFolder })
    .then({
      type: 'AgentConfigurationEdited',
      data: {
        configuration: 'default',
        version: 2,
        changes: {},
        installFolder: { from: defaultInstallFolder, to: installFolder },
      },
    });
  refusedAs(
    on.given(added()).when({ ...edit, configuration: 'notebooks', installFolder }),
    'AGENT_INSTALL_FOLDER_DEFAULT_ONLY',
  );
});

test('AGT-024 several are removed at once, all or none', () => {
  const both = [added(), added('lab', 'Laboratory')];
  on.given(...both)
    .when(remove('lab', 'notebooks', 'lab'))
    .then({
      type: 'AgentConfigurationsRemoved',
      data: {
        configurations: [
          { configuration: 'lab', name: 'Laboratory' },
          { configuration: 'notebooks', name: 'Notebooks' },
        ],
      },
    });
  refusedAs(on.given(...both).when(remove('lab', 'gone')), 'AGENT_CONFIGURATION_UNKNOWN', {
    configuration: 'gone',
  });
});

test('AGT-024 one that is still assigned is not removed, and the refusal says to how many', () => {
  refusedAs(
    on.given(added(), added('lab', 'Laboratory'), assigned('lab')).when(remove('notebooks', 'lab')),
    'AGENT_CONFIGURATION_ASSIGNED',
    { configurations: [{ configuration: 'lab', name: 'Laboratory', groups: 1, computers: 2 }] },
  );
});

test('what is gone can be edited no more, and its name is free', () => {
  const removed: ConfigurationEvent = {
    type: 'AgentConfigurationsRemoved',
    data: { configurations: [{ configuration: 'notebooks', name: 'Notebooks' }] },
  };
  refusedAs(
    on.given(added(), removed).when({ ...edit, configuration: 'notebooks' }),
    'AGENT_CONFIGURATION_UNKNOWN',
  );
  on.given(added(), removed).when(add('again')).then(added('again'));
});

afterAll(() => {
  // The other refusals are those of assignments, in the suite beside this one.
  const others: ConfigurationRefusal[] = [
    'AGENT_ASSIGNMENT_NONE',
    'AGENT_ASSIGNMENT_LIMIT',
    'AGENT_ACT_OVERTAKEN',
  ];
  expect([...said, ...others].sort()).toEqual([...configurationRefusals].sort());
});
