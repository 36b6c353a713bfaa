import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { status as grpc, type ServerWritableStream } from '@grpc/grpc-js';
import type { ReadReq, ReadResp } from '@eventstore/db-client/generated/streams_pb.js';
import { Answers, failure } from './answers.ts';
import type { Log, LogRecord } from './log.ts';

export type ReadCall = ServerWritableStream<ReadReq, ReadResp>;
type Options = NonNullable<ReturnType<ReadReq['getOptions']>>;

const allTime = Number.MAX_SAFE_INTEGER;

/** Writes with the flow control of the wire; throws nothing where the other side has gone. */
async function send(call: ReadCall, message: ReadResp): Promise<void> {
  if (call.cancelled || call.destroyed || call.writableEnded) return;
  if (!call.write(message)) await once(call, 'drain').catch(() => undefined);
}

function filterOf(options: Options): (record: LogRecord) => boolean {
  const filter = options.getFilter();
  const expression = filter?.getStreamIdentifier() ?? filter?.getEventType();
  if (!filter || !expression) return () => true;
  const regex = expression.getRegex() === '' ? null : new RegExp(expression.getRegex());
  const prefixes = expression.getPrefixList();
  const text = filter.hasStreamIdentifier()
    ? ({ stream }: LogRecord) => stream
    : ({ type }: LogRecord) => type;
  return record =>
    regex ? regex.test(text(record)) : prefixes.some(prefix => text(record).startsWith(prefix));
}

/** Reads of a stream: inclusive, of what retention shows. */
export async function readStream(call: ReadCall, log: Log, answers: Answers): Promise<void> {
  const options = call.request.getOptions()!;
  const wanted = options.getStream()!;
  const stream = Buffer.from(wanted.getStreamIdentifier()!.getStreamName_asU8()).toString();
  if (log.isDeleted(stream)) {
    call.emit(
      'error',
      failure(grpc.FAILED_PRECONDITION, `Event stream '${stream}' is deleted.`, {
        exception: 'stream-deleted',
        'stream-name': encodeURIComponent(stream),
      }),
    );
    return;
  }
  const visible = log.visible(stream);
  if (!visible) {
    await send(call, answers.streamNotFound(stream));
    call.end();
    return;
  }
  const backwards = options.getReadDirection() === 1;
  const from = wanted.hasRevision() ? Number(wanted.getRevision()) : wanted.hasEnd() ? allTime : 0;
  const ordered = backwards
    ? visible.filter(({ revision }) => revision <= from).reverse()
    : visible.filter(({ revision }) => revision >= from);
  for (const record of ordered.slice(0, Number(options.getCount()))) await send(call, answers.event(record));
  if (options.getControlOption()?.getCompatibility() === 1)
    await send(call, answers.lastStreamPosition(visible.at(-1)?.revision ?? 0));
  call.end();
}

/** Reads of the whole log: forward inclusive, backward exclusive, system events among the rest. */
export async function readAll(call: ReadCall, log: Log, answers: Answers): Promise<void> {
  const options = call.request.getOptions()!;
  const position = Number(options.getAll()!.getPosition()?.getCommitPosition() ?? -1);
  if (position > 0 && !log.isBoundary(position)) {
    call.emit('error', failure(grpc.UNKNOWN, 'Unexpected ReadAllResult: InvalidPosition'));
    return;
  }
  const backwards = options.getReadDirection() === 1;
  const passes = filterOf(options);
  const records = log.records;
  let left = Number(options.getCount());
  let index = backwards
    ? (options.getAll()!.hasEnd() ? records.length : log.indexAt(position)) - 1
    : log.indexAt(position);
  for (; left > 0 && index >= 0 && index < records.length; index += backwards ? -1 : 1) {
    const record = records[index]!;
    if (!passes(record)) continue;
    left--;
    await send(call, answers.event(record));
  }
  call.end();
}

/**
 * A subscription to the whole log: exclusive, checkpoints trailing by one window, caught up once. Beyond the
 * end of the log it is confirmed and stays silent for ever.
 */
export async function subscribe(call: ReadCall, log: Log, answers: Answers): Promise<void> {
  const options = call.request.getOptions()!;
  const all = options.getAll()!;
  const position = all.hasEnd()
    ? (log.records.at(-1)?.position ?? -1)
    : Number(all.getPosition()?.getCommitPosition() ?? -1);
  if (position > 0 && !log.isBoundary(position)) {
    call.emit('error', failure(grpc.INVALID_ARGUMENT, 'Trying to read from an invalid position.'));
    return;
  }
  const passes = filterOf(options);
  const filter = options.getFilter();
  const window = filter ? Math.max(1, filter.getMax()) * filter.getCheckpointintervalmultiplier() : Infinity;
  await send(call, answers.confirmation(randomUUID()));
  const ended = new Promise<void>(resolve => {
    call.once('cancelled', resolve);
    call.once('close', resolve);
  });
  let over = false;
  void ended.then(() => {
    over = true;
    log.emit('grown');
  });
  const beyondEnd = position > (log.records.at(-1)?.position ?? -1);
  let cursor = beyondEnd ? Infinity : position;
  let considered = 0;
  let trailing = 0;
  let caughtUp = false;
  while (!over && !call.cancelled) {
    const grown = once(log, 'grown');
    for (let index = log.indexAt(cursor + 1); index < log.records.length && !over; index++) {
      const record = log.records[index]!;
      if (record.position <= cursor) continue;
      cursor = record.position;
      if (passes(record)) await send(call, answers.event(record));
      if (++considered % window !== 0) continue;
      await send(call, answers.checkpoint(trailing));
      trailing = cursor;
    }
    if (!caughtUp) await send(call, answers.caughtUp());
    caughtUp = true;
    await grown;
  }
}
