import type { FileDriveType, OperationDetail } from '../../../../../domain/operation-logs/index.ts';
import type { SeenOperation } from '../../collector.ts';
import type { FileFacts } from '../../known-files.ts';
import { originalOf } from './copies.ts';
import { largestDigested, type Digests } from './digest.ts';
import { isFolder, pathOf, type Entry, type Folder } from './entry.ts';
import type { Holders } from './holders.ts';
import type { Journal, Outcome } from './journal.ts';
import { isFollowed, type Origin, type Origins } from './origins.ts';
import { packedIn } from './packed.ts';
import type { Tree } from './tree.ts';

export interface TellerPorts {
  readonly tree: Tree;
  readonly journal: Journal;
  readonly digests: Digests;
  readonly origins: Origins;
  readonly holders: Pick<Holders, 'of'>;
  readonly driveOf: (path: string) => FileDriveType;
  readonly wanted: ReadonlySet<OperationDetail>;
  readonly record: (record: SeenOperation) => void;
}

type Facts = FileFacts & Pick<SeenOperation, 'files'>;

/** Says what came out of changes in the words of operation logs. */
export class Teller {
  readonly #ports: TellerPorts;
  /** Of folders that are new: the folders that what is in them was copied from; undefined: from nowhere. */
  readonly #sources = new WeakMap<Folder, Set<Folder | undefined>>();

  constructor(ports: TellerPorts) {
    this.#ports = ports;
  }

  async tell(outcome: Outcome): Promise<void> {
    const { entry, was, is } = outcome;
    if (is === undefined) return this.#gone(entry, was!, outcome.since);
    if (was !== undefined && was !== is) return this.#wentTo(outcome, was, is);
    if (isFolder(entry)) return was === undefined ? this.#newFolder(entry, is, outcome.since) : undefined;
    return this.#written(outcome, is);
  }

  /** What is known of a file, whatever happens to it. */
  async about(entry: Entry): Promise<FileFacts> {
    const file = pathOf(entry);
    return {
      file,
      fileDrive: this.#ports.driveOf(file),
      size: entry.size,
      ...timesOf(entry),
      ...saidOf(this.#originOf(entry, file)),
      ...(await this.#contentOf(entry)),
    };
  }

  /** A file is new, or holds something else: it may hold what another does. */
  async #written({ entry, was, since, replaces }: Outcome, is: string): Promise<void> {
    const { journal, origins } = this.#ports;
    const { bySize } = this.#ports.tree;
    const original = await originalOf(entry, { ...this.#ports, bySize }, was !== undefined);
    if (was === undefined) this.#noteSource(entry, original?.parent);
    if (!original) {
      // A document that was saved came from where the one before did.
      const before = replaces && this.#originOf(replaces, is);
      if (before) origins.follow(entry.id, before);
      if (await this.#packed(entry, is, since)) return;
      if (was !== undefined || replaces || !this.#ports.wanted.has('create-file')) return;
      return this.#say('create-file', entry, since, {
        file: is,
        fileDrive: this.#ports.driveOf(is),
        ...(await this.#contentOf(entry)),
      });
    }
    const from = pathOf(original);
    const origin = this.#originOf(original, from);
    if (origin && isFollowed(this.#ports.driveOf(is))) origins.follow(entry.id, origin);
    const content = await this.#contentOf(entry);
    await this.#say(journal.isLeaving(original) ? 'move-file' : 'copy-file', entry, since, {
      ...this.#way(from, is),
      ...saidOf(origin),
      ...content,
    });
    if (journal.isLeaving(original)) this.#forget(original);
  }

  /** What is in an archive has been copied into it. */
  async #packed(entry: Entry, is: string, since: number): Promise<boolean> {
    if (!this.#ports.wanted.has('copy-file')) return false;
    const [first, ...others] = await packedIn(entry, { ...this.#ports, bySize: this.#ports.tree.bySize });
    if (!first) return false;
    const from = pathOf(first);
    const origin = this.#originOf(first, from);
    if (origin && isFollowed(this.#ports.driveOf(is))) this.#ports.origins.follow(entry.id, origin);
    await this.#say('copy-file', entry, since, {
      ...this.#way(from, is),
      files: [first, ...others].map(pathOf),
      ...saidOf(origin),
      ...(await this.#contentOf(entry)),
    });
    return true;
  }

  async #newFolder(folder: Folder, is: string, since: number): Promise<void> {
    const { journal, driveOf } = this.#ports;
    const sources = [...(this.#sources.get(folder) ?? [])];
    this.#sources.delete(folder);
    const source = sources.length === 1 ? sources[0] : undefined;
    this.#noteSource(folder, source?.parent);
    if (!source) return this.#say('create-folder', folder, since, { file: is, fileDrive: driveOf(is) });
    const isMoved = journal.isLeaving(source);
    await this.#say(isMoved ? 'move-folder' : 'copy-folder', folder, since, this.#way(pathOf(source), is));
    if (isMoved) this.#forget(source);
  }

  /** The same thing under another name, or in another folder. */
  async #wentTo({ entry, since }: Outcome, was: string, is: string): Promise<void> {
    const isRenamed = folderOf(was) === folderOf(is);
    const way = this.#way(was, is);
    if (isFolder(entry)) return this.#say(isRenamed ? 'rename-folder' : 'move-folder', entry, since, way);
    await this.#say(isRenamed ? 'rename-file' : 'move-file', entry, since, {
      ...way,
      ...saidOf(this.#originOf(entry, was)),
      ...(await this.#contentOf(entry)),
    });
  }

  /** What is in a folder goes with it, whether or not it was seen going. */
  async #gone(entry: Entry, was: string, since: number): Promise<void> {
    const { driveOf, journal } = this.#ports;
    if (isFolder(entry))
      for (const each of [...entry.entries.values()]) {
        journal.drop(each);
        await this.#gone(each, `${was}/${each.name}`, since);
      }
    const content = entry.isFolder ? {} : this.#knownContent(entry);
    const facts = { file: was, fileDrive: driveOf(was), ...content };
    await this.#say(entry.isFolder ? 'delete-folder' : 'delete-file', entry, since, facts);
    this.#forget(entry);
  }

  async #say(detail: OperationDetail, entry: Entry, time: number, facts: Facts): Promise<void> {
    const doer = await this.#ports.holders.of(entry);
    const size = entry.isFolder ? {} : { size: entry.size };
    this.#ports.record({ time, detail, ...doer, ...timesOf(entry), ...size, ...facts });
  }

  #forget(entry: Entry): void {
    const { tree, journal, origins } = this.#ports;
    journal.drop(entry);
    origins.forget(entry.id);
    tree.forget(entry);
  }

  #noteSource(entry: Entry, source: Folder | undefined): void {
    const { parent } = entry;
    if (!parent) return;
    const sources = this.#sources.get(parent) ?? new Set();
    // Of folders that were there before nobody asks.
    if (this.#ports.journal.isNew(parent)) this.#sources.set(parent, sources.add(source));
  }

  #originOf(entry: Entry, path: string): Origin | undefined {
    const known = this.#ports.origins.of(entry.id);
    const drive = this.#ports.driveOf(path);
    if (known || !isFollowed(drive)) return known;
    return { drive, created: entry.born > 0 ? secondsOf(entry.born) : null };
  }

  #way(file: string, destination: string): Facts {
    const { driveOf } = this.#ports;
    return { file, fileDrive: driveOf(file), destination, destinationDrive: driveOf(destination) };
  }

  async #contentOf(entry: Entry): Promise<Facts> {
    if (entry.size > largestDigested || entry.size === 0) return {};
    await this.#ports.digests.of(entry);
    return this.#knownContent(entry);
  }

  #knownContent(entry: Entry): Facts {
    const known = this.#ports.digests.known(entry);
    return known?.isWhole ? { content: known.digest } : {};
  }
}

function saidOf(origin: Origin | undefined): Facts {
  if (!origin) return {};
  const { drive, created } = origin;
  return { originalDrive: drive, ...(created !== null && { originalCreated: created }) };
}

function timesOf(entry: Entry): FileFacts {
  return {
    ...(entry.born > 0 && { fileCreated: secondsOf(entry.born) }),
    fileModified: secondsOf(entry.modified),
  };
}

const secondsOf = (milliseconds: number): number => Math.floor(milliseconds / 1_000);

const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/'));
