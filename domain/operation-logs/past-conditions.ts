import {
  batchOf,
  suspicions,
  withSuspicions,
  type OperationRecord,
  type Suspicion,
} from './records/index.ts';
import type { SuspicionConditions } from './settings.ts';

const hourMs = 3_600_000;

/** A record of the past and where it is kept. */
export interface PastRecord {
  readonly id: string;
  readonly device: string;
  readonly record: OperationRecord;
}

/** What a condition would have told of. */
export const pastConditions = [...suspicions.map(({ key }) => key), 'print'] as const;
export type PastCondition = Suspicion | 'print';

export interface PastExample {
  readonly condition: PastCondition;
  readonly id: string;
  readonly device: string;
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly user: string | null;
  /** Where it went, or the document that was printed. */
  readonly target: string | null;
  /** Within the hour, of printing; null of anything else. */
  readonly pages: number | null;
}

interface Counted {
  readonly value: string;
  readonly count: number;
}

export interface PastOutcome {
  /** Records the conditions mark, and how often mass printing is told of. */
  readonly counts: Readonly<Record<PastCondition, number>>;
  /** Most first: ids of devices, and names of users; all devices and users there are in `deviceCount`, `userCount`. */
  readonly devices: readonly Counted[];
  readonly users: readonly Counted[];
  readonly deviceCount: number;
  readonly userCount: number;
  /** The first ones. */
  readonly examples: readonly PastExample[];
}

const mostCounted = 20;
const mostExamplesEach = 5;

/**
 * The conditions held against records of the past, as the intake holds them against what arrives: pages of records in
 * the order of their times are added, and nothing is marked or told of.
 */
export class PastConditions {
  readonly #conditions: SuspicionConditions;
  readonly #counts: Record<PastCondition, number> = { mail: 0, 'web-ftp': 0, 'external-device': 0, print: 0 };
  readonly #devices = new Map<string, number>();
  readonly #users = new Map<string, number>();
  readonly #examples: PastExample[] = [];
  readonly #printing = new Map<string, { readonly time: number; readonly pages: number }[]>();

  constructor(conditions: SuspicionConditions) {
    this.#conditions = conditions;
  }

  add(page: readonly PastRecord[]): void {
    if (page.length === 0) return;
    const unmarked = page.map(({ record: { suspicion: _suspicion, ...record } }) => record);
    const { batch } = withSuspicions(batchOf(unmarked, { seq: 0, tz: 0 }), this.#conditions);
    const marks = batch.cols.suspicion as
      { readonly r: readonly number[]; readonly v: readonly number[] } | undefined;
    marks?.r.forEach((row, place) => {
      const one = page[row]!;
      const target = one.record.destination ?? one.record.url ?? null;
      this.#note(suspicions[marks.v[place]! - 1]!.key, one, target, null);
    });
    if (this.#conditions.printedPages !== null)
      for (const one of page)
        if (one.record.detail === 'print') this.#print(one, this.#conditions.printedPages);
  }

  outcome(): PastOutcome {
    return {
      counts: { ...this.#counts },
      devices: most(this.#devices),
      users: most(this.#users),
      deviceCount: this.#devices.size,
      userCount: this.#users.size,
      examples: this.#examples,
    };
  }

  /** Pages of one user at one computer within the hour before each print; what was told of counts no more. */
  #print(one: PastRecord, limit: number): void {
    const { time, user, pages = 1, document } = one.record;
    const key = JSON.stringify([one.device, user ?? null]);
    const within = (this.#printing.get(key) ?? []).filter(print => print.time > time - hourMs);
    within.push({ time, pages });
    const sum = within.reduce((total, print) => total + print.pages, 0);
    this.#printing.set(key, sum > limit ? [] : within);
    if (sum > limit) this.#note('print', one, document ?? null, sum);
  }

  #note(
    condition: PastCondition,
    { id, device, record }: PastRecord,
    target: string | null,
    pages: number | null,
  ) {
    const user = record.user ?? null;
    this.#counts[condition]++;
    this.#devices.set(device, (this.#devices.get(device) ?? 0) + 1);
    if (user !== null) this.#users.set(user, (this.#users.get(user) ?? 0) + 1);
    if (this.#examples.filter(each => each.condition === condition).length < mostExamplesEach)
      this.#examples.push({ condition, id, device, time: record.time, user, target, pages });
  }
}

function most(counts: ReadonlyMap<string, number>): readonly Counted[] {
  return [...counts]
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
    .slice(0, mostCounted);
}
