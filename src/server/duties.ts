import type { EventStore, Leases } from '../../domain/kernel/index.ts';
import { operationRecordsCategory } from '../../domain/operation-logs/index.ts';
import {
  createProjectionFollower,
  createProjectionRunner,
  type ProjectionObserver,
} from '../../projections/kernel/index.ts';
import { createLeadership } from '../processes/leadership.ts';
import { watchLedger } from '../processes/ledger-watch.ts';
import type { PresenceMirror } from '../processes/presence-mirror.ts';
import { createSealer, type Sealer, type SealerStatus } from '../processes/sealer.ts';
import type { SwitchingProjections } from '../processes/switching-projections.ts';
import type { Health } from './contract.ts';
import type { Program } from './program.ts';
import type { Services } from './services.ts';

/** Events that are sealed before their minute is over. */
const sealAfterEvents = 10_000;
/** Between batches of projections: far below what a person notices, and under load a fifth of the writes. */
const batchEveryMs = 20;

/** Work that goes by itself from `start` to `stop`, as often as that comes. */
export interface Duty {
  start(): void;
  /** Waits for what is just being done, which ends as soon as it can. */
  stop(): Promise<void>;
}

export interface DutiesSources {
  readonly services: Services;
  /** What `services.projections` is: told here what it is to be. */
  readonly switching: SwitchingProjections;
  readonly mirror: PresenceMirror;
  /** What else there is; asked for once the work begins. */
  readonly others: () => readonly Duty[];
  /** The log without schemas: what is sealed is what is stored. */
  readonly plainEvents: EventStore;
  readonly positionsPerEvent: number;
  readonly leases: Leases;
  /** What is led: name of the lease. */
  readonly lease: string;
  readonly program: Program;
  /** How this server calls itself. */
  readonly server: string;
  /** Looks on while projections write. */
  readonly observer: ProjectionObserver | undefined;
}

/** What only one of several servers on the same stores does at a time: projections, presence in lists, seals, other duties. */
export interface Duties {
  /** Begins them, or looks on while another server does them. */
  start(): Promise<void>;
  /** Hands them over, where another server may wait for them; what is asked for afterwards is still answered. */
  stop(): Promise<void>;
  work(): Promise<Health['work']>;
  ledger(): SealerStatus;
}

export function createDuties(sources: DutiesSources): Duties {
  const { services, switching, mirror, others, plainEvents, positionsPerEvent, leases, lease } = sources;
  const { server, observer } = sources;
  const { projections, catalogue } = sources.program;
  const { events, read, clock, ids, commands, credentials, log } = services;
  const ledgerWatch = watchLedger(commands);
  let sealing: { readonly sealer: Sealer; readonly started: Promise<void> } | undefined;

  const newSealer = () =>
    createSealer({
      events: plainEvents,
      commands,
      credentials,
      clock,
      ids,
      threshold: sealAfterEvents * positionsPerEvent,
      // These expire; their days have roots of their own in the log.
      excludes: [operationRecordsCategory],
      onError: error => log.error({ err: error }, 'the log could not be sealed; it is tried again'),
    });

  /** Stores that one server has to itself are never looked on. */
  async function lookOn(): Promise<void> {
    if (!read.lead) return switching.stop();
    read.lead(null);
    await switching.become(createProjectionFollower({ events, read, projections, positionsPerEvent }));
    await ledgerWatch.start();
  }

  async function endSealing(why: 'lost' | 'stopped'): Promise<void> {
    const ended = sealing;
    sealing = undefined;
    // Asked to stop first: a long log that is being sealed since the start must not hold up the end.
    await ended?.sealer.stop(why === 'lost' ? 0 : undefined);
    await ended?.started;
  }

  const leadership = createLeadership({
    leases,
    name: lease,
    server,
    onError: error =>
      log.error({ err: error }, 'the work of the lease could not be begun; it is tried again'),
    onChange: state => {
      if (state === 'fenced') log.warn('another server has taken over; this one writes no read models');
      else log.info({ state }, 'lease');
    },
    work: {
      async begin(token) {
        read.lead?.(token);
        await switching.become(
          createProjectionRunner({
            events,
            read,
            projections,
            requireKnown: catalogue.require,
            clock,
            batchEveryMs,
            positionsPerEvent,
            observer,
          }),
        );
        mirror.start();
        for (const duty of others()) duty.start();
        ledgerWatch.stop();
        // A long log that was never sealed takes its time; the server serves meanwhile.
        const sealer = newSealer();
        sealing = { sealer, started: sealer.start() };
      },
      async end(why) {
        const ended = Promise.all([mirror, ...others()].map(duty => duty.stop()));
        const sealed = endSealing(why);
        // What was lost is fenced: a store that is away must not keep this server from waiting for the lease again.
        if (why === 'stopped') await sealed;
        await lookOn();
        if (why === 'stopped') await ended;
      },
    },
  });

  return {
    async start() {
      await lookOn();
      await leadership.start();
    },
    stop: () => leadership.stop(),
    async work() {
      const holder = await leases.holder(lease).catch(() => null);
      return { state: leadership.state(), server, leader: holder?.server ?? null };
    },
    ledger: () => sealing?.sealer.status() ?? ledgerWatch.status(),
  };
}
