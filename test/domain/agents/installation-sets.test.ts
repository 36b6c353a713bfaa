import {
  connectionFor,
  failuresPerDay,
  faultIn,
  FileName,
  installationSet,
  parseConnections,
  type InstallationCommand,
  type InstallationEvent,
  type SetContents,
} from '../../../domain/agents/index.ts';

const contents: SetContents = {
  folder: null,
  components: [],
  group: null,
  files: [],
  filesFolder: null,
  programs: [],
  overwrite: false,
};
const file = (name: string, size = 1) => ({ name, size, sha256: 'a'.repeat(64), pieces: [] });
const create: InstallationCommand = {
  type: 'CreateSet',
  set: 's1',
  name: 'Sales',
  platform: 'linux-x64',
  configuration: 'default',
  configurationName: 'Default',
  contents,
  connections: null,
  token: 't1',
};
const now = '2026-11-30T09:00:00.000Z';
const failed = (computer: string, at = now): InstallationCommand => ({
  type: 'NoteFailure',
  report: { computer, code: 'NO_ROOM', detail: 'full', version: null },
  now: at,
});

/** State and what the last command decided. */
function run(...commands: readonly InstallationCommand[]) {
  let state = installationSet.initial;
  let last: readonly InstallationEvent[] | string = [];
  for (const command of commands) {
    const decision = installationSet.decide(command, state);
    last = decision.kind === 'accepted' ? decision.events : decision.refusal.code;
    if (decision.kind === 'accepted') state = decision.events.reduce(installationSet.evolve, state);
  }
  return { state, last };
}

test('AGT-001 a set is made once, gives codes, and gives none once it is revoked', () => {
  expect(run(create).last).toHaveLength(1);
  expect(run(create, create).last).toEqual([]);
  const issued = run(create, { type: 'IssueCode', token: 't2' });
  expect(issued.state.tokens).toEqual(['t1', 't2']);
  expect(run({ type: 'RevokeSet' }).last).toBe('INSTALLATION_SET_UNKNOWN');
  expect(run(create, { type: 'RevokeSet' }, { type: 'RevokeSet' }).last).toEqual([]);
  expect(run(create, { type: 'RevokeSet' }, { type: 'IssueCode', token: 't2' }).last).toBe(
    'INSTALLATION_SET_REVOKED',
  );
});

test('AGT-019 a computer fails once a day, and all together cannot fill the log', () => {
  expect(run(create, failed('a')).last).toMatchObject([{ type: 'AgentInstallationFailed' }]);
  expect(run(create, failed('a'), failed('a')).last).toEqual([]);
  expect(run(create, failed('a'), failed('a', '2026-12-01T09:00:00.000Z')).last).toHaveLength(1);
  const many = Array.from({ length: failuresPerDay }, (_, index) => failed(`pc-${index}`));
  expect(run(create, ...many).last).toHaveLength(1);
  expect(run(create, ...many, failed('one-more')).last).toEqual([]);
});

test.each([
  ['/opt/agents/muster', undefined],
  ['opt/muster', 'folder'],
  ['/opt/../etc', 'folder'],
  ['/etc', 'folder'],
  ['/', 'folder'],
  ['/usr/', 'folder'],
  ['D:\\Muster', 'folder'],
])('AGT-002 an agent for Linux is installed in %s: %s', (folder, item) => {
  expect(faultIn({ ...contents, folder }, 'linux-x64')?.item).toBe(item);
});

test('AGT-002 what a set holds fits together', () => {
  const on = (more: Partial<SetContents>, platform: 'linux-x64' | 'win-x64' = 'linux-x64') =>
    faultIn({ ...contents, ...more }, platform);
  const program = (name: string) => ({ program: name, arguments: ['--quiet', '$(reboot)'] });
  expect(on({ folder: 'D:\\Muster' }, 'win-x64')).toBeUndefined();
  expect(on({ folder: '/opt/muster' }, 'win-x64')).toMatchObject({ fault: 'not-a-folder' });
  expect(on({ files: [file('a.txt'), file('A.TXT')] })).toMatchObject({ fault: 'named-twice' });
  expect(on({ files: [file('a', 16 * 2 ** 20), file('b')] })).toMatchObject({ fault: 'too-large' });
  expect(on({ files: [file('a.sh')], programs: [program('a.sh'), program('/bin/true')] })).toBeUndefined();
  expect(on({ programs: [program('a.sh')] })).toMatchObject({ item: 'programs', value: 'a.sh' });
});

test.each(['..', 'a/b', 'a\\b', '-\n', ' a', 'a.', 'a:b', '', 'a\u0000b'])(
  '%j is no name of a file',
  name => {
    expect(FileName.safeParse(name).success).toBe(false);
  },
);

test('AGT-004 the list of higher connection destinations: the narrowest network decides', () => {
  const text =
    '# by site\n10.0.0.0/8 https://one.example.org/\n10.1.0.0/16 https://two.example.org\n* https://all.example.org\n';
  const connections = parseConnections(text);
  if ('line' in connections) throw new Error(`line ${connections.line}`);
  expect(connectionFor(connections, ['10.1.7.9'])).toBe('https://two.example.org');
  expect(connectionFor(connections, ['172.16.0.1', '10.2.7.9'])).toBe('https://one.example.org');
  expect(connectionFor(connections, ['192.168.0.1'])).toBe('https://all.example.org');
  expect(connectionFor(connections.slice(0, 1), ['192.168.0.1'])).toBeUndefined();
});

test.each([
  ['10.0.0.0/8', 1],
  ['\n* ftp://x', 2],
  ['* https://x y', 1],
  ['10.0.0.300/8 https://x', 1],
])('AGT-004 %j has a fault in line %i', (text, line) => {
  expect(parseConnections(text)).toEqual({ line });
});
