import { statfs } from 'node:fs/promises';
import {
  operationSpace,
  operationSpaceStream,
  type NoteSpace,
  type OperationSpaceState,
  type SpaceThresholds,
} from '../../../domain/operation-logs/index.ts';
import type { Duty } from '../duties.ts';
import { accepted } from '../errors/index.ts';
import { Rounds } from '../rounds.ts';
import type { Services } from '../services.ts';

const lookEveryMs = 2_000;
/** After a commit failed for lack of room nothing is taken for so long, whatever the file system says. */
const fullForMs = 60_000;

export interface SpaceOptions {
  readonly folder: string;
  readonly thresholds: SpaceThresholds;
  /** Whether operation logs are recorded at all: otherwise nobody is warned. */
  readonly isWanted: () => Promise<boolean>;
  /** Free bytes; null where it cannot be told. */
  readonly probe?: (folder: string) => Promise<number | null>;
}

/** Watches the room for operation logs, and says whether they are taken. */
export class OperationSpace implements Duty {
  readonly #ports: Pick<Services, 'clock' | 'commands' | 'log'>;
  readonly #options: SpaceOptions;
  readonly #probe: (folder: string) => Promise<number | null>;
  #state: OperationSpaceState | undefined;
  /** The log could not take what has changed. */
  #isUntold = false;
  #fullUntil = 0;
  readonly #rounds: Rounds;

  constructor(ports: Pick<Services, 'clock' | 'commands' | 'log'>, options: SpaceOptions) {
    this.#ports = ports;
    this.#options = options;
    this.#probe = options.probe ?? freeBytesOf;
    this.#rounds = new Rounds(
      lookEveryMs,
      () => this.#look(),
      error => ports.log.error({ err: error }, 'the room for operation logs is not noted; it is tried again'),
    );
  }

  /** Nothing is taken: agents keep what they have. */
  get isStopped(): boolean {
    return this.#state?.isStopped ?? false;
  }

  start(): void {
    this.#rounds.start();
  }

  stop(): Promise<void> {
    return this.#rounds.stop();
  }

  /** A commit failed because there was no room. */
  async noteFull(): Promise<void> {
    this.#fullUntil = Date.parse(this.#ports.clock.now()) + fullForMs;
    await this.#rounds.runAnew();
  }

  /** Once at a time. */
  look(): Promise<void> {
    return this.#rounds.run();
  }

  async #look(): Promise<void> {
    const { folder, thresholds, isWanted } = this.#options;
    const freeBytes = await this.#probe(folder);
    if (freeBytes === null) return;
    const { commands, clock, log } = this.#ports;
    this.#state ??= (await commands.load(operationSpaceStream, operationSpace)).state;
    const isFull = Date.parse(clock.now()) < this.#fullUntil;
    const command: NoteSpace = { type: 'NoteSpace', folder, freeBytes, thresholds, isFull };
    const decision = operationSpace.decide(command, this.#state);
    const changes = decision.kind === 'accepted' ? decision.events : [];
    if ((changes.length === 0 && !this.#isUntold) || !(await isWanted())) return;
    // It counts before it is told: the log may lie on the same disk.
    this.#state = changes.reduce((state, event) => operationSpace.evolve(state, event), this.#state);
    this.#isUntold = true;
    const actor = 'system:operation-logs';
    const { events } = accepted(
      await commands.handle(operationSpaceStream, operationSpace, command, { actor }),
    );
    this.#isUntold = false;
    for (const { type, data } of events) log.warn({ ...data }, type);
  }
}

async function freeBytesOf(folder: string): Promise<number | null> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch {
    return null;
  }
}
