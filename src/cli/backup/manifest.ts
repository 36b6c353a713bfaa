import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { canonicalJson } from '../../../domain/system/index.ts';
import { CommandError, exitCodes } from '../exit-codes.ts';

export const manifestName = 'backup.json';
/** Raised when an older program could no longer restore what is written. 2: days of operation logs are in it. */
export const formatVersion = 2;

const hash = z.string().regex(/^[0-9a-f]{64}$/);

/** What a file holds; one of each, but `presence` may be missing. */
export const Holding = z.enum(['events', 'bodies', 'credentials', 'presence']);
export type Holding = z.infer<typeof Holding>;

export const BackedUpFile = z.strictObject({
  /** Name in the folder of the backup. */
  name: z.string().regex(/^[a-z]+\.db$/),
  holds: Holding,
  bytes: z.int().positive(),
  sha256: hash,
});
export type BackedUpFile = z.infer<typeof BackedUpFile>;

/** The file of a day of operation logs. */
export const BackedUpDay = z.strictObject({
  /** Path in the folder of the backup. */
  name: z.string().regex(/^operations\/\d{4}-\d\d-\d\d\.\d{1,9}\.db$/),
  bytes: z.int().positive(),
  sha256: hash,
  /** The file it was copied from, as long as that is the same; null: it was being written to. Milliseconds since 1970. */
  source: z.strictObject({ bytes: z.int(), modified: z.int() }).nullable(),
});
export type BackedUpDay = z.infer<typeof BackedUpDay>;

/** What a backup is made of. Written last: a backup without it was not finished. */
export const BackupManifest = z.strictObject({
  format: z.literal('muster-backup'),
  formatVersion: z.int().positive(),
  /** Version of the program that wrote it. */
  productVersion: z.string(),
  /** Every event acknowledged before `begunAt` is in it. RFC 3339. */
  begunAt: z.iso.datetime(),
  finishedAt: z.iso.datetime(),
  log: z.strictObject({
    position: z.int().nonnegative(),
    /** The last event, null in an empty log. */
    last: z.strictObject({ id: z.uuid(), at: z.iso.datetime() }).nullable(),
  }),
  /** The newest seal in it; null where nothing was sealed yet. Good as an anchor when kept elsewhere. */
  ledger: z
    .strictObject({ hash, position: z.int(), to: z.int(), sealedAt: z.iso.datetime(), keyId: hash })
    .nullable(),
  files: z.array(BackedUpFile),
  /** Absent in backups of format 1. */
  days: z.array(BackedUpDay).optional(),
  /** SHA-256 (hex) of the canonical JSON of all the fields above. */
  checksum: hash,
});
export type BackupManifest = z.infer<typeof BackupManifest>;

export function withChecksum(fields: Omit<BackupManifest, 'checksum'>): BackupManifest {
  return { ...fields, checksum: checksumOf(fields) };
}

function checksumOf(fields: Omit<BackupManifest, 'checksum'>): string {
  return createHash('sha256').update(canonicalJson(fields)).digest('hex');
}

/** Only that something says it is a backup, and in which format. */
const Heading = z.object({ format: z.literal('muster-backup'), formatVersion: z.int().positive() });

/** @throws CommandError where the folder is no finished backup that this program can read */
export function readManifest(folder: string): BackupManifest {
  const given = parsed(folder);
  const heading = Heading.safeParse(given);
  if (!heading.success) throw damaged(folder);
  if (heading.data.formatVersion > formatVersion)
    throw new CommandError(
      exitCodes.otherVersion,
      `${folder} is a backup in format ${heading.data.formatVersion}; this program reads up to format ${formatVersion}. Use the version that made it, or a newer one.`,
    );
  const manifest = BackupManifest.safeParse(given);
  if (!manifest.success) throw damaged(folder);
  const { checksum, ...fields } = manifest.data;
  if (checksumOf(fields) !== checksum) throw damaged(folder);
  return manifest.data;
}

function parsed(folder: string): unknown {
  let text: string;
  try {
    text = readFileSync(join(folder, manifestName), 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR')
      throw new CommandError(
        exitCodes.noBackup,
        `${folder} is no finished backup: it has no ${manifestName}, which is written last.`,
      );
    throw error;
  }
  try {
    return JSON.parse(text);
  } catch {
    throw damaged(folder);
  }
}

function damaged(folder: string): CommandError {
  return new CommandError(exitCodes.format, `${join(folder, manifestName)} is damaged; use another backup.`);
}
