import { z } from 'zod';
import { canonicalJson } from '../system/index.ts';
import { EnteredValue } from './device-fields/index.ts';

/** What every file of results says that it is. */
export const offlineFormat = 'muster-offline-inventory';
/** Of the form below; a file of another version is refused, not guessed at. */
export const offlineVersion = 1;
/** How the names of such files end. */
export const offlineSuffix = '.muster-inventory';

/** Bytes of a file of results before it is unpacked, and after: an inventory has at most 8 MiB. */
export const mostOfflineBytes = { packed: 4 * 1024 * 1024, unpacked: 12 * 1024 * 1024 } as const;

/** Of whatever version: enough to say why a file of a later one cannot be read. */
export const OfflineHeader = z.looseObject({ format: z.literal(offlineFormat), version: z.int().min(1) });

/** What the person at the computer entered before it was looked at. */
const EnteredThere = z.strictObject({
  /** By field; null: nothing. A field that was passed over is not among them. */
  values: z.record(z.string().max(40), EnteredValue.nullable()),
  /** The account at the computer. */
  by: z.string().min(1).max(255),
  /** By the clock of the computer. */
  finishedAt: z.iso.datetime(),
});
export type EnteredThere = z.infer<typeof EnteredThere>;

/** Results of one look at one computer, as they are carried by hand: JSON, packed with gzip. */
export const OfflineFile = z.strictObject({
  format: z.literal(offlineFormat),
  version: z.literal(offlineVersion),
  /** Name and version of the program that collected. */
  product: z.string().max(100),
  /** The installation it was collected for (id of the first event of its log); null: for whichever takes it. */
  installation: z.string().max(100).nullable(),
  /** Version of the definitions that the tool was created with; absent where no tool collected. */
  definitions: z.string().min(1).max(64).optional(),
  /** UUID: of the agent where the computer has one, else made from what names the computer. */
  hostId: z.uuid(),
  hostName: z.string().min(1).max(255),
  /** By the computer's clock, UTC. */
  collectedAt: z.iso.datetime(),
  /** Minutes the computer's local time was ahead of UTC. */
  utcOffset: z.int().min(-840).max(840),
  /** Counts the files of this host ID on the medium they were collected on, from 1. */
  sequence: z.int().min(1),
  /** The inventory in the form in which the agent reports it. */
  inventory: z.record(z.string(), z.unknown()),
  /** Absent: nobody was asked, or nothing was entered. */
  entered: EnteredThere.optional(),
  /** SHA-256 of `offlineText`, hexadecimal. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** Ed25519 signature of `offlineText` with the agent's key, base64; null where the computer has no agent. */
  signature: z
    .string()
    .regex(/^[A-Za-z0-9+/]{86}==$/)
    .nullable(),
});
export type OfflineFile = z.infer<typeof OfflineFile>;
export type OfflineStatement = Omit<OfflineFile, 'sha256' | 'signature'>;

/**
 * What hash and signature cover: everything in the file but these two. The first line keeps a signature of one kind
 * from passing for another.
 */
export function offlineText(file: OfflineStatement | OfflineFile): string {
  const { sha256: _hash, signature: _signature, ...statement } = file as OfflineFile;
  return `muster offline inventory 1\n${canonicalJson(statement)}`;
}

/** A collecting computer's clock may be ahead by this and is believed to have collected just now; beyond, it is refused. */
export const mostAheadMs = 86_400_000;
