import { renameSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import type { OperationDay } from '../../../domain/operation-logs/records/index.ts';
import { translated } from '../../shared/sqlite-errors.ts';
import { flattened, type Answer, type FromThread, type Numbered } from '../../shared/thread-link.ts';
import { Body } from '../format/body.ts';
import { DayWriter } from './day-writer.ts';
import {
  listDays,
  makingPathOf,
  pathOf,
  filesOf,
  markOpen,
  removeFile,
  syncFolder,
  unmarkOpen,
  type DayFile,
} from './day-files.ts';
import { factsOf } from '../facts.ts';
import type { GrownDay, WriterCalls } from './messages.ts';
import { giveWay } from '../../shared/give-way.ts';

giveWay();

/** The one writing thread: what was asked for while the last commits were on their way is the next commit of each day. */
type Request = WriterCalls[keyof WriterCalls]['request'];
type RecordRequest = WriterCalls['record']['request'];

/** One round of commits takes no more than this, so that nobody waits long. */
const bytesPerCommit = 8 * 1024 * 1024;
/** Days are written near to each other; older ones are opened again when something comes late. */
const mostOpen = 8;

const port = parentPort!;
const { folder } = workerData as { folder: string };
const post = (message: FromThread): void => port.postMessage(message);

const files = listDays(folder);
/** Last generation of days that were removed: a reader may still hold a file of that name. */
const dropped = new Map<OperationDay, number>();
const open = new Map<OperationDay, DayWriter>();
let records: Numbered<RecordRequest>[] = [];
const others: Numbered<Exclude<Request, RecordRequest>>[] = [];
let scheduled = false;

function schedule(): void {
  if (scheduled || (records.length === 0 && others.length === 0)) return;
  scheduled = true;
  setImmediate(turn);
}

function turn(): void {
  scheduled = false;
  if (records.length > 0) commitSome();
  const other = others.shift();
  if (other) runOther(other);
  schedule();
}

function fileOf(day: OperationDay): DayFile {
  let file = files.get(day);
  if (!file) files.set(day, (file = { day, generation: 1 + (dropped.get(day) ?? 0) }));
  return file;
}

function writerOf(day: OperationDay): DayWriter {
  let writer = open.get(day);
  open.delete(day);
  if (!writer) {
    const isNew = !files.has(day);
    const path = pathOf(folder, fileOf(day));
    writer = new DayWriter(path, isNew);
    markOpen(path);
  }
  open.set(day, writer);
  const [oldest] = open.keys();
  if (open.size > mostOpen && oldest !== undefined) closeDay(oldest);
  return writer;
}

function closeDay(day: OperationDay): void {
  const writer = open.get(day);
  open.delete(day);
  if (!writer) return;
  if (writer.settle()) unmarkOpen(pathOf(folder, fileOf(day)));
  writer.close();
}

/** Whatever state its file is in. */
function letGo(day: OperationDay): void {
  const writer = open.get(day);
  open.delete(day);
  writer?.close();
}

/** Each day by itself, and nobody is answered before all days of his batch are on disk. */
function commitSome(): void {
  const taken = takeSome();
  const days = Map.groupBy(
    taken.flatMap(({ request }) => request.parts),
    ({ day }) => day,
  );
  const outcomes = new Map<object, boolean | Error>();
  for (const [day, parts] of days)
    try {
      const repeated = writerOf(day).record(parts);
      for (const [index, part] of parts.entries()) outcomes.set(part, repeated[index] as boolean);
    } catch (error) {
      for (const part of parts) outcomes.set(part, error as Error);
    }
  post({
    kind: 'answers',
    answers: taken.map(({ no, request }) => answering(no, () => recordAnswer(request, outcomes))),
  });
}

function recordAnswer({ parts }: RecordRequest, outcomes: ReadonlyMap<object, boolean | Error>) {
  let repeated = true;
  const days = new Map<OperationDay, GrownDay>();
  for (const part of parts) {
    const outcome = outcomes.get(part);
    if (outcome instanceof Error) throw outcome;
    repeated &&= outcome === true;
    days.set(part.day, { file: fileOf(part.day), unindexed: open.get(part.day)?.unindexed ?? 0 });
  }
  return { repeated, days: [...days.values()] };
}

function takeSome(): Numbered<RecordRequest>[] {
  let bytes = 0;
  let count = 0;
  for (const { request } of records) {
    if (count > 0 && bytes > bytesPerCommit) break;
    for (const { body } of request.parts) bytes += body.length;
    count++;
  }
  const taken = records.slice(0, count);
  records = records.slice(count);
  return taken;
}

function runOther({ no, request }: (typeof others)[number]): void {
  post({ kind: 'answers', answers: [answering(no, () => valueOf(request))] });
  if (request.op === 'close') port.close();
}

function valueOf(request: Exclude<Request, RecordRequest>): unknown {
  switch (request.op) {
    case 'segment': {
      const { day, generation } = request.file;
      if (files.get(day)?.generation !== generation) return 0;
      const writer = writerOf(day);
      writer.addSegment(request.segment);
      return writer.unindexed;
    }
    case 'replace':
      return replace(request.file, request.upTo);
    case 'drop':
      drop(request.day);
      return null;
    case 'letGo':
      letGo(request.day);
      return null;
    case 'close':
      for (const day of [...open.keys()]) closeDay(day);
      return null;
  }
}

function drop(day: OperationDay): void {
  letGo(day);
  const file = files.get(day);
  if (file) dropped.set(day, file.generation);
  files.delete(day);
  for (const path of filesOf(folder, day)) removeFile(path);
  syncFolder(folder);
}

/** From the renaming on the new file counts; the old one stays until nobody reads it any more. */
function replace(before: DayFile, upTo: number | null): DayFile {
  const { day } = before;
  const after = { day, generation: before.generation + 1 };
  const making = makingPathOf(folder, after);
  if (files.get(day)?.generation !== before.generation) {
    removeFile(making);
    throw new Error(`${day} was removed while it was written anew`);
  }
  if (upTo !== null) carryOver(day, upTo, making);
  renameSync(making, pathOf(folder, after));
  syncFolder(folder);
  letGo(day);
  files.set(day, after);
  return after;
}

function carryOver(day: OperationDay, upTo: number, making: string): void {
  const to = new DayWriter(making, false);
  try {
    const from = writerOf(day);
    for (let late = from.runsAfter(upTo); late.length > 0; late = from.runsAfter(late.at(-1)!.no))
      to.record(
        late.map(({ device, body: stored }) => {
          const body = Body.unpacked(stored);
          return { day, device, facts: factsOf(body, body.runs[0]!), body: stored };
        }),
      );
  } finally {
    to.close();
  }
}

function answering(no: number, work: () => unknown): Answer {
  try {
    return { no, value: work() };
  } catch (error) {
    return { no, failure: flattened(translated(folder, error)) };
  }
}

port.on('message', (requests: Numbered<Request>[]) => {
  for (const { no, request } of requests)
    if (request.op === 'record') records.push({ no, request });
    else others.push({ no, request });
  schedule();
});
post({ kind: 'ready', position: 0 });
