import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as si from 'systeminformation';
import type { Source } from '../../src/agent/inventory/collector.ts';
import { look } from '../../src/agent/inventory/collectors.ts';
import { accounts } from '../../src/agent/inventory/linux/accounts.ts';
import { packages } from '../../src/agent/inventory/linux/packages.ts';
import { protection } from '../../src/agent/inventory/linux/protection.ts';
import { temporaryFolders } from '../support/folder.ts';

const folder = temporaryFolders();

function sourceOf(
  files: Readonly<Record<string, string>>,
  programs: Readonly<Record<string, string>> = {},
): Source {
  const root = folder();
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return { si, root, run: async (program, args) => programs[[program, ...args].join(' ')] };
}

test('packages of dpkg: those that are installed, not those that left their settings', async () => {
  const status = [
    'Package: bash\nStatus: install ok installed\nInstalled-Size: 7164\nMaintainer: Matthias Klose <doko@debian.org>\nArchitecture: amd64\nVersion: 5.2.15-2+b8\nDescription: GNU Bourne Again SHell\n Bash is a shell.\n',
    'Package: nano\nStatus: deinstall ok config-files\nArchitecture: amd64\nVersion: 7.2-1\n',
    'Package: held\nStatus: hold ok installed\nArchitecture: all\nVersion: 1:2.0\n',
  ].join('\n');
  expect(await packages.collect(sourceOf({ 'var/lib/dpkg/status': status }))).toEqual({
    softwares: [
      {
        name: 'bash',
        version: '5.2.15-2+b8',
        arch: 'amd64',
        publisher: 'Matthias Klose <doko@debian.org>',
        from: 'deb',
        filesize: 7164 * 1024,
      },
      { name: 'held', version: '1:2.0', arch: 'all', publisher: undefined, from: 'deb', filesize: undefined },
    ],
  });
});

test('packages of rpm, without the keys that are listed among them', async () => {
  const query =
    'rpm -qa --qf %{NAME}\\t%{EPOCHNUM}\\t%{VERSION}-%{RELEASE}\\t%{ARCH}\\t%{SIZE}\\t%{VENDOR}\\n';
  const said =
    'bash\t0\t5.1.8-9.el9\tx86_64\t7738634\tRocky\ngpg-pubkey\t0\t1-2\t(none)\t0\t(none)\ngrub2\t1\t2.06\tx86_64\t0\t(none)\n';
  expect(await packages.collect(sourceOf({}, { [query]: said }))).toEqual({
    softwares: [
      {
        name: 'bash',
        version: '5.1.8-9.el9',
        arch: 'x86_64',
        publisher: 'Rocky',
        from: 'rpm',
        filesize: 7738634,
      },
      {
        name: 'grub2',
        version: '1:2.06',
        arch: 'x86_64',
        publisher: undefined,
        from: 'rpm',
        filesize: undefined,
      },
    ],
  });
});

test('accounts and groups, and nothing of their passwords', async () => {
  const found = await accounts.collect(
    sourceOf({
      'etc/passwd':
        'root:x:0:0:root:/root:/bin/bash\nhana:$6$secret:1000:1000:Hana Sato,,,:/home/hana:/bin/zsh\n',
      'etc/group': 'root:x:0:\nsudo:x:27:hana,ken\n',
    }),
  );
  expect(found).toEqual({
    local_users: [
      { login: 'root', id: '0', name: 'root', home: '/root', shell: '/bin/bash' },
      { login: 'hana', id: '1000', name: 'Hana Sato', home: '/home/hana', shell: '/bin/zsh' },
    ],
    local_groups: [
      { name: 'root', id: '0', member: [] },
      { name: 'sudo', id: '27', member: ['hana', 'ken'] },
    ],
  });
  expect(JSON.stringify(found)).not.toContain('secret');
});

test('firewalls that are there, on or off, and the virus scanner', async () => {
  const show = (unit: string) => `systemctl show --property=LoadState,ActiveState ${unit}.service`;
  const programs = {
    [show('ufw')]: 'LoadState=loaded\nActiveState=active\n',
    [show('nftables')]: 'LoadState=loaded\nActiveState=inactive\n',
    [show('firewalld')]: 'LoadState=not-found\nActiveState=inactive\n',
    [show('clamav-daemon')]: 'LoadState=loaded\nActiveState=active\n',
    'clamscan --version': 'ClamAV 1.0.7/27452/Mon Nov 18 09:36:08 2026\n',
  };
  expect(await protection.collect(sourceOf({}, programs))).toEqual({
    firewalls: [
      { description: 'ufw', status: 'on' },
      { description: 'nftables', status: 'off' },
    ],
    antivirus: [{ name: 'ClamAV', version: '1.0.7', enabled: true, base_version: '27452' }],
  });
});

test('what cannot be read is named, and holds up nothing else', async () => {
  const broken = { ...packages, collect: () => Promise.reject(new Error('no such disk')) };
  const { sections, failed } = await look(sourceOf({ 'etc/group': 'root:x:0:\n' }), [broken, accounts]);
  expect(Object.keys(sections)).toEqual(['local_users', 'local_groups']);
  expect(failed).toEqual([{ sections: ['softwares'], why: 'no such disk' }]);
});
