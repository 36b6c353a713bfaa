import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Collector } from '../collector.ts';

/** Accounts and groups of the computer itself. */
export const accounts: Collector = {
  duty: 'security',
  sections: ['local_users', 'local_groups'],
  words: 'Accounts and groups of this computer: names and numbers. No passwords, nor hashes of them.',
  async collect({ root }) {
    const [passwd, group] = await Promise.all(
      ['etc/passwd', 'etc/group'].map(file => readFile(join(root, file), 'utf8').catch(() => '')),
    );
    return {
      local_users: rows(passwd!, 7).map(([login, , id, , gecos, home, shell]) => ({
        login,
        id,
        name: gecos?.split(',', 1)[0] || undefined,
        home,
        shell,
      })),
      local_groups: rows(group!, 4).map(([name, , id, members]) => ({
        name,
        id,
        member: members ? members.split(',') : [],
      })),
    };
  },
};

function rows(text: string, fields: number): readonly (readonly string[])[] {
  return text
    .split('\n')
    .filter(line => !line.startsWith('#'))
    .map(line => line.split(':'))
    .filter(parts => parts.length >= fields && parts[0] !== '');
}
