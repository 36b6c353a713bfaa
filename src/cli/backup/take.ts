import { existsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileOfAddress, openEventStore } from '../../../adapters/event-store/open.ts';
import { ledgerCrypto } from '../../../adapters/platform/index.ts';
import { copyDatabase } from '../../../adapters/shared/database-copy.ts';
import { latestSeal } from '../../../domain/system/index.ts';
import type { Config } from '../../server/config.ts';
import { placesIn } from '../../server/data-places.ts';
import { version } from '../../server/version.ts';
import { CommandError, exitCodes } from '../exit-codes.ts';
import { assertRoom } from '../file-trouble.ts';
import { backUpDays, bytesOfDays, type PreviousDays } from './days.ts';
import { hashOf } from './hashing.ts';
import {
  formatVersion,
  manifestName,
  withChecksum,
  type BackedUpFile,
  type BackupManifest,
  type Holding,
} from './manifest.ts';
import { fillFolder } from './staging.ts';

/**
 * The log first: what an event names (a body, the key that signs seals, a credential) is written before the event or
 * never changes what the event says, so a later copy of it holds it. docs/decisions/0100 goes through the cases.
 */
const order: readonly Holding[] = ['events', 'bodies', 'credentials', 'presence'];
/** Begun anew by the server where it is missing. */
const dispensable: ReadonlySet<Holding> = new Set(['presence']);

/**
 * Copies everything that cannot be built again from the log into a new folder, beside a running server or from a
 * stopped store. The folder bears its name only when it is complete.
 *
 * @param previous an earlier backup: days of operation logs that have not changed since are taken over from it
 * @param onProgress told bytes copied and in all, roughly
 * @throws CommandError with the reason in one line; nothing is left behind then
 */
export async function takeBackup(
  config: Config,
  target: string,
  previous: PreviousDays | null,
  onProgress: (done: number, total: number) => void,
): Promise<BackupManifest> {
  const begunAt = new Date().toISOString();
  const sources = sourcesOf(config);
  const operations = placesIn(config.dataFolder).operations;
  const ofDays = bytesOfDays({ from: operations, previous });
  const total = sources.reduce((sum, { bytes }) => sum + bytes, ofDays);
  const codes = { taken: exitCodes.exists, full: exitCodes.noRoom };
  return fillFolder(target, codes, async folder => {
    assertRoom(target, total, exitCodes.noRoom);
    const files: BackedUpFile[] = [];
    let done = 0;
    for (const { holds, file, bytes } of sources) {
      const name = `${holds}.db`;
      const copy = join(folder, name);
      await copyDatabase(file, copy, copied => onProgress(Math.min(done + copied, total), total));
      files.push({ name, holds, ...(await hashOf(copy)) });
      done += bytes;
    }
    const days = await backUpDays({ from: operations, to: folder, previous }, bytes =>
      onProgress(Math.min((done += bytes), total), total),
    );
    onProgress(total, total);
    const manifest = withChecksum({
      format: 'muster-backup',
      formatVersion,
      productVersion: version,
      begunAt,
      finishedAt: new Date().toISOString(),
      ...(await headOf(join(folder, 'events.db'))),
      files,
      days,
    });
    writeFileSync(join(folder, manifestName), `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600 });
    return manifest;
  });
}

interface Source {
  readonly holds: Holding;
  readonly file: string;
  /** Of the file and what waits beside it to be moved in. */
  readonly bytes: number;
}

function sourcesOf({ dataFolder, events, readStore }: Config): readonly Source[] {
  if (readStore !== null)
    throw new CommandError(
      exitCodes.syntax,
      'MUSTER_READ: credentials and bodies lie in a database of its own. Back it up with the means of that server after the log.',
    );
  const log = fileOfAddress(events);
  if (log === null)
    throw new CommandError(
      exitCodes.syntax,
      'MUSTER_EVENTS: the log lies on an event store of its own. Back it up with the means of that server, then stop Muster and copy MUSTER_DATA.',
    );
  const places = { ...placesIn(dataFolder), events: log };
  if (!existsSync(log))
    throw new CommandError(
      exitCodes.notSetUp,
      `${log} is not there, or this user may not read it. Set MUSTER_DATA to the folder of the store.`,
    );
  return order
    .filter(holds => !dispensable.has(holds) || existsSync(places[holds]))
    .map(holds => ({ holds, file: places[holds], bytes: sizeOf(places[holds]) }));
}

function sizeOf(file: string): number {
  return ['', '-wal'].reduce(
    (sum, part) => sum + (statSync(`${file}${part}`, { throwIfNoEntry: false })?.size ?? 0),
    0,
  );
}

/** Read from the copy, so that it says what is in the backup, whatever the source has become since. */
async function headOf(copy: string): Promise<Pick<BackupManifest, 'log' | 'ledger'>> {
  const log = await openEventStore(`sqlite:${copy}`, { readOnly: true });
  try {
    const position = await log.lastPosition();
    const last = await log.eventAt(position);
    const newest = await latestSeal(log, ledgerCrypto);
    return {
      log: { position, last: last ? { id: last.id, at: last.at } : null },
      ledger: newest && {
        hash: newest.hash,
        position: newest.position,
        to: newest.seal.to,
        sealedAt: newest.seal.sealedAt,
        keyId: newest.seal.keyId,
      },
    };
  } finally {
    await log.close();
  }
}
