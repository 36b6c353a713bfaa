import { statSync } from 'node:fs';
import { join } from 'node:path';
import { lookAtBodies } from '../../../adapters/bodies/look.ts';
import { credentialIn } from '../../../adapters/credentials/look.ts';
import { openEventStore, type OpenedEventStore } from '../../../adapters/event-store/open.ts';
import { ledgerCrypto, ledgerSigner } from '../../../adapters/platform/index.ts';
import { faultsOfStructure } from '../../../adapters/shared/database-check.ts';
import { verifyLedger, type LedgerReport } from '../../../domain/system/index.ts';
import { StoreUnavailableError } from '../../../domain/kernel/index.ts';
import { verifyRoots } from '../operation-roots.ts';
import { daysFolder } from './days.ts';
import { hashOf } from './hashing.ts';
import { Holding, readManifest, type BackupManifest } from './manifest.ts';

export interface BackupReport {
  readonly manifest: BackupManifest;
  /** What is wrong, one line each; none: it can be restored. */
  readonly faults: readonly string[];
  /** Null where the files already differ: their content is then not looked at. */
  readonly ledger: LedgerReport | null;
  /** Bodies that events name, all of them looked at. */
  readonly bodies: number;
}

export interface VerifyProgress {
  /** Bytes of the files. */
  readonly files: (done: number, total: number) => void;
  /** Positions of the log. */
  readonly seals: (done: number, total: number) => void;
}

/** Faults of one kind beyond this many are counted only. */
const mostFaults = 20;

/**
 * Checks a backup as a stranger would: every file against its hash, its structure, every seal, every body that an
 * event names, and that the key kept with it is the one the ledger is sealed with. Changes nothing in it.
 *
 * @param trustedKeys ids of keys of the ledger believed although the key before did not sign them
 * @throws CommandError where it is no finished backup, or of a newer format
 */
export async function verifyBackup(
  folder: string,
  trustedKeys: readonly string[],
  progress: VerifyProgress,
): Promise<BackupReport> {
  const manifest = readManifest(folder);
  const differing = await faultsOfFiles(folder, manifest, progress.files);
  if (differing.length > 0) return { manifest, faults: differing, ledger: null, bodies: 0 };
  try {
    return await verifyContent(folder, manifest, trustedKeys, progress);
  } catch (error) {
    if (!(error instanceof StoreUnavailableError)) throw error;
    return { manifest, faults: [error.message], ledger: null, bodies: 0 };
  }
}

async function faultsOfFiles(
  folder: string,
  { files, days = [] }: BackupManifest,
  onProgress: VerifyProgress['files'],
): Promise<readonly string[]> {
  const total = [...files, ...days].reduce((sum, { bytes }) => sum + bytes, 0);
  const faults = Holding.options
    .filter(holds => holds !== 'presence' && !files.some(file => file.holds === holds))
    .map(holds => `the backup has no file of ${holds}`);
  let done = 0;
  for (const { name, bytes, sha256 } of [...files, ...days]) {
    const path = join(folder, name);
    const size = statSync(path, { throwIfNoEntry: false })?.size;
    if (size === undefined) faults.push(`${name} is missing`);
    else if (size !== bytes) faults.push(`${name} has ${size} bytes instead of ${bytes}`);
    else {
      const found = await hashOf(path, read => onProgress((done += read), total));
      if (found.sha256 !== sha256) faults.push(`${name} is not what was backed up: its hash is another`);
    }
  }
  return faults;
}

async function verifyContent(
  folder: string,
  manifest: BackupManifest,
  trustedKeys: readonly string[],
  progress: VerifyProgress,
): Promise<BackupReport> {
  const at = (holds: Holding): string => join(folder, `${holds}.db`);
  const log = await openEventStore(`sqlite:${at('events')}`, { readOnly: true });
  try {
    const structure = [
      ...(await log.checkIntegrity()).map(fault => `events.db: ${fault}`),
      ...manifest.files
        .filter(({ holds }) => holds !== 'events')
        .flatMap(({ name }) => faultsOfStructure(join(folder, name)).map(fault => `${name}: ${fault}`)),
    ];
    if (structure.length > 0) return { manifest, faults: structure, ledger: null, bodies: 0 };
    const ledger = await verifyLedger(log, ledgerCrypto, { trustedKeys, onProgress: progress.seals });
    const bodies = await faultsOfBodies(log, at('bodies'));
    const faults = [
      ...(ledger.problem ? [`the ledger does not verify: ${ledger.problem.message}`] : []),
      ...(await faultsOfHead(log, manifest, ledger)),
      // Where the ledger does not verify, it is not known which key is in force.
      ...(ledger.problem ? [] : faultsOfKey(at('credentials'), ledger, trustedKeys)),
      ...bodies.faults,
      // Backups of format 1 have no operation logs.
      ...(manifest.days ? (await verifyRoots(log, join(folder, daysFolder), false)).faults : []),
    ];
    return { manifest, faults, ledger, bodies: bodies.looked };
  } finally {
    await log.close();
  }
}

async function faultsOfHead(
  log: OpenedEventStore,
  manifest: BackupManifest,
  report: LedgerReport,
): Promise<readonly string[]> {
  const faults: string[] = [];
  const position = await log.lastPosition();
  const last = await log.eventAt(position);
  if (position !== manifest.log.position || last?.id !== manifest.log.last?.id)
    faults.push(`the log ends at position ${position}, not where the backup says`);
  if (report.ok && (report.lastSeal?.hash ?? null) !== (manifest.ledger?.hash ?? null))
    faults.push('the newest seal is not the one the backup names');
  return faults;
}

/**
 * A server that starts with another key than the ledger's goes on sealing with one that nobody has signed. The key
 * before is kept beside a new one, for a backup taken between the change of the key and its introduction in the log.
 */
function faultsOfKey(
  credentials: string,
  { keys }: LedgerReport,
  trustedKeys: readonly string[],
): readonly string[] {
  const inForce = keys.at(-1);
  if (inForce === undefined) return [];
  const key = credentialIn(credentials, 'server-key', 'ledger');
  if (!key) return ['credentials.db lacks the key that signs the seals'];
  const held = [key.secret, key.details['previous']]
    .filter(pem => typeof pem === 'string')
    .map(pem => ledgerSigner(pem).keyId);
  return held.some(id => id === inForce || trustedKeys.includes(id))
    ? []
    : [
        `credentials.db holds the key ${held[0]}, but the seals are signed with ${inForce}; if that was lost, name the one held as trusted`,
      ];
}

async function faultsOfBodies(
  log: OpenedEventStore,
  file: string,
): Promise<{ readonly looked: number; readonly faults: readonly string[] }> {
  const bodies = lookAtBodies(file);
  const seen = new Set<string>();
  const faults: string[] = [];
  let unsound = 0;
  try {
    for await (const events of log.readAll(0, { categories: ['device'] }))
      for (const { data, position } of events) {
        const hash = (data as { readonly source?: { readonly body?: string } }).source?.body;
        if (hash === undefined || seen.has(hash)) continue;
        seen.add(hash);
        const state = bodies.state(hash);
        if (state === 'sound') continue;
        if (++unsound <= mostFaults)
          faults.push(`the body ${hash}, named by the event at position ${position}, is ${state}`);
      }
  } finally {
    bodies.close();
  }
  if (unsound > mostFaults) faults.push(`… and ${unsound - mostFaults} more bodies`);
  return { looked: seen.size, faults };
}
