import { status as grpc, type ServiceError } from '@grpc/grpc-js';
import { failure } from './answers.ts';

export type AppendFault =
  /** Written, and never answered. */
  | 'answer-lost'
  /** Neither written nor answered. */
  | 'never-answered'
  /** Written; then the call that all appends share ends. */
  | 'call-ends'
  | 'disk-full'
  | 'timeout';

/** What is to go wrong next; each entry is used once, unless it is a state. */
export class Faults {
  readonly appends: AppendFault[] = [];
  readonly reads: ServiceError[] = [];
  /** With what the call of all appends ends. */
  batchEnd: { readonly code: grpc; readonly details: string } = {
    code: grpc.UNAVAILABLE,
    details: 'Server Is Too Busy',
  };
  offersBatchAppend = true;
  /** Largest event, bytes of data and metadata. */
  maxEventBytes = 16 * 1024 * 1024;
  /** Port of the node that leads; set where this one only follows. */
  leader: number | null = null;
  /** Appends that came, whether answered or not. */
  appendsSeen = 0;

  ofRead(): ServiceError | null {
    return this.reads.shift() ?? null;
  }

  endOfBatch(): ServiceError {
    if (this.leader !== null) return notLeader(this.leader);
    return failure(this.batchEnd.code, this.batchEnd.details);
  }
}

function notLeader(port: number): ServiceError {
  return failure(grpc.NOT_FOUND, `Leader info available`, {
    exception: 'not-leader',
    'leader-endpoint-host': '127.0.0.1',
    'leader-endpoint-port': String(port),
  });
}
