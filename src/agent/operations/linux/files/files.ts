import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { CollectorWork, OperationCollector } from '../../collector.ts';
import type { FileFacts, FileKnowledge, FileTraits } from '../../known-files.ts';
import { pulse } from '../../pulse.ts';
import { mountOf, mountsIn, type Mount } from '../mounts.ts';
import { People } from '../people.ts';
import { Digests } from './digest.ts';
import { isFolder } from './entry.ts';
import { Holders } from './holders.ts';
import { Journal } from './journal.ts';
import { Origins } from './origins.ts';
import { homesOf, mediaOf } from './places.ts';
import { Teller } from './teller.ts';
import { Tree } from './tree.ts';

const everyMs = 250;
/** What nothing has happened to for so long has come to rest. */
const restMs = 1_500;
/** At whatever pace: between the two steps in which a copy is made a busy computer needs so long. */
const leastRestMs = 300;
const mountsEveryMs = 2_000;
/** Programs tell of times in whole milliseconds. */
const sameMomentMs = 1;
const originsEveryMs = 60_000;
const recheckEveryMs = 600_000;

/** What becomes of files and folders. */
export const files: OperationCollector = {
  name: 'files',
  details: [
    ...(['create-file', 'copy-file', 'move-file', 'rename-file', 'delete-file'] as const),
    ...(['create-folder', 'copy-folder', 'move-folder', 'rename-folder', 'delete-folder'] as const),
  ],
  words:
    'Files and folders in homes (not those whose names begin with a dot) and on media and network drives: created, copied, moved, renamed, deleted. By inotify; a copy is told by what it holds, for which files are read and a digest is made. Not what is read, nor programs that write into a file that is there.',

  async lack({ root }) {
    const found = await stat(join(root, 'proc/sys/fs/inotify')).catch(() => undefined);
    return found ? undefined : 'the kernel has no inotify';
  },

  async start(work) {
    const watch = new FileWatch(work);
    await watch.open();
    work.known.offer(watch);
    const stop = await pulse({ everyMs: everyMs * work.pace, log: work.log }, () => watch.look());
    return async () => {
      work.known.offer(undefined);
      await stop();
      watch.close();
    };
  },
};

/** Everything that has to be looked at now and then, one after the other. */
class FileWatch implements FileKnowledge {
  readonly #work: CollectorWork;
  readonly #people: People;
  readonly #tree: Tree;
  readonly #journal: Journal;
  readonly #holders: Holders;
  readonly #origins: Origins;
  readonly #teller: Teller;
  readonly #due = new Map<() => Promise<void> | void, number>();
  #mounts: readonly Mount[] = [];
  #isMarked = false;
  #saidLeftOut = 0;

  constructor(work: CollectorWork) {
    const { watched, kept, pace, wanted, record } = work;
    this.#work = work;
    this.#people = new People(watched);
    this.#tree = new Tree(() => (this.#isMarked = true));
    this.#journal = new Journal(this.#tree, Math.max(leastRestMs, restMs * pace));
    this.#holders = new Holders(watched.root, this.#people, pace);
    this.#origins = new Origins(kept);
    this.#teller = new Teller({
      tree: this.#tree,
      journal: this.#journal,
      digests: new Digests(pace),
      origins: this.#origins,
      holders: this.#holders,
      driveOf: path => mountOf(path, this.#mounts)?.type ?? 'other',
      wanted,
      record,
    });
  }

  open(): Promise<void> {
    return this.#followRoots();
  }

  async named({ name, size, modified }: FileTraits): Promise<FileFacts | undefined> {
    const alike = [...this.#tree.bySize.of(size)].filter(each => each.name === name);
    const same = alike.filter(each => Math.abs(each.modified - modified) < sameMomentMs);
    const [found, ...others] = same.length > 0 ? same : alike;
    return found && others.length === 0 ? this.#teller.about(found) : undefined;
  }

  async at(path: string): Promise<FileFacts | undefined> {
    const found = this.#tree.at(path);
    return found && !isFolder(found) ? this.#teller.about(found) : undefined;
  }

  async look(): Promise<void> {
    const { now } = this.#work;
    await this.#notice();
    if (!this.#journal.isEmpty) {
      await this.#holders.look(this.#journal.appearing, now());
      for (const outcome of this.#journal.settled(now())) {
        if (this.#journal.take(outcome)) await this.#teller.tell(outcome);
        // To read what files hold takes its time.
        await this.#notice();
      }
    }
    await this.#every(mountsEveryMs, this.#followRoots);
    await this.#every(originsEveryMs, this.#keepOrigins);
    await this.#every(recheckEveryMs, this.#recheck);
  }

  async #notice(): Promise<void> {
    if (!this.#isMarked) return;
    this.#isMarked = false;
    for (const change of await this.#tree.changes()) this.#journal.note(change, this.#work.now());
  }

  close(): void {
    this.#origins.keep();
    this.#tree.close();
  }

  async #every(ms: number, act: () => Promise<void> | void): Promise<void> {
    const now = this.#work.now();
    const due = this.#due.get(act) ?? now + ms * this.#work.pace;
    this.#due.set(act, due);
    if (due > now) return;
    this.#due.delete(act);
    await act();
  }

  readonly #keepOrigins = (): void => this.#origins.keep();
  readonly #recheck = (): Promise<void> => this.#tree.recheck();

  /** Media come and go, and so do people. */
  readonly #followRoots = async (): Promise<void> => {
    const { watched, log } = this.#work;
    this.#mounts = await mountsIn(watched.root);
    const homes = await homesOf(watched, this.#people);
    const roots = [...homes, ...mediaOf(this.#mounts, homes)];
    const wanted = new Set(roots.map(({ path }) => path));
    for (const path of this.#tree.roots) {
      if (wanted.has(path) && !this.#tree.doubtful.has(path)) continue;
      this.#tree.drop(path);
      this.#journal.dropWithin(path);
    }
    const known = new Set(this.#tree.roots);
    for (const root of roots) if (!known.has(root.path)) await this.#tree.take(root);
    const { leftOut } = this.#tree;
    if (leftOut > this.#saidLeftOut) log.warn({ folders: leftOut }, 'more folders than are watched');
    this.#saidLeftOut = leftOut;
  };
}
