import { pathOf, rootOf, type Entry } from './entry.ts';
import type { Change, Tree } from './tree.ts';

/** What has become of a thing since it came to rest the last time. */
export interface Course {
  readonly entry: Entry;
  /** Undefined: it was not there. */
  readonly was: string | undefined;
  /** When it began, in milliseconds since the epoch. */
  readonly since: number;
  /** When something happened to it last. */
  touched: number;
  /** What stood before where it stands. */
  replaces: Entry | undefined;
}

/** Something that stayed so: the steps between are gone. */
export interface Outcome {
  readonly course: Course;
  /** Of the course, when this was found to be what came out. */
  readonly touched: number;
  readonly entry: Entry;
  /** Undefined: it was not there before. */
  readonly was: string | undefined;
  /** Undefined: it is gone. */
  readonly is: string | undefined;
  readonly since: number;
  readonly replaces: Entry | undefined;
}

/** What is written on and on is taken for complete after so long. */
const longestMs = 600_000;

/**
 * Makes of many small changes what came out of them: programs write beside the file and rename, move what was there
 * aside and remove it. Nothing is told before it has been at rest for a while.
 */
export class Journal {
  readonly #tree: Pick<Tree, 'at' | 'forget'>;
  readonly #restMs: number;
  readonly #courses = new Map<Entry, Course>();

  constructor(tree: Pick<Tree, 'at' | 'forget'>, restMs: number) {
    this.#tree = tree;
    this.#restMs = restMs;
  }

  get isEmpty(): boolean {
    return this.#courses.size === 0;
  }

  /** What is under way with files that are being written now. */
  get appearing(): readonly Entry[] {
    return [...this.#courses.values()].filter(({ entry }) => isAt(entry)).map(({ entry }) => entry);
  }

  /** Whether it is still so, and to be told of now: what happens from here on is another course. */
  take({ course, touched }: Outcome): boolean {
    if (this.#courses.get(course.entry) !== course || course.touched !== touched) return false;
    return this.#courses.delete(course.entry);
  }

  /** Whether it was not there before, and was told of to nobody yet. */
  isNew(entry: Entry): boolean {
    const course = this.#courses.get(entry);
    return course !== undefined && course.was === undefined;
  }

  /** What is not there any more, and was told of to nobody yet. */
  isLeaving(entry: Entry): boolean {
    return this.#courses.has(entry) && !isAt(entry);
  }

  note(change: Change, now: number): void {
    const { entry } = change;
    const known = this.#courses.get(entry);
    if (known) {
      known.touched = now;
      return;
    }
    const was = 'from' in change ? change.from : change.kind === 'changed' ? pathOf(entry) : undefined;
    this.#courses.set(entry, { entry, was, since: now, touched: now, replaces: undefined });
  }

  /**
   * What has come to rest: first what is there, files before the folders they are in; then what is gone. Each is to be
   * taken before it is told of.
   */
  settled(now: number): readonly Outcome[] {
    this.#markReplacing();
    const ripe = [...this.#courses.values()].filter(
      course => now - course.touched >= this.#restMs || now - course.since >= longestMs,
    );
    const busy = this.#foldersOfNew();
    const outcomes: Outcome[] = [];
    for (const course of ripe) {
      const { entry, was, since, replaces, touched } = course;
      // A folder is told of once everything in it was.
      if (busy.has(entry) && isAt(entry)) continue;
      const is = isAt(entry) ? pathOf(entry) : undefined;
      if (is === undefined && (was === undefined || this.#tree.at(was))) {
        this.#courses.delete(entry);
        this.#tree.forget(entry);
      } else outcomes.push({ course, touched, entry, was, is, since, replaces });
    }
    return outcomes.toSorted((one, other) => rankOf(one) - rankOf(other));
  }

  /** It is told of with something else. */
  drop(entry: Entry): void {
    this.#courses.delete(entry);
  }

  /** A medium was taken away: nothing has become of what is on it. */
  dropWithin(root: string): void {
    for (const entry of this.#courses.keys()) {
      if (rootOf(entry).name !== root) continue;
      this.#courses.delete(entry);
      this.#tree.forget(entry);
    }
  }

  #markReplacing(): void {
    for (const { entry, was } of this.#courses.values()) {
      if (was === undefined || isAt(entry)) continue;
      const there = this.#tree.at(was);
      const course = there && this.#courses.get(there);
      if (course) course.replaces = entry;
    }
  }

  /** Folders in which something new is not told of yet. */
  #foldersOfNew(): ReadonlySet<Entry> {
    const found = new Set<Entry>();
    for (const { entry, was } of this.#courses.values())
      for (let at = entry.parent; at && was === undefined && !found.has(at); at = at.parent) found.add(at);
    return found;
  }
}

/** Whether it stands where it was last seen, and every folder around it does. */
function isAt(entry: Entry): boolean {
  const { parent, name } = entry;
  return !parent || (parent.entries.get(name) === entry && isAt(parent));
}

/** Copies are told before what they were made of is gone: together they are a move. */
function rankOf({ entry, is }: Outcome): number {
  return (is === undefined ? 2 : 0) + (entry.isFolder ? 1 : 0);
}
