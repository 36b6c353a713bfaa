import type { EventStore } from '../../../domain/kernel/index.ts';
import { operationRecordsStream } from '../../../domain/operation-logs/index.ts';
import type {
  OperationUpload,
  RecordedOperations,
} from '../../../projections/operation-logs/operation-store.ts';
import { Turns } from '../../shared/turns.ts';
import { encodeBatch, type EncodedPart } from '../encode-batch.ts';
import { runId, type OperationCollections } from './documents.ts';
import { addRuns, insertRuns, recordedEvent, runsOfEvent, runsOfParts } from './runs.ts';

/** Devices whose last revision is remembered. */
const mostRemembered = 50_000;

/**
 * Takes batches: first the event, then what makes it found. A device's stream is the only order that servers share:
 * whoever meets an event there that it has not seen looks what it holds, and completes what another server left
 * undone, before it appends its own. So a batch is there once, whichever servers it was sent to.
 */
export class SharedIntake {
  readonly #events: Pick<EventStore, 'append' | 'readStream'>;
  readonly #collections: OperationCollections;
  readonly #turns = new Turns();
  /** Last revision by device: everything up to it is found. */
  readonly #revisions = new Map<string, number>();

  constructor(events: Pick<EventStore, 'append' | 'readStream'>, collections: OperationCollections) {
    this.#events = events;
    this.#collections = collections;
  }

  async record({ device, batch, receivedAt }: OperationUpload): Promise<RecordedOperations> {
    const parts = encodeBatch(device, batch, receivedAt);
    return this.#turns.take(device, async () => {
      try {
        return { repeated: !(await this.#append(device, parts, receivedAt)) };
      } catch (error) {
        // It may have been written all the same.
        this.#revisions.delete(device);
        throw error;
      }
    });
  }

  /** False: all of it was there. */
  async #append(device: string, parts: readonly EncodedPart[], receivedAt: number): Promise<boolean> {
    for (;;) {
      const missing = await this.#missing(parts);
      if (missing.length === 0) return false;
      const behind = this.#revisions.get(device) ?? (await this.#lastIndexed(device));
      const stream = operationRecordsStream(device);
      const result = await this.#events.append(stream, behind < 0 ? 'none' : behind, [
        recordedEvent(missing, receivedAt),
      ]);
      if (result.kind === 'appended') {
        await insertRuns(this.#collections, runsOfParts(missing, result));
        this.#remember(device, result.revision);
        return true;
      }
      await this.#complete(stream, behind + 1, result.actual);
      this.#remember(device, result.actual);
    }
  }

  async #missing(parts: readonly EncodedPart[]): Promise<EncodedPart[]> {
    const { runs, connection } = this.#collections;
    const names = parts.map(({ day, device, facts }) => runId(day, device, facts.seq));
    const found = runs.find({ _id: { $in: names } }, { projection: { _id: 1 } }).toArray();
    const known = new Set((await connection.asked(found)).map(({ _id }) => _id));
    return parts.filter((_, index) => !known.has(names[index] as string));
  }

  /** -1: nothing is known of the device. */
  async #lastIndexed(device: string): Promise<number> {
    const { runs, devices, connection } = this.#collections;
    const newest = runs.find({ device }, { projection: { revision: 1 } });
    const [[run], indexed] = await connection.asked(
      Promise.all([newest.sort({ revision: -1 }).limit(1).toArray(), devices.findOne({ _id: device })]),
    );
    return Math.max(run?.revision ?? -1, indexed?.revision ?? -1);
  }

  /** What others have appended is found afterwards, though they may have ended before they saw to that. */
  async #complete(stream: string, from: number, to: number): Promise<void> {
    if (from > to) return;
    for await (const events of this.#events.readStream(stream, { from, maxCount: to - from + 1 }))
      await addRuns(this.#collections, events.flatMap(runsOfEvent));
  }

  #remember(device: string, revision: number): void {
    this.#revisions.delete(device);
    this.#revisions.set(device, revision);
    if (this.#revisions.size > mostRemembered)
      this.#revisions.delete(this.#revisions.keys().next().value as string);
  }
}
