import { status as grpc, type sendUnaryData } from '@grpc/grpc-js';
import type {
  AppendReq,
  AppendResp,
  BatchAppendReq,
  BatchAppendResp,
} from '@eventstore/db-client/generated/streams_pb.js';
import { failure, type Answers } from './answers.ts';
import type { Faults } from './faults.ts';
import type { Expected, Log, NewRecord, Written } from './log.ts';
import type { Protocol } from './protocol.ts';

type Message = ReturnType<BatchAppendReq['getProposedMessagesList']>[number];
type Options = NonNullable<ReturnType<BatchAppendReq['getOptions']>>;

interface Pending {
  readonly stream: string;
  readonly expected: Expected;
  readonly deadline: number;
  readonly events: NewRecord[];
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The appends of one call, each possibly in several messages between those of others. */
export class Appends {
  readonly #log: Log;
  readonly #answers: Answers;
  readonly #faults: Faults;
  readonly #pending = new Map<string, Pending>();

  constructor(log: Log, answers: Answers, faults: Faults) {
    this.#log = log;
    this.#answers = answers;
    this.#faults = faults;
  }

  /** The answer once an append is whole; undefined where there is none (yet, or ever); `end`: the call ends. */
  take(message: BatchAppendReq, denied: boolean): BatchAppendResp | 'end' | undefined {
    const correlation = message.getCorrelationId()!.getString();
    const options = message.getOptions();
    if (options) this.#pending.set(correlation, pendingOf(options));
    const pending = this.#pending.get(correlation);
    if (!pending) return undefined;
    pending.events.push(...message.getProposedMessagesList().map(recordOf));
    if (!message.getIsFinal()) return undefined;
    this.#pending.delete(correlation);
    return this.#decide(correlation, pending, denied);
  }

  #decide(correlation: string, pending: Pending, denied: boolean): BatchAppendResp | 'end' | undefined {
    const { stream, expected, events, deadline } = pending;
    this.#faults.appendsSeen++;
    const refuse = (code: grpc, type: string) => this.#answers.batchFailure(correlation, stream, code, type);
    if (denied) return refuse(grpc.PERMISSION_DENIED, 'AccessDenied');
    if (this.#faults.leader !== null) return 'end';
    if (deadline < Date.now()) return refuse(grpc.DEADLINE_EXCEEDED, 'Timeout');
    if (stream === '' || events.some(({ id, type }) => !uuid.test(id) || type === ''))
      return refuse(grpc.INVALID_ARGUMENT, 'BadRequest');
    if (events.some(({ data, metadata }) => data.length + metadata.length > this.#faults.maxEventBytes))
      return refuse(grpc.INVALID_ARGUMENT, 'MaximumAppendEventSizeExceeded');
    const fault = this.#faults.appends.shift();
    if (fault === 'never-answered') return undefined;
    if (fault === 'timeout') return refuse(grpc.DEADLINE_EXCEEDED, 'Timeout');
    if (fault === 'disk-full') {
      this.#faults.batchEnd = {
        code: grpc.RESOURCE_EXHAUSTED,
        details: 'There is not enough space on the disk.',
      };
      return 'end';
    }
    const written = this.#log.append(stream, expected, events);
    if (fault === 'answer-lost') return undefined;
    if (fault === 'call-ends') return 'end';
    return this.#answers.batch(correlation, stream, expected, written);
  }

  /** A call of its own for one append; a conflict is a normal answer. */
  single(messages: readonly AppendReq[], protocol: Protocol, done: sendUnaryData<AppendResp>): void {
    const options = messages[0]!.getOptions()!;
    const stream = nameOf(options.getStreamIdentifier()!.getStreamName_asU8());
    const expected = options.hasRevision() ? Number(options.getRevision()) : looseOf(options);
    const events = messages.slice(1).map(message => recordOf(message.getProposedMessage()!));
    this.#faults.appendsSeen++;
    const written = this.#log.append(stream, expected, events);
    if (written.kind === 'deleted') {
      done(failure(grpc.FAILED_PRECONDITION, 'deleted', { exception: 'stream-deleted', 'stream-name': 'x' }));
      return;
    }
    const answer = new protocol.streams.AppendResp();
    if (written.kind === 'conflict') answer.setWrongExpectedVersion(conflictOf(protocol, expected, written));
    else {
      const position = new protocol.streams.AppendResp.Position();
      position.setCommitPosition(String(written.position));
      position.setPreparePosition(String(written.position));
      const success = new protocol.streams.AppendResp.Success();
      success.setCurrentRevision(String(written.revision));
      success.setPosition(position);
      answer.setSuccess(success);
    }
    done(null, answer);
  }
}

function conflictOf(protocol: Protocol, expected: Expected, written: Extract<Written, { kind: 'conflict' }>) {
  const conflict = new protocol.streams.AppendResp.WrongExpectedVersion();
  const empty = () => new protocol.shared.Empty();
  if (written.current < 0) {
    conflict.setCurrentNoStream(empty());
    conflict.setNoStream2060(empty());
  } else {
    conflict.setCurrentRevision(String(written.current));
    conflict.setCurrentRevision2060(written.current);
  }
  if (expected === 'any') conflict.setExpectedAny(empty());
  else if (expected === 'stream_exists') conflict.setExpectedStreamExists(empty());
  else if (expected < 0) conflict.setExpectedNoStream(empty());
  else conflict.setExpectedRevision(String(expected));
  return conflict;
}

function pendingOf(options: Options): Pending {
  const deadline = options.getDeadline()?.toDate().getTime() ?? Infinity;
  const stream = nameOf(options.getStreamIdentifier()!.getStreamName_asU8());
  const expected = options.hasStreamPosition() ? Number(options.getStreamPosition()) : looseOf(options);
  return { stream, expected, deadline, events: [] };
}

function looseOf(options: { hasNoStream(): boolean; hasStreamExists(): boolean }): Expected {
  return options.hasNoStream() ? -1 : options.hasStreamExists() ? 'stream_exists' : 'any';
}

function nameOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('utf8');
}

function recordOf(message: Message | NonNullable<ReturnType<AppendReq['getProposedMessage']>>): NewRecord {
  const metadata = message.getMetadataMap();
  return {
    id: message.getId()!.getString().toLowerCase(),
    type: metadata.get('type') ?? '',
    contentType: metadata.get('content-type') ?? '',
    data: Buffer.from(message.getData_asU8()),
    metadata: Buffer.from(message.getCustomMetadata_asU8()),
  };
}
