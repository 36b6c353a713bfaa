import { randomUUID } from 'node:crypto';
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
import { duplicatesIn } from '../../shared/mongodb.ts';
import { runId, type OperationCollections, type RunCollections, type RunDocument } from './documents.ts';

export type OperationsRecorded = EventsOf<Pick<typeof operationLogEvents, 'OperationsRecorded'>>;

/** A run with its packed body. */
export interface PackedRun {
  readonly run: RunDocument;
  readonly packed: Buffer;
}

/** As an event holds it. */
export interface ReadRun extends PackedRun {
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

export function runsOfParts(parts: readonly EncodedPart[], place: Place): PackedRun[] {
  return parts.map(({ day, device, facts, body }, part) => {
    const about = { ...place, part, bytes: body.length, expanded: unpackBody(body) };
    return { run: runOf(day, device, facts, about), packed: Buffer.from(body) };
  });
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
      return { body, packed, run: runOf(day, deviceId, factsOf(body, only!), about) };
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
export async function addRuns(collections: OperationCollections, found: readonly PackedRun[]): Promise<void> {
  const { connection, days } = collections;
  const dropped = new Map<OperationDay, Position>();
  const ofDays = [...new Set(found.map(({ run }) => run.day))];
  const known = days.find({ _id: { $in: ofDays }, droppedTo: { $gt: 0 } }).toArray();
  for (const { _id, droppedTo } of await connection.asked(known)) dropped.set(_id, droppedTo);
  const kept = found.filter(({ run }) => run.position > (dropped.get(run.day) ?? 0));
  if (kept.length > 0) await insertRuns(collections, kept);
}

/** Without a look at days that were removed: for what has just come. */
export async function insertRuns(
  { connection, runs, bodies }: RunCollections,
  found: readonly PackedRun[],
): Promise<void> {
  const packed = found.map(({ run: { _id, day }, packed: body }) => ({ _id, day, body }));
  await connection.asked(
    Promise.all([
      insertMissing(
        runs.insertMany(
          found.map(({ run }) => run),
          unordered,
        ),
      ),
      insertMissing(bodies.insertMany(packed, unordered)),
    ]),
  );
}

const unordered = { ordered: false } as const;

/** What is there already may stay. */
async function insertMissing(insertion: Promise<unknown>): Promise<void> {
  try {
    await insertion;
  } catch (error) {
    duplicatesIn(error);
  }
}
