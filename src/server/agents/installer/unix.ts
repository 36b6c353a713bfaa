import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { aboutSet, installerName, type Installer, type InstallerParts } from './installer.ts';
import { shellWord } from './quoting.ts';

const script = readFileSync(new URL('./installer.sh', import.meta.url), 'utf8');

/** Bytes that follow the script. */
interface Part {
  readonly size: number;
  readonly sha256: string;
  bytes(): AsyncIterable<Uint8Array>;
}

/** Digits of the length of the script, with blanks behind: it stands in the script itself. */
const lengthDigits = 10;

/**
 * A script for any POSIX shell with the package and the files of the set behind it. What it says of the set are words in
 * quotes before the script proper; the parts are named by offset, size and SHA-256.
 */
export function unixInstaller(parts: InstallerParts): Installer {
  const { set, package: kept, read } = parts;
  const agent: Part = { size: kept.size, sha256: kept.sha256, bytes: () => kept.open() };
  const about = textPart(aboutSet(parts));
  const connections = textPart(set.connections ?? '');
  const files = set.contents.files.map(file => ({ ...file, bytes: () => read(file) }));
  const payload = [agent, about, connections, ...files];
  const header = withLength(headerOf(parts, payload));
  return {
    file: `${installerName(parts)}.run`,
    size: Buffer.byteLength(header) + payload.reduce((sum, { size }) => sum + size, 0),
    open: () => Readable.from(bytesOf(header, payload), { objectMode: false }),
  };
}

function headerOf({ set, package: kept, server, secret }: InstallerParts, payload: readonly Part[]): string {
  const { contents, connections } = set;
  const words: Readonly<Record<string, string>> = {
    server,
    token: secret,
    set_name: set.name,
    platform: set.platform,
    version: kept.version,
    folder: contents.folder ?? '',
    files_folder: contents.filesFolder ?? '',
    overwrite: contents.overwrite ? 'yes' : 'no',
    has_connections: connections === null ? 'no' : 'yes',
  };
  const places = placesOf(payload);
  const files = contents.files.map(({ name }, index) => `  file ${places[index + 3]} ${shellWord(name)}`);
  const programs = contents.programs.map(
    ({ program, arguments: args }) => `  program ${[program, ...args].map(shellWord).join(' ')}`,
  );
  return [
    '#!/bin/sh',
    `# Installs the Muster agent ${kept.version}. --help says what else it does.`,
    `header=${' '.repeat(lengthDigits)}`,
    ...Object.entries(words).map(([name, value]) => `${name}=${shellWord(value)}`),
    `package_part='${places[0]}'`,
    `about_part='${places[1]}'`,
    `connections_part='${places[2]}'`,
    functionOf('each_file', files),
    functionOf('each_program', programs),
    script,
  ].join('\n');
}

/** Offset behind the script, size and SHA-256 of each part. */
function placesOf(payload: readonly Part[]): string[] {
  let offset = 0;
  return payload.map(({ size, sha256 }) => {
    const place = `${offset} ${size} ${sha256}`;
    offset += size;
    return place;
  });
}

function functionOf(name: string, lines: readonly string[]): string {
  return [`${name}() {`, '  :', ...lines, '}'].join('\n');
}

function withLength(header: string): string {
  const length = String(Buffer.byteLength(header)).padEnd(lengthDigits);
  return header.replace(`header=${' '.repeat(lengthDigits)}`, () => `header=${length}`);
}

function textPart(text: string): Part {
  const bytes = Buffer.from(text);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return {
    size: bytes.length,
    sha256,
    async *bytes() {
      yield bytes;
    },
  };
}

async function* bytesOf(header: string, payload: readonly Part[]): AsyncGenerator<Uint8Array> {
  yield Buffer.from(header);
  for (const part of payload) yield* part.bytes();
}
