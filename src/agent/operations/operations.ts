import { existsSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { CollectionSettings } from '../../../domain/operation-logs/index.ts';
import { shareOf } from '../spread.ts';
import type { OperationCollector, StopCollecting, Watched } from './collector.ts';
import { keptIn } from './kept.ts';
import { KnownFiles } from './known-files.ts';
import { OperationSpool } from './spool/operation-spool.ts';
import { treatmentBy } from './treatment/treat.ts';
import { OperationUpload, type UploadPorts } from './upload.ts';

const minuteMs = 60_000;
/** Days for which what was recorded is still uploaded where nothing is recorded any more. */
const lastDays = 42;

export interface OperationsPorts extends UploadPorts {
  readonly agentId: string;
  /** Folder of what waits and of what collectors keep. */
  readonly folder: string;
  readonly watched: Watched;
  readonly operations: readonly OperationCollector[];
  /** An upload is due sooner than was said: a batch was begun, or is full and does not wait for the interval. */
  readonly onSooner: () => void;
}

/** Minutes that this computer's clock is ahead of UTC at a time. */
export const minutesAhead = (time: number): number => -new Date(time).getTimezoneOffset();

/** Records what users do, as the settings say, and brings it to the server. */
export class Operations {
  readonly #ports: OperationsPorts;
  readonly #upload: OperationUpload;
  #spool: OperationSpool | undefined;
  #settings: CollectionSettings | null = null;
  #running: readonly StopCollecting[] = [];
  /** One change of what is collected after the other. */
  #turn: Promise<void> = Promise.resolve();

  constructor(ports: OperationsPorts) {
    this.#ports = ports;
    this.#upload = new OperationUpload(ports);
  }

  /**
   * From now on by these settings; null: nothing is collected, but what waits still goes to the server. Settles once
   * collectors run.
   */
  follow(settings: CollectionSettings | null): Promise<void> {
    return (this.#turn = this.#turn
      .then(() => this.#change(settings))
      .catch((error: unknown) => this.#ports.log.error({ err: error }, 'operations cannot be recorded')));
  }

  /** When an upload is due, in milliseconds since the epoch; Infinity: nothing waits. */
  get dueAt(): number {
    const spool = this.#spool;
    if (!spool) return Infinity;
    const closes = spool.isFull ? 0 : (spool.begun ?? Infinity) + this.#intervalMs;
    const waits = spool.waiting.length > 0 ? 0 : Infinity;
    return Math.max(Math.min(closes, waits), this.#upload.notBefore);
  }

  /** Uploads what is due, where the server may be spoken to; otherwise what waits is kept within its bounds. */
  async tend(isSilent: boolean): Promise<void> {
    const spool = this.#spool;
    if (!spool || this.dueAt > this.#ports.now()) return;
    if (spool.isFull || (spool.begun ?? Infinity) + this.#intervalMs <= this.#ports.now()) spool.end();
    spool.keepWithin(this.#settings?.retentionDays ?? lastDays);
    if (!isSilent) await this.#upload.drain(spool);
  }

  /** What arrived within the last day and has these numbers, both included, is sent once more; how many batches. */
  again(from: number, until: number): number {
    return this.#spool?.again(from, until) ?? 0;
  }

  /** Collectors end; what was recorded waits for the next start. */
  async stop(): Promise<void> {
    await (this.#turn = this.#turn.then(() => this.#end()));
  }

  /** What was recorded belongs to an agent that this computer has no more. */
  clear(): void {
    this.#spool?.clear();
    this.#spool = undefined;
  }

  get #intervalMs(): number {
    // Agents that began together do not all come at the same moment.
    const share = 1 - shareOf(this.#ports.agentId, 'operations') / 10;
    return Math.round((this.#settings?.intervalMinutes ?? 0) * minuteMs * share * this.#ports.pace);
  }

  async #change(settings: CollectionSettings | null): Promise<void> {
    if (!settings && !existsSync(this.#ports.folder)) return;
    this.#spool ??= new OperationSpool(this.#ports.folder, { ...this.#ports, minutesAhead });
    if (isDeepStrictEqual(settings, this.#settings)) return;
    await this.#end();
    this.#settings = settings;
    const { operations, watched } = this.#ports;
    await withdraw(
      operations.filter(each => !settings || !isWanted(each, settings)),
      watched,
    ).catch((error: unknown) => this.#ports.log.warn({ err: error }, 'something could not be taken back'));
    if (settings) this.#running = await this.#start(settings, this.#spool);
    else this.#ports.log.info('no operations are recorded any more');
  }

  async #end(): Promise<void> {
    await Promise.all(this.#running.map(stop => stop()));
    this.#running = [];
    this.#settings = null;
    this.#spool?.end();
  }

  async #start(settings: CollectionSettings, spool: OperationSpool): Promise<readonly StopCollecting[]> {
    const { operations, watched, folder, log, now, pace } = this.#ports;
    const treat = treatmentBy(settings, minutesAhead);
    const { agentId: hostId } = this.#ports;
    const record = (seen: Parameters<typeof treat>[0]): void => {
      const allowed = treat({ ...seen, source: hostname(), hostId });
      if (!allowed) return;
      const before = this.dueAt;
      spool.add(allowed, settings.version);
      if (this.dueAt < before) this.#ports.onSooner();
    };
    const wanted = new Set(settings.details);
    const known = new KnownFiles();
    const started: StopCollecting[] = [];
    for (const collector of operations.filter(each => isWanted(each, settings))) {
      const lack = await collector.lack(watched);
      if (lack !== undefined) {
        log.warn({ collector: collector.name, lack }, 'cannot be recorded on this computer');
        continue;
      }
      const kept = keptIn(join(folder, 'kept'), collector.name);
      const itsLog = log.child({ collector: collector.name });
      try {
        started.push(await collector.start({ watched, kept, log: itsLog, now, pace, known, wanted, record }));
      } catch (error) {
        itsLog.error({ err: error }, 'could not be started');
      }
    }
    log.info({ version: settings.version, collectors: started.length }, 'operations are recorded');
    return started;
  }
}

/** Takes back what these collectors have changed on the computer. */
export async function withdraw(collectors: readonly OperationCollector[], watched: Watched): Promise<void> {
  for (const collector of collectors) await collector.withdraw?.(watched);
}

export function isWanted({ details }: OperationCollector, settings: CollectionSettings): boolean {
  return details.some(detail => settings.details.includes(detail));
}
