import { randomUUID } from 'node:crypto';
import { MongoBulkWriteError } from 'mongodb';
import type { NewEvent, Position, StoredEvent } from '../../../domain/kernel/index.ts';
import type { EventsOf } from '../../../domain/kernel/index.ts';
import type { operationLogEvents } from '../../../domain/operation-logs/index.ts';
import type { OperationDay } from '../../../domain/operation-logs/records/index.ts';
import type { EncodedPart } from '../encode-batch.ts';
import { factsOf, type RunFacts } from '../facts.ts';
import { Body } from '../format/body.ts';
import { FormatError } from '../format/bytes.ts';
import { unpackBody } from '../format/pack.ts';
import { leafOf } from '../root.ts';
import { isDuplicate } from '../../shared/mongodb.ts';
import { runId, type OperationCollections, type RunDocument } from './documents.ts';

export type OperationsRecorded = EventsOf<Pick<typeof operationLogEvents, 'OperationsRecorded'>>;

/** A run with its body, as an event holds them. */
export interface ReadRun {
  readonly run: RunDocument;
  readonly body: Body;
}

/** The event of a batch's parts. */
export function recordedEvent(parts: readonly EncodedPart[], receivedAt: number): NewEvent {
  const [{ device, facts }] = parts as readonly [EncodedPart];
  const id = randomUUID();
  const recorded: OperationsRecorded = {
    type: 'OperationsRecorded',
    data: {
      deviceId: device,
      seq: facts.seq,
      parts: parts.map(({ day, facts: { n }, body }) => ({
        day,
        records: n,
        body: Buffer.from(body).toString('base64'),
      })),
    },
  };
  return {
    id,
    ...recorded,
    schemaVersion: 1,
    at: new Date(receivedAt).toISOString(),
    actor: 'system:operation-logs',
    correlationId: id,
    causationId: null,
  };
}

/** Where an event lies. */
type Place = Pick<StoredEvent, 'revision' | 'position'>;

export function runsOfParts(parts: readonly EncodedPart[], place: Place): RunDocument[] {
  return parts.map(({ day, device, facts, body }, part) =>
    runOf(day, device, facts, { ...place, part, bytes: body.length, expanded: unpackBody(body) }),
  );
}

/** What can be read of an event; a part that is damaged is left out. */
export function runsOfEvent(event: StoredEvent): ReadRun[] {
  const { deviceId, parts } = event.data as OperationsRecorded['data'];
  return parts.flatMap(({ day, body: text }, part) => {
    const packed = Buffer.from(text, 'base64');
    try {
      const expanded = unpackBody(packed);
      const body = new Body(expanded);
      const [only] = body.runs;
      const { revision, position } = event;
      const about = { revision, position, part, bytes: packed.length, expanded };
      return { body, run: runOf(day, deviceId, factsOf(body, only!), about) };
    } catch (error) {
      if (error instanceof FormatError) return [];
      throw error;
    }
  });
}

function runOf(
  day: OperationDay,
  device: string,
  { seq, n, tMin, tMax, details, users, roll }: RunFacts,
  at: Place & { readonly part: number; readonly bytes: number; readonly expanded: Uint8Array },
): RunDocument {
  const { revision, position, part, bytes, expanded } = at;
  return {
    _id: runId(day, device, seq),
    day,
    device,
    seq,
    revision,
    part,
    position,
    n,
    tMin,
    tMax,
    details,
    users: [...users].map(([name, records]) => ({ name, n: records })),
    roll: [...roll],
    bytes,
    leaf: Buffer.from(leafOf(device, expanded)),
  };
}

/** Adds those that are not there yet and were not removed with their day: what another server adds meanwhile stays. */
export async function addRuns(
  { connection, runs, days }: OperationCollections,
  found: readonly RunDocument[],
): Promise<void> {
  const dropped = new Map<OperationDay, Position>();
  const ofDays = [...new Set(found.map(({ day }) => day))];
  const known = days.find({ _id: { $in: ofDays }, droppedTo: { $gt: 0 } }).toArray();
  for (const { _id, droppedTo } of await connection.asked(known)) dropped.set(_id, droppedTo);
  const kept = found.filter(({ day, position }) => position > (dropped.get(day) ?? 0));
  if (kept.length > 0) await connection.asked(insertRuns(runs, kept));
}

/** Without a look at days that were removed: for what has just come. */
export async function insertRuns(
  runs: OperationCollections['runs'],
  found: readonly RunDocument[],
): Promise<void> {
  try {
    await runs.insertMany([...found], { ordered: false });
  } catch (error) {
    const faults = error instanceof MongoBulkWriteError ? [error.writeErrors].flat() : [];
    const known = faults.length > 0 && faults.every(({ code }) => code === 11_000);
    if (!known && !isDuplicate(error)) throw error;
  }
}
