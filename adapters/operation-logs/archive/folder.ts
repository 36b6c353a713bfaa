import { randomUUID } from 'node:crypto';
import type { Dirent, Stats } from 'node:fs';
import { lstat, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { OperationDay } from '../../../domain/operation-logs/records/index.ts';
import { ArchiveFault, faultOf } from './faults.ts';
import { copying, dayForm, longestManifest, Manifest, manifestName } from './manifest.ts';

/** A day as its folder shows it. */
export interface ArchivedDay {
  readonly manifest: Manifest;
  /** Whole paths of its files. */
  readonly paths: readonly string[];
  readonly bytes: number;
  /** Names of files that are gone, or not as long as they were; no such day is read. */
  readonly damaged: readonly string[];
  /** Those of them that are gone. */
  readonly missing: readonly string[];
  /** Another one where a file was replaced or changed. */
  readonly mark: string;
}

/** What is kept of a manifest that was read, and of which bytes. */
interface Known {
  readonly mark: string;
  readonly manifest: Manifest | null;
}

/** Others on this machine have no business with it. */
const mode = 0o640;

/**
 * The archive's folder: a folder for each day, `2026-09-01`, with Parquet files and a manifest. Everything else in it is
 * left alone. Links are not followed: what lies elsewhere is no part of it.
 */
export class ArchiveFolder {
  readonly folder: string;
  readonly #log: string | null;
  readonly #known = new Map<OperationDay, Known>();

  /**
   * `log`: the folder counts only where it is marked as the archive of this log. A server at which the share is not
   * mounted finds an empty folder, which must not be taken for the archive that the others see.
   */
  constructor(folder: string, log: string | null = null) {
    this.folder = folder;
    this.#log = log;
  }

  /** Whether one can write there now, and it is the archive of this log. Rejects with ArchiveFault. */
  async probe(): Promise<void> {
    await this.tryOut();
    await this.#assertMarked();
  }

  /** Whether one can write there now. Rejects with ArchiveFault. */
  async tryOut(): Promise<void> {
    const file = path.join(this.folder, `probe-${randomUUID()}${copying}`);
    try {
      if (!(await lstat(this.folder)).isDirectory())
        throw new ArchiveFault('unreachable', `${this.folder} is no folder`);
      await writeWhole(file, 'muster');
      await rm(file, { force: true });
    } catch (error) {
      throw faultOf(error);
    }
  }

  /**
   * Tries it out, and marks it as the archive of this log. Where it was that already, and has neither its mark nor any
   * of these days, it is not it. Rejects with ArchiveFault.
   */
  async mark(expected: readonly OperationDay[] = []): Promise<void> {
    await this.tryOut();
    if (this.#log === null || (await this.#isMarked())) return;
    try {
      if (expected.length > 0 && !(await this.#hasSome(expected)))
        throw new ArchiveFault(
          'unreachable',
          `${this.folder} has none of the days that were archived there: is the share mounted?`,
        );
      const file = path.join(this.folder, markName);
      await writeWhole(`${file}${copying}`, `${JSON.stringify(markOfLog(this.#log))}\n`);
      await rename(`${file}${copying}`, file);
      await syncFolder(this.folder);
    } catch (error) {
      throw faultOf(error);
    }
  }

  /** Every day that has a manifest; those whose manifest cannot be read are told with `damaged`. Rejects with ArchiveFault. */
  async days(): Promise<ReadonlyMap<OperationDay, ArchivedDay | 'damaged'>> {
    await this.#assertMarked();
    const days = new Map<OperationDay, ArchivedDay | 'damaged'>();
    for (const entry of await entriesOf(this.folder)) {
      if (!entry.isDirectory() || !dayForm.test(entry.name)) continue;
      const day = await this.#day(entry.name);
      if (day) days.set(entry.name, day);
    }
    return days;
  }

  /** Takes away what an attempt left that came to nothing, and files that no manifest names any more. */
  async tidy(day: OperationDay): Promise<void> {
    const folder = this.placeOf(day);
    const known = (await this.days()).get(day);
    // What cannot be read may be all that is left of a day.
    if (known === 'damaged') return;
    const named = new Set(known?.manifest.files.map(({ name }) => name));
    for (const { name } of await entriesOf(folder).catch(() => []))
      if (name.endsWith(copying) || (ownFile.test(name) && !named.has(name)))
        await rm(path.join(folder, name), { force: true });
  }

  placeOf(day: OperationDay): string {
    return path.join(this.folder, day);
  }

  /** Makes the day's folder; one that is a link is none. */
  async prepare(day: OperationDay): Promise<void> {
    const folder = this.placeOf(day);
    await mkdir(folder, { recursive: false }).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
    if (!(await lstat(folder)).isDirectory())
      throw new ArchiveFault('archive', `${folder} is not a folder of its own`, [day]);
  }

  /** From now on the day is what the manifest says; files of before that it does not name are removed. */
  async keep(manifest: Manifest): Promise<void> {
    const folder = this.placeOf(manifest.day);
    const file = path.join(folder, manifestName);
    await writeWhole(`${file}${copying}`, `${JSON.stringify(manifest, null, 2)}\n`);
    await rename(`${file}${copying}`, file);
    await syncFolder(folder);
    await syncFolder(this.folder);
    await this.tidy(manifest.day);
  }

  /** A day is removed for good. */
  async drop(day: OperationDay): Promise<void> {
    const folder = this.placeOf(day);
    const stat = await statOf(folder);
    if (!stat?.isDirectory()) return;
    // Without it the folder is no day any more, whatever comes between.
    await rm(path.join(folder, manifestName), { force: true });
    this.#known.delete(day);
    await this.tidy(day);
    await rm(folder, { recursive: false, force: true }).catch(() => undefined);
  }

  async #assertMarked(): Promise<void> {
    if (!(await this.#isMarked()))
      throw new ArchiveFault(
        'unreachable',
        `${this.folder} is not the archive that the servers share: it has no ${markName} of their log. Mount the share there, or set the folder again`,
      );
  }

  async #isMarked(): Promise<boolean> {
    if (this.#log === null) return true;
    const text = await readFile(path.join(this.folder, markName), 'utf8').catch(
      (error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return '';
        throw faultOf(error);
      },
    );
    return isMarkOf(text, this.#log);
  }

  async #hasSome(days: readonly OperationDay[]): Promise<boolean> {
    for (const day of days)
      if ((await statOf(path.join(this.placeOf(day), manifestName)))?.isFile()) return true;
    return false;
  }

  async #day(day: OperationDay): Promise<ArchivedDay | 'damaged' | undefined> {
    const file = path.join(this.placeOf(day), manifestName);
    const stat = await statOf(file);
    if (!stat?.isFile()) return undefined;
    const manifest = await this.#manifest(day, file, stat);
    if (!manifest) return 'damaged';
    const paths = manifest.files.map(({ name }) => path.join(this.placeOf(day), name));
    const damaged: string[] = [];
    const missing: string[] = [];
    const marks = [markOf(stat)];
    for (const [index, { name, bytes }] of manifest.files.entries()) {
      const found = await statOf(paths[index]!);
      if (!found) missing.push(name);
      marks.push(found ? markOf(found) : '');
      if (!found?.isFile() || found.size !== bytes) damaged.push(name);
    }
    const bytes = manifest.files.reduce((sum, one) => sum + one.bytes, stat.size);
    return { manifest, paths, bytes, damaged, missing, mark: marks.join() };
  }

  async #manifest(day: OperationDay, file: string, stat: Stats): Promise<Manifest | null> {
    const mark = markOf(stat);
    const known = this.#known.get(day);
    if (known?.mark === mark) return known.manifest;
    const manifest = stat.size > longestManifest ? null : await readManifest(file, day);
    this.#known.set(day, { mark, manifest });
    return manifest;
  }
}

/** Says whose archive it is. Programs that read whole folders pass over such names. */
const markName = '_archive.json';

function markOfLog(log: string) {
  return { format: 'muster-operations', log };
}

function isMarkOf(text: string, log: string): boolean {
  try {
    return isDeepStrictEqual(JSON.parse(text), markOfLog(log));
  } catch {
    return false;
  }
}

const ownFile = /^\d{4}-\d\d-\d\d\.[0-9a-f]{8}\.\d{3,5}\.parquet$/u;

function markOf({ ino, size, mtimeMs }: Stats): string {
  return `${ino} ${size} ${mtimeMs}`;
}

async function readManifest(file: string, day: OperationDay): Promise<Manifest | null> {
  const text = await readFile(file, 'utf8');
  try {
    const manifest = Manifest.parse(JSON.parse(text));
    const whole = manifest.files.reduce((sum, { records }) => sum + records, 0);
    return manifest.day === day && whole === manifest.records ? manifest : null;
  } catch {
    return null;
  }
}

async function entriesOf(folder: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    throw faultOf(error);
  }
}

async function statOf(file: string): Promise<Stats | undefined> {
  return lstat(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw faultOf(error);
  });
}

async function writeWhole(file: string, text: string): Promise<void> {
  // A link that somebody put there is replaced, not followed.
  await rm(file, { force: true });
  const handle = await open(file, 'wx', mode);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

export async function syncFolder(folder: string): Promise<void> {
  // Windows has no such thing as a folder that can be opened.
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
