import {
  dayOf,
  operationDay,
  operationLogDayStream,
  type OperationDayCommand,
} from '../../../domain/operation-logs/index.ts';
import type { OperationStore } from '../../../projections/operation-logs/index.ts';
import type { Duty } from '../duties.ts';
import { accepted } from '../errors/index.ts';
import { Rounds } from '../rounds.ts';
import type { Services } from '../services.ts';
import type { ArchiveKeeper } from './archive/archive-keeper.ts';

const hourMs = 3_600_000;
/** Wherever a computer is, its day has ended and its last batch has come, or is late. */
const sealAfterMs = 60 * hourMs;

type Ports = Pick<Services, 'clock' | 'commands' | 'log'>;

/** Closes the days of operation logs that have ended, and removes those that are neither kept nor held any more. */
export class OperationKeeper implements Duty {
  readonly #ports: Ports;
  readonly #store: OperationStore;
  readonly #daysKept: () => Promise<number>;
  readonly #isHeld: (day: string) => Promise<boolean>;
  readonly #archive: ArchiveKeeper;
  readonly #rounds: Rounds;

  /** `store`: of the days at hand alone. */
  constructor(
    ports: Ports,
    store: OperationStore,
    daysKept: () => Promise<number>,
    isHeld: (day: string) => Promise<boolean>,
    archive: ArchiveKeeper,
  ) {
    this.#ports = ports;
    this.#store = store;
    this.#daysKept = daysKept;
    this.#isHeld = isHeld;
    this.#archive = archive;
    this.#rounds = new Rounds(
      hourMs,
      () => this.#tend(),
      error => ports.log.error({ err: error }, 'days of operation logs are not tended'),
    );
  }

  start(): void {
    this.#archive.start();
    this.#rounds.start();
  }

  async stop(): Promise<void> {
    this.#archive.stop();
    await this.#rounds.stop();
  }

  /** What goes wrong with one day is said, and does not keep the others. */
  tend(): Promise<void> {
    return this.#rounds.run();
  }

  async #tend(): Promise<void> {
    const now = Date.parse(this.#ports.clock.now());
    const daysKept = await this.#daysKept();
    const first = await this.#archive.firstAtHand(now, daysKept);
    const keep = dayOf(now - daysKept * 24 * hourMs, 0);
    const ended = dayOf(now - sealAfterMs, 0);
    await this.#archive.begin();
    for (const { day, state, records, root } of await this.#store.days())
      try {
        if (first === null && day < keep && !(await this.#isHeld(day))) {
          await this.#store.dropDay(day);
          await this.#note({ type: 'NoteRemoved', day, records, root });
        } else if (day < ended && (state === 'open' || state === 'sealed')) {
          // One that is sealed already is noted again: the server may have ended between the two.
          const sealed = state === 'open' ? await this.#store.sealDay(day) : { records, root };
          await this.#note({ type: 'NoteSealed', day, records: sealed.records, root: sealed.root });
        }
      } catch (error) {
        this.#ports.log.error({ err: error, day }, 'a day of operation logs is not tended');
      }
    await this.#archive.tend(now, first, async day => !(await this.#isHeld(day)));
  }

  async #note(command: OperationDayCommand): Promise<void> {
    const stream = operationLogDayStream(command.day);
    accepted(
      await this.#ports.commands.handle(stream, operationDay, command, { actor: 'system:operation-logs' }),
    );
  }
}
