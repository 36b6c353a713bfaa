import type { Collector } from '../collector.ts';
import { objectsOf, textIn } from './powershell.ts';

const usersScript = "Get-LocalUser | Select-Object Name, FullName, Enabled, @{n='Sid';e={$_.SID.Value}}";
// A group with a member that was deleted from its domain fails as a whole; it is told without members then.
const groupsScript =
  'Get-LocalGroup | ForEach-Object { [pscustomobject]@{ Name = $_.Name; Sid = $_.SID.Value; Members = @(try { Get-LocalGroupMember -SID $_.SID -ErrorAction Stop | ForEach-Object { $_.Name } } catch { }) } }';

/** Accounts and groups of the computer itself, not those of its domain. */
export const accounts: Collector = {
  duty: 'security',
  sections: ['local_users', 'local_groups'],
  words: 'Accounts and groups of this computer: names and numbers. No passwords, nor hashes of them.',
  async collect(source) {
    const users = await objectsOf(source, usersScript);
    const groups = await objectsOf(source, groupsScript);
    return {
      local_users: users.map(user => ({
        id: textIn(user['Sid']),
        login: textIn(user['Name']),
        name: textIn(user['FullName']),
      })),
      local_groups: groups.map(group => ({
        id: textIn(group['Sid']),
        name: textIn(group['Name']),
        member: [group['Members'] ?? []].flat().flatMap(member => nameOf(textIn(member))),
      })),
    };
  },
};

/** `TKY-NB-0417\sato` as people call it. */
function nameOf(member: string | undefined): string[] {
  return member === undefined ? [] : [member.slice(member.indexOf('\\') + 1)];
}
