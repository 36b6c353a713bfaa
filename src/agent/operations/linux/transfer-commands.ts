import { basename, resolve } from 'node:path';

/** Files that a program was told to carry, as its command line says it. */
export interface Transfer {
  readonly detail: 'ftp-send' | 'ftp-receive' | 'mail-send-attachment';
  /** Whole paths at this computer; of a mail, those of all attachments. */
  readonly local: readonly string[];
  /** Addresses without names and passwords; recipients of a mail. */
  readonly remote: string;
}

type Reader = (args: readonly string[], folder: string) => readonly Transfer[];

const scheme = /^(ftps?|sftp|scp|rsync):\/\//i;
/** `host:path` and `host::module`, as ssh and rsync write them. */
const elsewhere = /^(?:[^\s/:@]+@)?(\[[^\]]+\]|[^\s/:@]+):(:?)(.*)$/;

/** Programs that carry files, by the name of their file. What is typed into them later nobody sees. */
const readers: Readonly<Record<string, Reader>> = {
  curl,
  wget,
  ncftpput: ftpPut,
  ncftpget: ftpGet,
  scp: args => copy(args, 'scp', 'cDFiJloPSX'),
  rsync: args => copy(args, 'rsync', 'efMBT'),
  mutt: args => mail(args, '-a', 'aAbcDeFHisC'),
  neomutt: args => mail(args, '-a', 'aAbcDeFHisC'),
  's-nail': args => mail(args, '-a', 'aAbcmMqQrsSuX'),
  'mail.mailutils': args => mail(args, '-A', 'AaMEeFfHrsu'),
};

/** Programs whose command lines are read; those of no other are. */
export const transferPrograms: ReadonlySet<string> = new Set(Object.keys(readers));

/** What a program was told to carry; none where it carries nothing, or is told what later. `folder`: where it works. */
export function transfersOf(program: string, args: readonly string[], folder: string): readonly Transfer[] {
  const found = readers[program]?.(args, folder) ?? [];
  return found.map(({ detail, local, remote }) => ({
    detail,
    local: local.map(path => resolve(folder, path)),
    remote: detail === 'mail-send-attachment' ? remote : withoutSecret(remote),
  }));
}

/**
 * An address without the name and the password in it, and without a query. Whoever gives an address where a host or a
 * folder is wanted has written his password into the middle.
 */
function withoutSecret(address: string): string {
  return address
    .replace(/^([a-z]+:\/\/)[^/?#\s]*@/i, '$1')
    .replace(/(^|\/)[^/?#\s:]*:[^/?#\s]*@/g, '$1')
    .replace(/[?#].*$/, '');
}

function curl(args: readonly string[]): readonly Transfer[] {
  const { options, words } = parsed(args, 'AbcCdDeEFhHKmoPQrtTuUwxXyYz', [
    '--upload-file',
    '--output',
    '--user',
    '--url',
    '--config',
    '--proxy',
    '--quote',
  ]);
  const of = (short: string, long: string) =>
    options.filter(({ name }) => name === short || name === long).map(({ value }) => value);
  const addresses = [...of('', '--url'), ...words].filter(word => scheme.test(word));
  const sent = of('-T', '--upload-file').filter(file => file !== '-' && file !== '.');
  if (sent.length > 0)
    return sent.flatMap((file, index): Transfer[] => {
      const address = addresses[index] ?? addresses[0];
      if (address === undefined) return [];
      const remote = address.endsWith('/') ? `${address}${basename(file)}` : address;
      return [{ detail: 'ftp-send', local: [file], remote }];
    });
  const outputs = of('-o', '--output');
  return addresses
    .filter(address => !address.endsWith('/'))
    .map((address, index) => ({
      detail: 'ftp-receive',
      local: [outputs[index] ?? basename(address)],
      remote: address,
    }));
}

function wget(args: readonly string[]): readonly Transfer[] {
  const { options, words } = parsed(args, 'aDeioOPQRtTUwX', ['--output-document', '--directory-prefix']);
  const last = (...names: string[]) => options.findLast(({ name }) => names.includes(name))?.value;
  const output = last('-O', '--output-document');
  return words
    .filter(word => scheme.test(word) && !word.endsWith('/'))
    .map(address => ({
      detail: 'ftp-receive',
      local: [output ?? `${last('-P', '--directory-prefix') ?? '.'}/${basename(address)}`],
      remote: address,
    }));
}

/** `ncftpput host folder file...` */
function ftpPut(args: readonly string[]): readonly Transfer[] {
  const { words } = parsed(args, 'uptPrUfBTWXYdeo', []);
  const [host, folder, ...files] = words;
  if (host === undefined || folder === undefined) return [];
  return files.map(file => ({
    detail: 'ftp-send',
    local: [file],
    remote: joined(`ftp://${host}/`, folder, basename(file)),
  }));
}

/** `ncftpget host folder file...`, or an address. */
function ftpGet(args: readonly string[]): readonly Transfer[] {
  const { words } = parsed(args, 'uptPrfBTWXYdeo', []);
  const addresses = words.filter(word => scheme.test(word));
  if (addresses.length > 0)
    return addresses.map(remote => ({ detail: 'ftp-receive', local: [basename(remote)], remote }));
  const [host, folder, ...files] = words;
  if (host === undefined || folder === undefined) return [];
  return files.map(file => ({
    detail: 'ftp-receive',
    local: [`${folder}/${basename(file)}`],
    remote: joined(`ftp://${host}/`, file),
  }));
}

/** `scp from... to` and `rsync from... to`, where one side is elsewhere. */
function copy(args: readonly string[], kind: string, valued: string): readonly Transfer[] {
  const { words } = parsed(args, valued, ['--rsh', '--exclude', '--include', '--files-from', '--log-file']);
  const to = words.at(-1);
  const from = words.slice(0, -1);
  if (to === undefined || from.length === 0) return [];
  const target = addressOf(to, kind);
  if (target !== undefined)
    return from
      .filter(word => addressOf(word, kind) === undefined)
      .map(file => ({
        detail: 'ftp-send',
        local: [file],
        remote: /[/:]$/.test(to) ? joined(target, basename(file)) : target,
      }));
  return from.flatMap((word): Transfer[] => {
    const source = addressOf(word, kind);
    if (source === undefined || word.endsWith('/')) return [];
    const isFolder = to === '.' || to.endsWith('/');
    return [{ detail: 'ftp-receive', local: [isFolder ? `${to}/${basename(source)}` : to], remote: source }];
  });
}

function addressOf(word: string, kind: string): string | undefined {
  if (scheme.test(word)) return word;
  const found = elsewhere.exec(word);
  return found ? joined(`${found[2] === ':' ? 'rsync' : kind}://${found[1]}/`, found[3]!) : undefined;
}

/** Programs that send a mail by their command line: attachments by an option, recipients as words. */
function mail(args: readonly string[], attach: string, valued: string): readonly Transfer[] {
  // Of several files after one option, as mutt takes them, `--` ends the list.
  const stop = args.indexOf('--');
  const { options, words } = parsed(stop < 0 ? args : args.slice(0, stop), valued, ['--attach']);
  const files = options
    .filter(({ name }) => name === attach || name === '--attach')
    .map(({ value }) => value);
  const to = stop < 0 ? words : args.slice(stop + 1);
  const more = stop < 0 ? [] : words;
  if (files.length === 0 || to.length === 0) return [];
  return [{ detail: 'mail-send-attachment', local: [...files, ...more], remote: to.join(', ') }];
}

interface Parsed {
  readonly options: readonly { readonly name: string; readonly value: string }[];
  readonly words: readonly string[];
}

/** `valued`: letters of short options that take a value; long ones that are given take theirs after `=` or a blank. */
function parsed(args: readonly string[], valued: string, long: readonly string[]): Parsed {
  const options: { name: string; value: string }[] = [];
  const words: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const arg = args[at]!;
    if (arg.startsWith('--')) {
      const [name = '', ...rest] = arg.split('=');
      if (rest.length > 0) options.push({ name, value: rest.join('=') });
      else if (long.includes(name)) options.push({ name, value: args[++at] ?? '' });
    } else if (/^-./.test(arg)) {
      const place = [...arg].findIndex((letter, index) => index > 0 && valued.includes(letter));
      if (place < 0) continue;
      const within = arg.slice(place + 1);
      options.push({ name: `-${arg[place]}`, value: within === '' ? (args[++at] ?? '') : within });
    } else words.push(arg);
  }
  return { options, words };
}

function joined(address: string, ...parts: readonly string[]): string {
  const path = parts.map(part => part.replace(/^\/+|\/+$/g, '')).filter(part => part !== '' && part !== '.');
  return `${address.replace(/\/+$/, '')}/${path.join('/')}`;
}
