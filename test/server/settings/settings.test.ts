import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { ConfigError, loadConfig } from '../../../src/server/config.ts';
import {
  type Setting,
  settingKeys,
  settings,
  type SettingKey,
} from '../../../src/server/settings/catalogue.ts';
import { nearest } from '../../../src/server/settings/nearest.ts';
import { settingsTable, shownSettings } from '../../../src/server/settings/shown.ts';
import { temporaryFolders } from '../../support/folder.ts';

const folder = temporaryFolders();
const settingOf = (key: SettingKey): Setting => settings[key];

/** A file whose keys begin on line 2, in this order. */
function fileOf(content: Readonly<Record<string, unknown>> | string): string {
  const file = join(folder(), 'muster.yaml');
  writeFileSync(file, typeof content === 'string' ? content : `# first line\n${stringify(content)}`);
  return file;
}

async function faultsOf(environment: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const error: unknown = await loadConfig(environment).then(
    () => undefined,
    reason => reason,
  );
  expect(error).toBeInstanceOf(ConfigError);
  return (error as ConfigError).lines;
}

/** What the settings come to, without what is a function. */
const outcome = async (environment: Readonly<Record<string, string>>): Promise<unknown> =>
  JSON.parse(JSON.stringify((await loadConfig(environment)).config));

const besides: Readonly<Record<string, readonly SettingKey[]>> = {
  traces: ['tracesEndpoint'],
  oidc: ['url', 'oidcIssuer', 'oidcClientId'],
};

describe.each(settingKeys)('%s', key => {
  const { variable, example, unset, secret, allowed } = settingOf(key);

  test('is called like its variable, unless others gave that its name', () => {
    const camel = variable
      .replace(/^MUSTER_/, '')
      .toLowerCase()
      .replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
    expect(variable.startsWith('OTEL_') || camel === key).toBe(true);
  });

  // Some count for nothing, or are refused, without others beside them.
  const needed = Object.entries(besides).find(([prefix]) => key.startsWith(prefix))?.[1] ?? [];
  const others = needed
    .filter(other => other !== key)
    .map(settingKey => [settingKey, settings[settingKey]] as const);
  const beside = Object.fromEntries(others.map(([other, { example: value }]) => [other, value]));
  const around = Object.fromEntries(others.map(([, { variable: name, example: value }]) => [name, value]));
  /** The same without what needs this one. */
  const without = key === 'oidcClientId' ? {} : around;

  test('comes to the same from the environment and from the file, and is no default', async () => {
    const fromVariable = await outcome({ ...around, [variable]: example });
    const fromFile = await outcome({ MUSTER_CONFIG: fileOf({ ...beside, [key]: example }) });
    expect(fromFile).toEqual(fromVariable);
    expect(fromVariable).not.toEqual(await outcome(without));
  });

  test('is taken from the environment where both have it, and the source is told', async () => {
    const MUSTER_CONFIG = fileOf({ [key]: unset ?? example, ...beside });
    const inFile = await loadConfig({ MUSTER_CONFIG });
    expect(inFile.given[key]?.source).toEqual({ kind: 'file', file: MUSTER_CONFIG, line: 2 });
    const { config, given } = await loadConfig({ ...around, MUSTER_CONFIG, [variable]: example });
    expect(given[key]).toEqual({ value: example, source: { kind: 'variable', variable } });
    expect(JSON.stringify(config)).toBe(JSON.stringify(await outcome({ ...around, [variable]: example })));
    expect(shownSettings(given).find(one => one.key === key)!.source).toBe(variable);
  });

  test('has a default that it takes', async () => {
    const { given } = await loadConfig({});
    expect(given[key]?.value).toBe(unset);
    if (unset !== undefined) await loadConfig({ [variable]: unset });
  });

  test.each([null, { nested: 'hush-hush' }, [['hush-hush']]])(
    'is refused as %j with its key, its line and what is allowed',
    async wrong => {
      const MUSTER_CONFIG = fileOf({
        ...(key === 'lockAfter' ? { listen: ':0' } : { lockAfter: 1 }),
        [key]: wrong,
      });
      const faults = await faultsOf({ MUSTER_CONFIG });
      expect(faults.length).toBeGreaterThan(0);
      for (const fault of faults) {
        expect(fault.startsWith(`${key} (${MUSTER_CONFIG} line 3): `)).toBe(true);
        expect(fault.endsWith(`; allowed: ${allowed}`)).toBe(true);
        expect(fault).not.toContain('hush-hush');
      }
      if (wrong === null) expect(faults).toEqual([expect.stringContaining('): has no value; allowed')]);
    },
  );

  test('is shown by its value, or not at all', async () => {
    const { given } = await loadConfig({ ...around, [variable]: example });
    const { value } = shownSettings(given).find(one => one.key === key)!;
    if (secret === undefined) expect(value).toBe(example);
    else expect(value).not.toContain('secret');
    if (secret === 'value') expect(value).toBe('(set, not shown)');
  });

  if (secret !== undefined)
    test.each([
      'esdb://u:hush/hush?hush@host',
      'mongodb://u:hush@hush@host',
      'https://u:hush@host/?hush',
      'esdb://u:hush@host?tls=hush',
      ...(secret === 'value' ? ['hush hush\nhush', '=hush,hush'] : []),
    ])('is never repeated: %j', async wrong => {
      for (const environment of [{ [variable]: wrong }, { MUSTER_CONFIG: fileOf({ [key]: wrong }) }]) {
        const said = await loadConfig(environment as Readonly<Record<string, string>>).then(
          ({ given }) => JSON.stringify(shownSettings(given)),
          (error: Error) => error.message,
        );
        expect(said).not.toContain('hush');
      }
    });
});

test('everything that is wrong is told at once, in file and environment', async () => {
  const MUSTER_CONFIG = fileOf({ lisen: '127.0.0.1:1', logLevel: 'loud', lockAfter: 1_001 });
  expect(await faultsOf({ MUSTER_CONFIG, MUSTER_URL: 'ftp://x', MUSTER_METRICS_TOKEN: 'short' })).toEqual([
    `${MUSTER_CONFIG} line 2: there is no setting "lisen"; the nearest is "listen"`,
    expect.stringMatching(/^MUSTER_URL: is not an http or https address; allowed: /),
    expect.stringMatching(/^logLevel \(.* line 3\): is not a level; allowed: fatal, error, /),
    expect.stringMatching(/^lockAfter \(.* line 4\): is above 1000; allowed: 0 to 1000$/),
    expect.stringMatching(/^MUSTER_METRICS_TOKEN: is shorter than 16 characters; /),
  ]);
});

describe('the file', () => {
  test.each<[string, string, RegExp[]]>([
    ['keys twice', 'listen: a:1\nlisten: b:2\n', [/line 2: the key stands here a second time$/]],
    ['a tab', 'data: x\nlisten:\n\t- a\n', [/line 3: .* tab/]],
    [
      'an unquoted star',
      'adminPassword: *hush\n',
      [/line 1: adminPassword repeats an anchor that is not there; write /],
    ],
    ['what is no YAML', 'adminPassword: %hush\n', [/line 1: is not YAML \(\w+\); write /]],
    ['two documents', 'data: a\n---\ndata: b\n', [/line 2: a second document begins here/]],
    ['a list', '- data\n', [/muster\.yaml: is not a list of "key: value"$/]],
    ['a text', 'hush', [/muster\.yaml: is not a list of "key: value"$/]],
    [
      'keys that are none',
      '? [a]\n: b\n<<: c\n',
      [/line 1: there is no setting ""/, /line 3: there is no setting "<<"/],
    ],
    [
      'a password that YAML reads as a number',
      'adminPassword: 12345\n',
      [/\): is not text; write it in quotes; /],
    ],
  ])('with %s is refused, naming the line and nothing secret', async (_, content, expected) => {
    const faults = await faultsOf({ MUSTER_CONFIG: fileOf(content) });
    expect(faults.slice(0, expected.length)).toEqual(expected.map(one => expect.stringMatching(one)));
    expect(faults.join()).not.toMatch(/hush|12345/);
  });

  test('that is not there, is a folder, or is not named', async () => {
    const place = folder();
    expect(await faultsOf({ MUSTER_CONFIG: join(place, 'none.yaml') })).toEqual([
      `${join(place, 'none.yaml')}: there is no such file; name the configuration file, or unset MUSTER_CONFIG`,
    ]);
    expect(await faultsOf({ MUSTER_CONFIG: place })).toEqual([`${place}: is a folder; name a file`]);
    expect(await faultsOf({ MUSTER_CONFIG: '' })).toEqual([
      expect.stringMatching(/^MUSTER_CONFIG: is empty/),
    ]);
  });

  test.each(['', '# nothing yet\n', '---\n'])('may be empty: %j', async content => {
    expect(await outcome({ MUSTER_CONFIG: fileOf(content) })).toEqual(await outcome({}));
  });

  test('gives numbers and lists as YAML has them', async () => {
    const file = fileOf(
      'lockAfter: 7\ntracesRatio: 0.5\ntrustedProxies: [10.0.0.1, 192.0.2.0/24]\nurl: http://a/\n',
    );
    const { config, given } = await loadConfig({ MUSTER_CONFIG: file });
    expect(config).toMatchObject({
      lockAfter: 7,
      trustedProxies: ['10.0.0.1', '192.0.2.0/24'],
      publicUrl: 'http://a',
    });
    expect(shownSettings(given).find(({ key }) => key === 'trustedProxies')).toEqual({
      key: 'trustedProxies',
      value: '10.0.0.1,192.0.2.0/24',
      source: `${file} line 3`,
    });
  });

  test('begins relative paths where it is', async () => {
    const place = folder();
    mkdirSync(join(place, 'etc'));
    const MUSTER_CONFIG = join(place, 'etc', 'muster.yaml');
    writeFileSync(MUSTER_CONFIG, 'data: ../data\nevents: sqlite:../log/events.db\n');
    expect((await loadConfig({ MUSTER_CONFIG })).config).toMatchObject({
      dataFolder: join(place, 'data'),
      events: `sqlite:${join(place, 'log', 'events.db')}`,
    });
  });
});

test('the nearest word is the one that takes the fewest letters', () => {
  expect(nearest('adminpasword', settingKeys)).toBe('adminPassword');
  expect(nearest('requests_per_minute', settingKeys)).toBe('requestsPerMinute');
  expect(nearest('x', ['only'])).toBe('only');
});

test('a provider without a name for this server, or without the address people use, is refused', async () => {
  expect(await faultsOf({ MUSTER_OIDC_ISSUER: 'https://login.example.org' })).toEqual([
    expect.stringMatching(/^MUSTER_URL: is needed beside MUSTER_OIDC_ISSUER; allowed: /),
    expect.stringMatching(/^MUSTER_OIDC_CLIENT_ID: is needed beside MUSTER_OIDC_ISSUER; allowed: /),
  ]);
  expect(await faultsOf({ MUSTER_OIDC_ISSUER: 'http://login.example.org' })).toEqual([
    expect.stringMatching(/^MUSTER_OIDC_ISSUER: is http on another machine; allowed: /),
  ]);
});

test('an empty variable is no number', async () => {
  expect(await faultsOf({ MUSTER_LOCK_AFTER: '' })).toEqual([
    'MUSTER_LOCK_AFTER: is not a whole number; allowed: 0 to 1000',
  ]);
});

test('docs/configuration.md has the table of the settings, and an example that is taken whole', async () => {
  const text = readFileSync('docs/configuration.md', 'utf8');
  const table = text.split('\n').filter(line => line.startsWith('| ') || line.startsWith('|--'));
  expect(table.slice(0, settingKeys.length + 2)).toEqual(settingsTable());
  const example = /```yaml\n(.*?)```/s.exec(text)![1]!;
  const { given } = await loadConfig({ MUSTER_CONFIG: fileOf(example) });
  expect(Object.values(given).filter(({ source }) => source.kind === 'file').length).toBeGreaterThan(5);
});
