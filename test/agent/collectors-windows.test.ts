import * as si from 'systeminformation';
import type { Source } from '../../src/agent/inventory/collector.ts';
import { look } from '../../src/agent/inventory/collectors.ts';
import { accounts } from '../../src/agent/inventory/windows/accounts.ts';
import { protection } from '../../src/agent/inventory/windows/protection.ts';
import { software } from '../../src/agent/inventory/windows/software.ts';
import { windows } from '../../src/agent/platform/windows.ts';

/** A PowerShell that answers by what a script names; what it says is as its documentation shows it. */
function source(answers: Readonly<Record<string, string | undefined>>): Source {
  return {
    si,
    root: '/',
    async run(program, args) {
      expect(program).toBe('powershell.exe');
      const script = args.at(-1)!;
      const [, said] = Object.entries(answers).find(([name]) => script.includes(name)) ?? [];
      return said;
    },
  };
}

const uninstall =
  'Microsoft.PowerShell.Core\\\\Registry::HKEY_LOCAL_MACHINE\\\\SOFTWARE\\\\Microsoft\\\\Windows\\\\CurrentVersion\\\\Uninstall';

test('programs of the registry, without parts of others and what Windows hides; its updates', async () => {
  const installed = `\uFEFF[{"PSPath":"${uninstall}\\\\7-Zip","PSChildName":"7-Zip","DisplayName":"7-Zip 24.08 (x64)","DisplayVersion":"24.08","Publisher":"Igor Pavlov","InstallDate":null,"InstallLocation":"C:\\\\Program Files\\\\7-Zip\\\\","EstimatedSize":5730,"SystemComponent":null,"ParentKeyName":null,"ReleaseType":null},
{"PSPath":"${uninstall.replace('Microsoft\\\\Windows', 'WOW6432Node\\\\Microsoft\\\\Windows')}\\\\{2B3F}","PSChildName":"{2B3F}","DisplayName":"帳票ビューア","DisplayVersion":"3.1","Publisher":"株式会社例","InstallDate":"20260819","InstallLocation":"","EstimatedSize":null,"SystemComponent":0,"ParentKeyName":null,"ReleaseType":null},
{"PSPath":"${uninstall}\\\\x","PSChildName":"x","DisplayName":"Hidden","SystemComponent":1},
{"PSPath":"${uninstall}\\\\y","PSChildName":"y","DisplayName":"A patch","ParentKeyName":"7-Zip"},
{"PSPath":"${uninstall}\\\\z","PSChildName":"z","DisplayName":null}]`;
  const hotfixes = '{"HotFixID":"KB5044284","Description":"Security Update","On":"2026-10-14"}';
  expect(await software.collect(source({ 'Get-ItemProperty': installed, 'Get-HotFix': hotfixes }))).toEqual({
    softwares: [
      {
        name: '7-Zip 24.08 (x64)',
        version: '24.08',
        publisher: 'Igor Pavlov',
        arch: 'x86_64',
        install_date: undefined,
        folder: 'C:\\Program Files\\7-Zip\\',
        guid: undefined,
        filesize: 5730 * 1024,
        from: 'registry',
        system_category: 'application',
      },
      {
        name: '帳票ビューア',
        version: '3.1',
        publisher: '株式会社例',
        arch: 'i586',
        install_date: '2026-08-19',
        folder: undefined,
        guid: '{2B3F}',
        filesize: undefined,
        from: 'registry',
        system_category: 'application',
      },
      {
        name: 'KB5044284',
        comments: 'Security Update',
        publisher: 'Microsoft Corporation',
        install_date: '2026-10-14',
        from: 'hotfix',
        system_category: 'hotfix',
      },
    ],
  });
});

test('accounts of the computer, and who is in its groups', async () => {
  const users =
    '[{"Name":"Administrator","FullName":"","Enabled":false,"Sid":"S-1-5-21-1-500"},{"Name":"sato","FullName":"佐藤 花子","Enabled":true,"Sid":"S-1-5-21-1-1001"}]';
  const groups =
    '[{"Name":"Administrators","Sid":"S-1-5-32-544","Members":["TKY-NB-0417\\\\Administrator","CORP\\\\Domain Admins"]},{"Name":"Guests","Sid":"S-1-5-32-546","Members":[]},{"Name":"Users","Sid":"S-1-5-32-545","Members":"TKY-NB-0417\\\\sato"}]';
  expect(await accounts.collect(source({ 'Get-LocalUser': users, 'Get-LocalGroup ': groups }))).toEqual({
    local_users: [
      { id: 'S-1-5-21-1-500', login: 'Administrator', name: undefined },
      { id: 'S-1-5-21-1-1001', login: 'sato', name: '佐藤 花子' },
    ],
    local_groups: [
      { id: 'S-1-5-32-544', name: 'Administrators', member: ['Administrator', 'Domain Admins'] },
      { id: 'S-1-5-32-546', name: 'Guests', member: [] },
      { id: 'S-1-5-32-545', name: 'Users', member: ['sato'] },
    ],
  });
});

test('the firewall by profile, Defender and the antivirus of others', async () => {
  const answers = {
    'Get-NetFirewallProfile':
      '[{"Name":"Domain","On":"True"},{"Name":"Private","On":"True"},{"Name":"Public","On":"False"}]',
    AntiVirusProduct:
      '[{"displayName":"Windows Defender","productState":393472},{"displayName":"Example AV","productState":266256}]',
    'Get-MpComputerStatus':
      '{"AMProductVersion":"4.18.24090.11","AntivirusEnabled":false,"AntivirusSignatureVersion":"1.421.507.0","DefenderSignaturesOutOfDate":false}',
  };
  expect(await protection.collect(source(answers))).toEqual({
    firewalls: [
      { profile: 'domain', description: 'Domain profile', status: 'on' },
      { profile: 'private', description: 'Private profile', status: 'on' },
      { profile: 'public', description: 'Public profile', status: 'off' },
    ],
    antivirus: [
      {
        name: 'Windows Defender',
        company: 'Microsoft Corporation',
        version: '4.18.24090.11',
        base_version: '1.421.507.0',
        enabled: false,
        uptodate: true,
      },
      { name: 'Example AV', enabled: true, uptodate: false },
    ],
  });
  // A server has no security centre, and need not have Defender.
  const bare = {
    'Get-NetFirewallProfile': '{"Name":"Domain","On":"True"}',
    AntiVirusProduct: '',
    'Get-Mp': '',
  };
  expect(await protection.collect(source(bare))).toMatchObject({ antivirus: [] });
});

test('what PowerShell does not answer is not told as gone', async () => {
  const { sections, failed } = await look(source({}), windows.collectors);
  expect(sections).toEqual({});
  expect(failed.map(each => each.sections)).toEqual([
    ['softwares'],
    ['local_users', 'local_groups'],
    ['firewalls', 'antivirus'],
  ]);
});

test('people have a minute, and messages are given as they are', async () => {
  const done: unknown[] = [];
  const perform = async (program: string, args: readonly string[], input?: string) => {
    done.push([program, ...args, ...(input === undefined ? [] : [`< ${input}`])]);
    return { ok: program === 'shutdown.exe', said: 'no' };
  };
  await windows.power('restart', perform);
  await windows.power('shutdown', perform);
  expect(await windows.show('Save & "close"', perform)).toBe(false);
  expect(done).toEqual([
    ['shutdown.exe', '/r', '/t', '60'],
    ['shutdown.exe', '/s', '/t', '60'],
    ['msg.exe', '*', '/TIME:86400', '< Save & "close"'],
  ]);
  await expect(
    windows.power('restart', async () => ({ ok: false, said: 'Access is denied.(5)' })),
  ).rejects.toThrow('Access is denied');
});
