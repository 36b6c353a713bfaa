import type { HistoryEntry } from '../../../adapters/read-store/columnar/index.ts';
import type { Value } from '../../../projections/kernel/index.ts';
import { deviceColumns, deviceId, firstDay, seeded } from '../../support/device-collections.ts';

const DAY = 86_400_000;
const YEARS = 3 * 365 * DAY;

/** How often a column changes, of all changes; the other 24 columns never do. */
const SHARES: readonly (readonly [string, number, (random: () => number) => Value])[] = [
  ['diskFree', 0.3, random => Math.floor(random() * 400_000)],
  [
    'ipAddress',
    0.15,
    random => `10.${Math.floor(random() * 4)}.${Math.floor(random() * 256)}.${Math.floor(random() * 256)}`,
  ],
  ['user', 0.12, random => `user${Math.floor(random() * 40_000)}`],
  ['agentVersion', 0.1, random => `1.${Math.floor(random() * 6)}`],
  ['softwareCount', 0.08, random => 150 + Math.floor(random() * 300)],
  ['diskFreePercent', 0.06, random => Math.floor(random() * 1_000) / 10],
  ['lastInventoryAt', 0.05, random => firstDay + Math.floor(random() * YEARS)],
  ['osVersion', 0.03, random => `10.0.${19_000 + Math.floor(random() * 40)}`],
  ['kernel', 0.03, random => `6.${Math.floor(random() * 12)}.0-${Math.floor(random() * 30)}-amd64`],
  ['department', 0.03, random => `Plant ${Math.floor(random() * 12)}/Section ${Math.floor(random() * 20)}`],
  ['location', 0.02, random => `Building ${Math.floor(random() * 30)}`],
  ['managementStatus', 0.01, random => (random() < 0.9 ? 'managed' : 'ignored')],
  ['tag', 0.01, random => `tag-${Math.floor(random() * 500)}`],
  ['memory', 0.005, random => 8_192 * (1 + Math.floor(random() * 8))],
  ['name', 0.005, random => `pc-${String(Math.floor(random() * 1e9)).padStart(9, '0')}`],
];

/**
 * Three years of an organization: devices that register (60 % in the first month), change one column at a time,
 * and rarely go. One event a change; positions count 1, 2, 3.
 */
export class ColumnarData {
  readonly documents: number;
  readonly changes: number;
  readonly #random: () => number;
  readonly #values: Record<string, Value>[] = [];
  readonly #dead = new Set<number>();
  readonly #step: number;
  #made = 0;
  position = 0;

  constructor(documents: number, changes: number, seed = 7) {
    this.documents = documents;
    this.changes = changes;
    this.#random = seeded(seed);
    this.#step = YEARS / (documents + changes);
  }

  get at(): number {
    return firstDay + Math.floor(this.position * this.#step);
  }

  idOf(doc: number): string {
    return deviceId(doc);
  }

  timeOf(position: number): number {
    return firstDay + Math.floor(position * this.#step);
  }

  /** The next events; fewer than asked for at the end of the three years. */
  batch(size: number): HistoryEntry[] {
    const entries: HistoryEntry[] = [];
    while (entries.length < size && this.#made < this.changes) entries.push(this.#one());
    return entries;
  }

  /** Changes beyond the three years. */
  more(size: number): HistoryEntry[] {
    return Array.from({ length: size }, () => this.#change(++this.position));
  }

  #one(): HistoryEntry {
    const position = ++this.position;
    const share = this.#made / this.changes;
    const wanted =
      this.documents * (share < 1 / 36 ? 0.6 * share * 36 : 0.6 + (0.4 * (share - 1 / 36)) / (35 / 36));
    if (this.#values.length < Math.max(1, wanted)) return this.#birth(position);
    this.#made++;
    if (this.#random() < (0.03 * this.documents) / this.changes) {
      const doc = this.#living();
      this.#dead.add(doc);
      return { position, at: this.at, deaths: [doc] };
    }
    return this.#change(position);
  }

  #birth(position: number): HistoryEntry {
    const doc = this.#values.length;
    const columns = deviceColumns(doc, this.#random);
    this.#values.push(Object.fromEntries(SHARES.map(([name]) => [name, columns[name] ?? null])));
    return { position, at: this.at, births: [{ doc, id: deviceId(doc), columns }] };
  }

  #change(position: number): HistoryEntry {
    const doc = this.#living();
    let left = this.#random();
    const [column, , make] = SHARES.find(([, share]) => (left -= share) < 0) ?? SHARES[0]!;
    const values = this.#values[doc]!;
    const from = values[column] ?? null;
    const to = make(this.#random);
    values[column] = to;
    return { position, at: this.at, changes: from === to ? [] : [{ doc, column, from, to }] };
  }

  #living(): number {
    for (;;) {
      const doc = Math.floor(this.#random() * this.#values.length);
      if (!this.#dead.has(doc)) return doc;
    }
  }
}
