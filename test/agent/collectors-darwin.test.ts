import * as si from 'systeminformation';
import type { Source } from '../../src/agent/inventory/collector.ts';
import { look } from '../../src/agent/inventory/collectors.ts';
import { accounts } from '../../src/agent/inventory/darwin/accounts.ts';
import { protection } from '../../src/agent/inventory/darwin/protection.ts';
import { software } from '../../src/agent/inventory/darwin/software.ts';
import { darwin } from '../../src/agent/platform/darwin.ts';

/** Programs of macOS that say what their manuals show. */
const source = (programs: Readonly<Record<string, string>>): Source => ({
  si,
  root: '/',
  run: async (program, args) => programs[[program, ...args].join(' ')],
});

test('applications with who signed them, and packages of others than Apple', async () => {
  const applications = JSON.stringify({
    SPApplicationsDataType: [
      {
        _name: 'Safari',
        arch_kind: 'arch_arm_i64',
        lastModified: '2026-11-19T04:12:00Z',
        obtained_from: 'apple',
        path: '/Applications/Safari.app',
        signed_by: ['Software Signing', 'Apple Code Signing Certification Authority', 'Apple Root CA'],
        version: '18.1.1',
      },
      {
        _name: 'Google Chrome',
        arch_kind: 'arch_arm',
        lastModified: '2026-11-20T09:00:11Z',
        obtained_from: 'identified_developer',
        path: '/Applications/Google Chrome.app',
        signed_by: [
          'Developer ID Application: Google LLC (EQHXZ8M8AV)',
          'Developer ID Certification Authority',
        ],
        version: '131.0.6778.86',
      },
      { arch_kind: 'arch_other' },
    ],
  });
  const receipts = [
    'package-id: com.apple.pkg.CLTools_Executables\nversion: 16.1.0.0\nvolume: /\nlocation: /\ninstall-time: 1730000000',
    'package-id: org.example.tool\nversion: 2.3\nvolume: /\nlocation: usr/local\ninstall-time: 1795996800',
  ].join('\n\n');
  const answers = {
    '/usr/sbin/system_profiler SPApplicationsDataType -json': applications,
    '/usr/sbin/pkgutil --regexp --pkg-info .*': `${receipts}\n`,
  };
  expect(await software.collect(source(answers))).toEqual({
    softwares: [
      {
        name: 'Safari',
        version: '18.1.1',
        publisher: 'Apple Inc.',
        arch: 'universal',
        install_date: '2026-11-19',
        folder: '/Applications/Safari.app',
        from: 'app',
      },
      {
        name: 'Google Chrome',
        version: '131.0.6778.86',
        publisher: 'Google LLC',
        arch: 'arm64',
        install_date: '2026-11-20',
        folder: '/Applications/Google Chrome.app',
        from: 'app',
      },
      { name: 'org.example.tool', version: '2.3', install_date: '2026-11-30', from: 'pkg' },
    ],
  });
});

test('accounts and groups, also where a value stands on a line of its own', async () => {
  const answers = {
    '/usr/bin/dscl . -readall /Users RecordName UniqueID RealName NFSHomeDirectory UserShell':
      'NFSHomeDirectory: /var/empty\nRealName:\n World Wide Web Server\nRecordName: _www www\nUniqueID: 70\nUserShell: /usr/bin/false\n-\nNFSHomeDirectory: /Users/tanaka\nRealName:\n 田中 一郎\nRecordName: tanaka\nUniqueID: 501\nUserShell: /bin/zsh\n',
    '/usr/bin/dscl . -readall /Groups RecordName PrimaryGroupID GroupMembership':
      'GroupMembership: root tanaka\nPrimaryGroupID: 80\nRecordName:\n admin BUILTIN\\Administrators\n-\nPrimaryGroupID: 20\nRecordName: staff\n',
  };
  expect(await accounts.collect(source(answers))).toEqual({
    local_users: [
      { id: '70', login: '_www', name: 'World Wide Web Server', home: '/var/empty', shell: '/usr/bin/false' },
      { id: '501', login: 'tanaka', name: '田中 一郎', home: '/Users/tanaka', shell: '/bin/zsh' },
    ],
    local_groups: [
      { id: '80', name: 'admin', member: ['root', 'tanaka'] },
      { id: '20', name: 'staff', member: [] },
    ],
  });
});

test('the firewall, and the newest of what XProtect looks for', async () => {
  const answers = {
    '/usr/libexec/ApplicationFirewall/socketfilterfw --getglobalstate': 'Firewall is enabled. (State = 1)\n',
    '/usr/sbin/system_profiler SPInstallHistoryDataType -json': JSON.stringify({
      SPInstallHistoryDataType: [
        { _name: 'XProtectPlistConfigData', install_date: '2026-10-01T08:00:00Z', install_version: '5280' },
        { _name: 'macOS 15.1.1', install_date: '2026-11-19T08:00:00Z', install_version: '15.1.1' },
        { _name: 'XProtectPlistConfigData', install_date: '2026-11-12T08:00:00Z', install_version: '5284' },
      ],
    }),
  };
  expect(await protection.collect(source(answers))).toEqual({
    firewalls: [{ description: 'macOS firewall', status: 'on' }],
    antivirus: [{ name: 'XProtect', company: 'Apple Inc.', enabled: true, base_version: '5284' }],
  });
});

test('what no program answers is not told as gone', async () => {
  const { sections, failed } = await look(source({}), darwin.collectors);
  expect(sections).toEqual({});
  expect(failed).toHaveLength(3);
});

test('people have a minute', async () => {
  const done: unknown[] = [];
  const perform = async (program: string, args: readonly string[]) => {
    done.push([program, ...args]);
    return { ok: true, said: '' };
  };
  await darwin.power('restart', perform);
  await darwin.power('shutdown', perform);
  expect(done).toEqual([
    ['shutdown', '-r', '+1'],
    ['shutdown', '-h', '+1'],
  ]);
});
