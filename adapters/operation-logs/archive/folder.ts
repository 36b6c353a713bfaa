import type { Dirent, Stats } from 'node:fs';
import { lstat, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
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
  readonly #known = new Map<OperationDay, Known>();

  constructor(folder: string) {
    this.folder = folder;
  }

  /** Whether one can write there now. Rejects with ArchiveFault. */
  async probe(): Promise<void> {
    const file = path.join(this.folder, `probe${copying}`);
    try {
      if (!(await lstat(this.folder)).isDirectory())
        throw new ArchiveFault('unreachable', `${this.folder} is no folder`);
      await writeWhole(file, 'muster');
      await rm(file, { force: true });
    } catch (error) {
      throw faultOf(error);
    }
  }

  /** Every day that has a manifest; those whose manifest cannot be read are told with `damaged`. Rejects with ArchiveFault. */
  async days(): Promise<ReadonlyMap<OperationDay, ArchivedDay | 'damaged'>> {
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
