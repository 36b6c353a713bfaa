import {
  deviceLog,
  operationLogStream,
  type BatchFault,
  type IntakeRules,
  type OperationLogSettings,
  type RecordsOutside,
} from '../../../domain/operation-logs/index.ts';
import type { Actor } from '../../../domain/kernel/index.ts';
import type {
  BatchOutcome,
  OperationStore,
  ReceivedOperations,
} from '../../../projections/operation-logs/index.ts';
import { accepted } from '../errors/index.ts';
import type { Services } from '../services.ts';
import { MassPrinting } from './mass-printing.ts';

const dayMs = 86_400_000;

/** What became of a batch. `discarded`: nothing of it is kept; the device need not send it again. */
export type BatchAnswer = Pick<BatchOutcome, 'seq' | 'state'> & { readonly fault?: BatchFault };

/** What came over the line, and how it is to be read. */
export type RawUpload = Pick<ReceivedOperations, 'body' | 'gzip' | 'form'>;

/** Takes what devices tell of the operations of their users: the store reads and keeps it, warnings are told here. */
export class OperationIntake {
  readonly #services: Pick<Services, 'clock' | 'commands'>;
  readonly #store: OperationStore;
  readonly #printing: MassPrinting;

  constructor(services: Pick<Services, 'clock' | 'commands'>, store: OperationStore) {
    this.#services = services;
    this.#store = store;
    this.#printing = new MassPrinting(services.commands, store);
  }

  /** Answers in the order of the batches, or why nothing could be read. Rejects with OperationsRefused. */
  async take(
    device: string,
    upload: RawUpload,
    settings: OperationLogSettings,
    actor: Actor,
  ): Promise<{ readonly batches: readonly BatchAnswer[] } | { readonly fault: BatchFault }> {
    const receivedAt = Date.parse(this.#services.clock.now());
    const rules = rulesOf(settings, receivedAt);
    const outcome = await this.#store.receive({ device, receivedAt, ...upload, rules });
    if ('fault' in outcome) return outcome;
    await this.#tell(device, outcome.batches, settings, actor);
    return { batches: outcome.batches.map(answerOf) };
  }

  async #tell(
    device: string,
    batches: readonly BatchOutcome[],
    { suspicious: { printedPages } }: OperationLogSettings,
    actor: Actor,
  ): Promise<void> {
    for (const batch of batches) {
      if (!('detections' in batch)) continue;
      const { detections, prints } = batch;
      if (detections.length > 0)
        await this.#note(device, { type: 'NoteSuspicious', deviceId: device, detections }, actor);
      if (printedPages !== null && prints.length > 0)
        for (const { user, pages, until } of await this.#printing.beyond(printedPages, device, prints))
          await this.#note(device, { type: 'NotePrinting', deviceId: device, user, pages, until }, actor);
    }
    const outside = allOutside(batches);
    if (outside) {
      const { records } = outside;
      const [oldest, newest] = [outside.oldest, outside.newest].map(time => new Date(time).toISOString());
      const told = { records, oldest: oldest!, newest: newest! };
      await this.#note(device, { type: 'NoteDiscarded', deviceId: device, ...told }, actor);
    }
  }

  async #note(device: string, command: Parameters<typeof deviceLog.decide>[0], actor: Actor): Promise<void> {
    accepted(await this.#services.commands.handle(operationLogStream(device), deviceLog, command, { actor }));
  }
}

/** Days that are kept end now; a clock that runs ahead a day is a time zone that was set wrong. */
function rulesOf({ acquire, days, suspicious }: OperationLogSettings, now: number): IntakeRules {
  return { kept: acquire ? { from: now - days * dayMs, until: now + dayMs } : null, suspicious };
}

function answerOf(outcome: BatchOutcome): BatchAnswer {
  const { seq, state } = outcome;
  return outcome.state === 'refused' ? { seq, state, fault: outcome.fault } : { seq, state };
}

/** Of all batches of an upload: it is told of once. */
function allOutside(batches: readonly BatchOutcome[]): RecordsOutside | undefined {
  const each = batches.flatMap(batch => ('outside' in batch && batch.outside ? [batch.outside] : []));
  if (each.length === 0) return undefined;
  return {
    records: each.reduce((sum, { records }) => sum + records, 0),
    oldest: Math.min(...each.map(({ oldest }) => oldest)),
    newest: Math.max(...each.map(({ newest }) => newest)),
  };
}
