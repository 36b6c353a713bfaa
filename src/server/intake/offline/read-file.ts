import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import {
  mostOfflineBytes,
  OfflineFile,
  offlineFormat,
  OfflineHeader,
  offlineText,
  offlineVersion,
} from '../../../../domain/devices/index.ts';
import type { OfflineRefusal } from './contract.ts';

const unpack = promisify(gunzip);

/** What `offlineText` covers is the text itself, not what some parser made of it. */
export interface ReadOfflineFile {
  readonly kind: 'read';
  readonly file: OfflineFile;
  readonly text: string;
}

/**
 * Takes a file of results apart. Nothing of it is believed: it may be cut off, edited, of another program or version,
 * or unpack to more than the machine holds. Whose signature it carries is not looked at here.
 */
export async function readOfflineFile(bytes: Uint8Array): Promise<ReadOfflineFile | OfflineRefusal> {
  if (bytes.length > mostOfflineBytes.packed) return tooLarge('packed');
  const unpacked = await unpack(bytes, { maxOutputLength: mostOfflineBytes.unpacked }).catch(whyNotUnpacked);
  if (!(unpacked instanceof Uint8Array)) return unpacked;
  try {
    return checked(JSON.parse(unpacked.toString('utf8')));
  } catch {
    // No JSON, or nested deeper than any inventory.
    return damaged('not-json');
  }
}

function checked(told: unknown): ReadOfflineFile | OfflineRefusal {
  const header = OfflineHeader.safeParse(told);
  if (!header.success) return damaged('not-results');
  const { version } = header.data;
  if (version !== offlineVersion) return refusal('OFFLINE_FILE_VERSION', { version, known: offlineVersion });
  const parsed = OfflineFile.safeParse(told);
  if (!parsed.success)
    return refusal('OFFLINE_FILE_DAMAGED', { reason: 'form', field: parsed.error.issues[0]?.path.join('.') });
  const text = offlineText(told as OfflineFile);
  const file = parsed.data;
  if (createHash('sha256').update(text).digest('hex') !== file.sha256) return refusal('OFFLINE_FILE_ALTERED');
  if (file.inventory['deviceid'] !== file.hostId) return damaged('host');
  return { kind: 'read', file, text };
}

function whyNotUnpacked(error: NodeJS.ErrnoException): OfflineRefusal {
  if (error.code === 'ERR_BUFFER_TOO_LARGE') return tooLarge('unpacked');
  return damaged(error.code === 'Z_BUF_ERROR' ? 'truncated' : 'not-packed');
}

const tooLarge = (which: keyof typeof mostOfflineBytes) =>
  refusal('OFFLINE_FILE_TOO_LARGE', { which, mostBytes: mostOfflineBytes[which] });

/** `host`: the inventory inside names another computer than the file does. */
const damaged = (reason: 'truncated' | 'not-packed' | 'not-json' | 'not-results' | 'host') =>
  refusal('OFFLINE_FILE_DAMAGED', { reason, format: offlineFormat });

function refusal(code: OfflineRefusal['code'], details: OfflineRefusal['details'] = {}): OfflineRefusal {
  return { kind: 'refused', code, details };
}
