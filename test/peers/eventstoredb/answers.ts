import { Metadata, status as grpc, type ServiceError } from '@grpc/grpc-js';
import anyClasses from 'google-protobuf/google/protobuf/any_pb.js';
import emptyClasses from 'google-protobuf/google/protobuf/empty_pb.js';
import type { BatchAppendResp, ReadResp } from '@eventstore/db-client/generated/streams_pb.js';
import type { Expected, LogRecord, Written } from './log.ts';
import type { Protocol } from './protocol.ts';

/** A status with what the server adds beside it. */
export function failure(code: grpc, details: string, trailers: Readonly<Record<string, string>> = {}) {
  const metadata = new Metadata();
  for (const [name, value] of Object.entries(trailers)) metadata.set(name, value);
  return { name: 'Error', code, details, message: details, metadata } satisfies ServiceError;
}

export const accessDenied = () =>
  failure(grpc.PERMISSION_DENIED, 'Access Denied', { exception: 'access-denied' });

/** 2^63 - 1 and such do not fit a number. */
const textOf = (value: number): string => BigInt(value).toString();

/** Builds the messages of the wire from the records of the log. */
export class Answers {
  readonly #protocol: Protocol;

  constructor(protocol: Protocol) {
    this.#protocol = protocol;
  }

  event(record: LogRecord): ReadResp {
    const { streams, shared } = this.#protocol;
    const recorded = new streams.ReadResp.ReadEvent.RecordedEvent();
    const id = new shared.UUID();
    id.setString(record.id);
    const identifier = new shared.StreamIdentifier();
    identifier.setStreamName(Buffer.from(record.stream));
    recorded.setId(id);
    recorded.setStreamIdentifier(identifier);
    recorded.setStreamRevision(textOf(record.revision));
    recorded.setCommitPosition(textOf(record.position));
    recorded.setPreparePosition(textOf(record.position));
    recorded.setData(record.data);
    recorded.setCustomMetadata(record.metadata);
    recorded
      .getMetadataMap()
      .set('type', record.type)
      .set('content-type', record.contentType)
      .set('created', textOf(record.created * 10_000));
    const event = new streams.ReadResp.ReadEvent();
    event.setEvent(recorded);
    event.setCommitPosition(textOf(record.position));
    const answer = new streams.ReadResp();
    answer.setEvent(event);
    return answer;
  }

  streamNotFound(stream: string): ReadResp {
    const { streams, shared } = this.#protocol;
    const identifier = new shared.StreamIdentifier();
    identifier.setStreamName(Buffer.from(stream));
    const notFound = new streams.ReadResp.StreamNotFound();
    notFound.setStreamIdentifier(identifier);
    const answer = new streams.ReadResp();
    answer.setStreamNotFound(notFound);
    return answer;
  }

  lastStreamPosition(revision: number): ReadResp {
    const answer = new this.#protocol.streams.ReadResp();
    answer.setLastStreamPosition(textOf(revision));
    return answer;
  }

  confirmation(id: string): ReadResp {
    const confirmation = new this.#protocol.streams.ReadResp.SubscriptionConfirmation();
    confirmation.setSubscriptionId(id);
    const answer = new this.#protocol.streams.ReadResp();
    answer.setConfirmation(confirmation);
    return answer;
  }

  checkpoint(position: number): ReadResp {
    const checkpoint = new this.#protocol.streams.ReadResp.Checkpoint();
    checkpoint.setCommitPosition(textOf(position));
    checkpoint.setPreparePosition(textOf(position));
    const answer = new this.#protocol.streams.ReadResp();
    answer.setCheckpoint(checkpoint);
    return answer;
  }

  caughtUp(): ReadResp {
    const answer = new this.#protocol.streams.ReadResp();
    answer.setCaughtUp(new this.#protocol.streams.ReadResp.CaughtUp());
    return answer;
  }

  batch(correlation: string, stream: string, expected: Expected, written: Written): BatchAppendResp {
    if (written.kind === 'conflict')
      return this.batchFailure(
        correlation,
        stream,
        grpc.ALREADY_EXISTS,
        'WrongExpectedVersion',
        this.#wrongExpectedVersion(expected, written.current),
      );
    if (written.kind === 'deleted')
      return this.batchFailure(correlation, stream, grpc.NOT_FOUND, 'StreamDeleted');
    const position = new this.#protocol.shared.AllStreamPosition();
    position.setCommitPosition(textOf(written.position));
    position.setPreparePosition(textOf(written.position));
    const success = new this.#protocol.streams.BatchAppendResp.Success();
    success.setCurrentRevision(textOf(written.revision));
    success.setPosition(position);
    const answer = this.#batchOf(correlation, stream);
    answer.setSuccess(success);
    return answer;
  }

  /** An error inside the call, which stays open. */
  batchFailure(
    correlation: string,
    stream: string,
    code: grpc,
    type: string,
    packed: Uint8Array = new Uint8Array(),
  ): BatchAppendResp {
    const details = new anyClasses.Any();
    details.pack(packed, `event_store.client.${type}`);
    const status = new this.#protocol.status.Status();
    status.setCode(code as unknown as Parameters<typeof status.setCode>[0]);
    status.setMessage(type);
    status.setDetails(details);
    const answer = this.#batchOf(correlation, stream);
    answer.setError(status);
    return answer;
  }

  #batchOf(correlation: string, stream: string): BatchAppendResp {
    const id = new this.#protocol.shared.UUID();
    id.setString(correlation);
    const identifier = new this.#protocol.shared.StreamIdentifier();
    identifier.setStreamName(Buffer.from(stream));
    const answer = new this.#protocol.streams.BatchAppendResp();
    answer.setCorrelationId(id);
    answer.setStreamIdentifier(identifier);
    return answer;
  }

  #wrongExpectedVersion(expected: Expected, current: number): Uint8Array {
    const conflict = new this.#protocol.shared.WrongExpectedVersion();
    if (current < 0) conflict.setCurrentNoStream(new emptyClasses.Empty());
    else conflict.setCurrentStreamRevision(textOf(current));
    if (expected === 'any') conflict.setExpectedAny(new emptyClasses.Empty());
    else if (expected === 'stream_exists') conflict.setExpectedStreamExists(new emptyClasses.Empty());
    else if (expected < 0) conflict.setExpectedNoStream(new emptyClasses.Empty());
    else conflict.setExpectedStreamPosition(textOf(expected));
    return conflict.serializeBinary();
  }
}
