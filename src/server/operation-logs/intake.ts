import {
  between,
  checkBatch,
  hasDetail,
  deviceLog,
  operationLogStream,
  recordsOf,
  timesOf,
  withSuspicions,
  type BatchFault,
  type OperationBatch,
  type OperationLogSettings,
} from '../../../domain/operation-logs/index.ts';
import type { Actor } from '../../../domain/kernel/index.ts';
import { recordIdIn, type OperationStore } from '../../../projections/operation-logs/index.ts';
import { accepted } from '../errors/index.ts';
import type { Services } from '../services.ts';

const dayMs = 86_400_000;
const hourMs = 3_600_000;

/** What became of a batch. `discarded`: nothing of it is kept; the device need not send it again. */
export interface BatchAnswer {
  readonly seq: number;
  readonly state: 'recorded' | 'repeated' | 'discarded' | 'refused';
  readonly fault?: BatchFault;
}

/** Takes what devices tell of the operations of their users. */
export class OperationIntake {
  readonly #services: Pick<Services, 'clock' | 'commands'>;
  readonly #store: OperationStore;

  constructor(services: Pick<Services, 'clock' | 'commands'>, store: OperationStore) {
    this.#services = services;
    this.#store = store;
  }

  /** Each batch by itself: what is wrong with one keeps nothing of the others out. Rejects with OperationsRefused. */
  async take(
    device: string,
    uploads: readonly unknown[],
    settings: OperationLogSettings,
    actor: Actor,
  ): Promise<readonly BatchAnswer[]> {
    const outside = new Outside();
    const answers: BatchAnswer[] = [];
    for (const upload of uploads) {
      const result = checkBatch(upload);
      if ('fault' in result) {
        const { seq } = (upload ?? {}) as { readonly seq?: unknown };
        answers.push({ seq: Number.isSafeInteger(seq) ? (seq as number) : 0, state: 'refused', ...result });
      } else answers.push(await this.#takeOne(device, result.batch, settings, actor, outside));
    }
    await this.#noteOutside(device, outside, actor);
    return answers;
  }

  async #takeOne(
    device: string,
    sent: OperationBatch,
    settings: OperationLogSettings,
    actor: Actor,
    outside: Outside,
  ): Promise<BatchAnswer> {
    const { seq } = sent;
    if (!settings.acquire) return { seq, state: 'discarded' };
    const now = Date.parse(this.#services.clock.now());
    const kept = between(sent, now - settings.days * dayMs, now + dayMs);
    if (kept !== sent) outside.add(sent, kept);
    if (kept === null) return { seq, state: 'discarded' };
    const { batch, detections } = withSuspicions(kept, settings.suspicious);
    const { repeated } = await this.#store.record({ device, batch, receivedAt: now });
    // Also of a repeat: the server may have ended between the record and the warning, and a warning is given once.
    if (detections.length > 0) {
      const told = detections.map(({ row, ...detection }) => ({
        ...detection,
        record: recordIdIn(device, batch, row),
      }));
      await this.#note(device, { type: 'NoteSuspicious', deviceId: device, detections: told }, actor);
    }
    if (settings.suspicious.printedPages !== null)
      await this.#notePrinting(device, batch, settings.suspicious.printedPages, actor);
    return { seq, state: repeated ? 'repeated' : 'recorded' };
  }

  /** Pages of one user within the hour before each of the prints of a batch, those told of already left out. */
  async #notePrinting(device: string, batch: OperationBatch, most: number, actor: Actor): Promise<void> {
    // Few batches have one: the records of the others are not made for it.
    if (!hasDetail(batch, 'print')) return;
    const prints = recordsOf(batch).filter(({ detail }) => detail === 'print');
    for (const user of new Set(prints.map(record => record.user ?? null))) {
      const own = prints.filter(record => (record.user ?? null) === user);
      const { state } = await this.#services.commands.load(operationLogStream(device), deviceLog);
      const told = Date.parse(state.printed[user ?? ''] ?? '1970-01-01T00:00:00Z');
      const first = own[0]!.time - hourMs;
      const pages = await this.#pagesOf(device, user, Math.max(first, told + 1), own.at(-1)!.time + 1);
      for (const { time } of own) {
        const sum = pages
          .filter(print => print.time > time - hourMs && print.time <= time)
          .reduce((total, print) => total + print.pages, 0);
        if (sum <= most) continue;
        const until = new Date(time).toISOString();
        await this.#note(device, { type: 'NotePrinting', deviceId: device, user, pages: sum, until }, actor);
        break;
      }
    }
  }

  async #pagesOf(device: string, user: string | null, from: number, until: number) {
    const pages: { readonly time: number; readonly pages: number }[] = [];
    for await (const found of this.#store.read({
      from,
      until,
      devices: new Set([device]),
      filter: {
        op: 'and',
        filters: [
          { op: 'eq', column: 'detail', value: 'print' },
          user === null
            ? { op: 'missing', column: 'user' }
            : { op: 'eq', column: 'user', value: String(user) },
        ],
      },
    }))
      for (const { record } of found) pages.push({ time: record.time, pages: Number(record.pages ?? 1) });
    return pages;
  }

  async #noteOutside(device: string, { records, oldest, newest }: Outside, actor: Actor): Promise<void> {
    if (records === 0) return;
    await this.#note(
      device,
      {
        type: 'NoteDiscarded',
        deviceId: device,
        records,
        oldest: new Date(oldest).toISOString(),
        newest: new Date(newest).toISOString(),
      },
      actor,
    );
  }

  async #note(device: string, command: Parameters<typeof deviceLog.decide>[0], actor: Actor): Promise<void> {
    accepted(await this.#services.commands.handle(operationLogStream(device), deviceLog, command, { actor }));
  }
}

/** Records that no day is kept for: too old, or of a clock that runs ahead. */
class Outside {
  records = 0;
  oldest = Infinity;
  newest = -Infinity;

  add(sent: OperationBatch, kept: OperationBatch | null): void {
    this.records += sent.n - (kept?.n ?? 0);
    const known = new Set(kept ? timesOf(kept) : []);
    for (const time of timesOf(sent)) {
      if (known.has(time)) continue;
      this.oldest = Math.min(this.oldest, time);
      this.newest = Math.max(this.newest, time);
    }
  }
}
