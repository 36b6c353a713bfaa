import type { Collector, Source } from '../collector.ts';

const directory = '/usr/bin/dscl';
const userFields = ['RecordName', 'UniqueID', 'RealName', 'NFSHomeDirectory', 'UserShell'];
const groupFields = ['RecordName', 'PrimaryGroupID', 'GroupMembership'];

/** Accounts and groups of the computer itself. */
export const accounts: Collector = {
  duty: 'security',
  sections: ['local_users', 'local_groups'],
  words: 'Accounts and groups of this computer: names and numbers. No passwords, nor hashes of them.',
  async collect(source) {
    const users = await recordsIn(source, '/Users', userFields);
    const groups = await recordsIn(source, '/Groups', groupFields);
    return {
      local_users: users.map(user => ({
        id: user.get('UniqueID'),
        login: firstOf(user.get('RecordName')),
        name: user.get('RealName') || undefined,
        home: user.get('NFSHomeDirectory'),
        shell: user.get('UserShell'),
      })),
      local_groups: groups.map(group => ({
        id: group.get('PrimaryGroupID'),
        name: firstOf(group.get('RecordName')),
        member: (group.get('GroupMembership') ?? '').split(' ').filter(name => name !== ''),
      })),
    };
  },
};

/** An account has its name first, and others by which it is found after it. */
const firstOf = (names: string | undefined) => names?.split(' ', 1)[0];

async function recordsIn(
  { run }: Source,
  path: string,
  fields: readonly string[],
): Promise<readonly ReadonlyMap<string, string>[]> {
  const said = await run(directory, ['.', '-readall', path, ...fields]);
  if (said === undefined) throw new Error('dscl did not answer');
  return said
    .split(/^-$/m)
    .map(fieldsOf)
    .filter(record => record.has('RecordName'));
}

/** `Name: value`, or the value indented on the lines below, where it holds blanks. */
function fieldsOf(record: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  let last = '';
  for (const line of record.split('\n')) {
    const [, name, value] = /^(?:dsAttrTypeStandard:)?(\w+):(?: (.*))?$/.exec(line) ?? [];
    if (name !== undefined) found.set((last = name), value?.trim() ?? '');
    else if (line.startsWith(' ')) found.set(last, `${found.get(last) ?? ''} ${line.trim()}`.trim());
  }
  return found;
}
