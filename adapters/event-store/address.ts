import { existsSync } from 'node:fs';

const schemes = ['esdb', 'esdb+discover', 'kurrentdb', 'kurrentdb+discover'];
const settings = [
  'tls',
  'tlsVerifyCert',
  'tlsCAFile',
  'userCertFile',
  'userKeyFile',
  'connectionName',
  'nodePreference',
  'maxDiscoverAttempts',
  'discoveryInterval',
  'gossipTimeout',
  'defaultDeadline',
  'keepAliveInterval',
  'keepAliveTimeout',
];

/** `esdb://…` and its kin: an event store on other machines. */
function isRemote(address: string): boolean {
  return schemes.some(scheme => address.startsWith(`${scheme}://`));
}

/** The file of `sqlite:<file>`; null for any other address. */
export function fileOfAddress(address: string): string | null {
  return /^sqlite:./.test(address) ? address.slice('sqlite:'.length) : null;
}

/** What is wrong with the address of an event store, in words for who wrote it; null where nothing is. */
export function faultOfAddress(address: string): string | null {
  if (fileOfAddress(address) !== null || address === 'memory:') return null;
  if (!isRemote(address))
    return `"${redacted(address)}" is not an address of an event store: sqlite:<file>, ${schemes.map(scheme => `${scheme}://`).join(', ')}`;
  const match = /^[^:]+:\/\/(?:([^:@/]+):([^:@/]+)@)?([^@/?]+)\/?(?:\?(.*))?$/.exec(address);
  if (!match)
    return `"${redacted(address)}" is not scheme://user:password@host:port?setting=value; write @ : / in user and password as %40 %3A %2F`;
  const [, , , hosts = '', query = ''] = match;
  for (const host of hosts.split(',')) {
    const port = /^(?:[^:\s]+)(?::(\d{1,5}))?$/.exec(host);
    if (!port || Number(port[1] ?? 2113) > 65_535) return `"${host}" is not host or host:port`;
  }
  if (address.includes('+discover:') && hosts.includes(','))
    return '+discover takes one name behind which all nodes are; name several nodes without +discover';
  return query === '' ? null : faultOfSettings(query, address);
}

/** Taken apart as the client packages do, which decode nothing here. */
function faultOfSettings(query: string, address: string): string | null {
  for (const setting of query.split('&')) {
    const [name = '', value = ''] = setting.split('=', 2);
    const known = settings.find(one => one.toLowerCase() === name.toLowerCase());
    if (known === undefined) return `setting "${name}" is not known; there are ${settings.join(', ')}`;
    if (/^tls$|^tlsVerifyCert$/.test(known) && value !== 'true' && value !== 'false')
      return `setting "${name}" must be true or false`;
    if (known === 'tlsVerifyCert' && value === 'false' && address.startsWith('esdb'))
      return 'tlsVerifyCert=false does nothing with esdb; name the authority of the certificate with tlsCAFile';
    if (/^(tlsCAFile|userCertFile|userKeyFile)$/.test(known) && !existsSync(value))
      return `${known}: there is no file ${value}`;
    if (known === 'nodePreference' && value !== 'leader')
      return 'nodePreference must be leader: what was written must be readable at once';
    if (/(Interval|Timeout|Deadline|Attempts)$/.test(known) && !/^\d{1,9}$/.test(value))
      return `setting "${name}" must be a whole number`;
  }
  return null;
}

/** Without user, password and settings, also where a password was written as it may not be: for messages and logs. */
export function redacted(address: string): string {
  return address.replace(/\/\/.*@/s, '//').replace(/[/?]*\?.*$/s, '');
}
