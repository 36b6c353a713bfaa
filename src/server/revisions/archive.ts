import { setTimeout as pause } from 'node:timers/promises';
import type { ArchiveFolder, ArchivePlace } from '../../../adapters/revision-archive/folder.ts';
import {
  deviceStreamEvents,
  revisionEvents,
  revisionsStream,
  revisionTracking,
  type DeviceEvent,
  type RevisionEvent,
  type RevisionTracking,
} from '../../../domain/devices/index.ts';
import type { Position, StoredEvent } from '../../../domain/kernel/index.ts';
import { deviceOf, sentenceOf } from '../../../projections/devices/index.ts';
import type { Health } from '../contract.ts';
import type { Services } from '../services.ts';
import { linesOf, revisionHeading, revisionTable } from './table.ts';

type Ports = Pick<Services, 'events' | 'read' | 'projections' | 'log'>;

const filter = {
  categories: ['device', 'revisions'],
  types: [deviceStreamEvents, revisionEvents].flatMap(events => Object.keys(events)),
} as const;
/** Events whose devices are looked up together, and whose lines are one write. */
const eventsAtOnce = 200;
const namesWithinMs = 5_000;
const retryAfterMs = 30_000;

/**
 * Writes the revision history to a folder as it comes to be, a file for each day (UTC): every change of the whole log
 * that was chosen for the revision history when it happened, once, in the order of the log. Work of one server.
 */
export class RevisionArchive {
  readonly #ports: Ports;
  readonly #folder: ArchiveFolder;
  readonly #retryMs: number;
  #stopping: AbortController | undefined;
  #running: Promise<void> = Promise.resolve();
  #place: ArchivePlace | undefined;
  #problem: string | null = null;

  constructor(ports: Ports, folder: ArchiveFolder, retryMs = retryAfterMs) {
    this.#ports = ports;
    this.#folder = folder;
    this.#retryMs = retryMs;
  }

  /** May be started again after `stop`: another server may have written meanwhile. */
  start(): void {
    this.#stopping = new AbortController();
    const { signal } = this.#stopping;
    this.#running = this.#running.then(() => this.#run(signal));
  }

  async stop(): Promise<void> {
    this.#stopping?.abort();
    this.#stopping = undefined;
    await this.#running;
  }

  /** How far it has come; null where another server writes. What keeps it from going on is tried again until it works. */
  status(): Health['revisionArchive'] {
    if (!this.#stopping) return null;
    const position = this.#place?.position ?? 0;
    return { folder: this.#folder.folder, file: this.#folder.file ?? null, position, problem: this.#problem };
  }

  async #run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted)
      try {
        await this.#follow(signal);
        if (this.#place) await this.#folder.passOver(this.#place);
      } catch (error) {
        this.#problem = error instanceof Error ? error.message : String(error);
        this.#ports.log.warn(
          { err: error },
          'the revision history archive is not written; it is tried again',
        );
        await pause(this.#retryMs, undefined, { signal, ref: false }).catch(() => undefined);
      }
  }

  async #follow(signal: AbortSignal): Promise<void> {
    const place = await this.#folder.place();
    await this.#requireSameHistory(place);
    this.#place = place;
    let tracking = await this.#trackingAt(place.position);
    for await (const message of this.#ports.events.subscribe(place.position, filter, signal)) {
      const events = message.kind === 'events' ? message.events : [];
      for (let from = 0; from < events.length; from += eventsAtOnce) {
        if (signal.aborted) return;
        tracking = await this.#take(events.slice(from, from + eventsAtOnce), tracking);
      }
      this.#problem = null;
    }
  }

  /** Positions are those of one log; after a move or a restored backup they are others. */
  async #requireSameHistory({ position, event }: ArchivePlace): Promise<void> {
    if (position === 0 || (await this.#ports.events.eventAt(position))?.id === event) return;
    throw new Error('it was written from another history of the log; name an empty folder');
  }

  async #trackingAt(position: Position): Promise<RevisionTracking> {
    let tracking = revisionTracking.initial;
    for await (const batch of this.#ports.events.readStream(revisionsStream))
      for (const event of batch) if (event.position <= position) tracking = evolved(tracking, event);
    return tracking;
  }

  async #take(events: readonly StoredEvent[], before: RevisionTracking): Promise<RevisionTracking> {
    let tracking = before;
    const chosen: { readonly event: StoredEvent; readonly kind: string }[] = [];
    for (const event of events)
      if (event.stream === revisionsStream) tracking = evolved(tracking, event);
      else {
        const { kind } = sentenceOf(event as unknown as DeviceEvent);
        if (tracking.collect && tracking.items.includes(kind)) chosen.push({ event, kind });
      }
    const names = await this.#namesOf(chosen.map(({ event }) => event));
    for (const [day, those] of Map.groupBy(chosen, ({ event }) => event.at.slice(0, 10))) {
      const lines = those.flatMap(({ event, kind }) => {
        const device = deviceOf(event);
        return linesOf(event, { device, deviceName: names.get(device) ?? device, kind });
      });
      const upTo = placeOf(those.at(-1)!.event);
      if (lines.length > 0)
        await this.#folder.append(`revisions-${day}.csv`, revisionTable(lines), upTo, revisionHeading);
      this.#place = upTo;
    }
    this.#place = placeOf(events.at(-1)!);
    return tracking;
  }

  /** As the devices are called now; one that no list has goes by its id. */
  async #namesOf(events: readonly StoredEvent[]): Promise<ReadonlyMap<string, string>> {
    const values = [...new Set(events.map(deviceOf))];
    if (values.length === 0) return new Map();
    const { projections, read } = this.#ports;
    const position = events.at(-1)!.position;
    await projections.reached(position, { projections: ['devices.list'], timeoutMs: namesWithinMs });
    const { items } = await read.find('devices.list', {
      filter: { op: 'in', column: 'id', values },
      fields: ['name'],
      limit: values.length,
      total: false,
    });
    return new Map(items.map(({ id, columns }) => [id, String(columns['name'] ?? id)]));
  }
}

const evolved = (tracking: RevisionTracking, event: StoredEvent): RevisionTracking =>
  revisionTracking.evolve(tracking, event as unknown as RevisionEvent);

const placeOf = ({ position, id: event }: StoredEvent): ArchivePlace => ({ position, event });
