import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { z } from 'zod';
import {
  offlineSuffix,
  offlineText,
  type OfflineFile,
  type OfflineStatement,
} from '../../../domain/devices/index.ts';
import { readIfThere, writeWhole } from '../store/files.ts';

/** How many files a folder may get in one second for one computer; there is a lock besides. */
const mostOfOneSecond = 100;

const Counted = z.record(z.string(), z.int().min(0));

/** The file as it is carried. */
export function packed(statement: OfflineStatement, sign: (text: string) => string | null): Buffer {
  const text = offlineText(statement);
  const file: OfflineFile = {
    ...statement,
    sha256: createHash('sha256').update(text).digest('hex'),
    signature: sign(text),
  };
  return gzipSync(JSON.stringify(file));
}

/** The number of the next file of this computer in this folder, from 1; counts on though files are taken away. */
export function nextSequence(data: string, hostId: string): number {
  return (countsIn(data)[hostId] ?? 0) + 1;
}

/** Writes the results beside those that are there, on the medium when it returns; answers the path. */
export function keepResults(data: string, statement: OfflineStatement, bytes: Uint8Array): string {
  const path = writeNew(data, nameOf(statement), bytes);
  const { hostId, sequence } = statement;
  writeWhole(countsPath(data), `${JSON.stringify({ ...countsIn(data), [hostId]: sequence }, null, 1)}\n`);
  return path;
}

/** `HOST_HOSTID_20261130T091500Z`: what is no letter, digit, dot or hyphen in the host's name is a hyphen. */
function nameOf({ hostName, hostId, collectedAt }: OfflineStatement): string {
  const host = hostName.replace(/[^\w.-]+/g, '-').slice(0, 40);
  return `${host}_${hostId}_${collectedAt.replace(/[-:]|\.\d+/g, '')}`;
}

function writeNew(data: string, name: string, bytes: Uint8Array): string {
  for (let copy = 1; ; copy++) {
    const path = join(data, `${name}${copy === 1 ? '' : `-${copy}`}${offlineSuffix}`);
    try {
      writeExclusively(path, bytes);
      return path;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || copy === mostOfOneSecond) throw error;
    }
  }
}

/** Fails where the file is there; of one that had no room, nothing is left. */
function writeExclusively(path: string, bytes: Uint8Array): void {
  const file = openSync(path, 'wx');
  let whole = false;
  try {
    for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
    fsyncSync(file);
    whole = true;
  } finally {
    closeSync(file);
    if (!whole) rmSync(path, { force: true });
  }
}

const countsPath = (data: string) => join(data, 'collected.json');

/** Numbers only tell files apart: of a list that cannot be read it is counted from 1 again. */
function countsIn(data: string): Readonly<Record<string, number>> {
  try {
    return Counted.parse(JSON.parse(readIfThere(countsPath(data)) ?? '{}'));
  } catch {
    return {};
  }
}
