import { EventTooLargeError, StoreUnavailableError } from '../../../domain/kernel/index.ts';
import { certificateFaults } from '../../shared/certificate-faults.ts';

export type FaultKind =
  | 'conflict'
  | 'deleted'
  | 'denied'
  | 'full'
  | 'no-such-position'
  | 'read-only'
  | 'refused'
  | 'timeout'
  | 'too-large'
  | 'unreachable'
  | 'wrong-server';

/** What a client package threw, told apart by what is to be done about it. */
export class Fault extends Error {
  readonly kind: FaultKind;
  /** Last revision of the stream of a conflict, -1: there is none. */
  readonly actual: number;
  /** May be gone the next time. What a fault of this kind did to an append is not known. */
  readonly passing: boolean;

  constructor(kind: FaultKind, message: string, more: { actual?: number; cause?: unknown } = {}) {
    super(message, { cause: more.cause });
    this.name = 'Fault';
    this.kind = kind;
    this.actual = more.actual ?? -1;
    this.passing = kind === 'unreachable' || kind === 'timeout' || kind === 'read-only';
  }
}

interface ClientError {
  readonly type?: string;
  readonly code?: number | string;
  readonly message?: string;
  readonly actualVersion?: unknown;
  readonly actualState?: unknown;
}

const byType: Readonly<Record<string, FaultKind>> = {
  'stream-deleted': 'deleted',
  'access-denied': 'denied',
  'not-leader': 'read-only',
  'maximum-append-size-exceeded': 'too-large',
  unavailable: 'unreachable',
  cancelled: 'unreachable',
  'deadline-exceeded': 'timeout',
  timeout: 'timeout',
};

/** In this order; the packages say much in words only. */
const byText: readonly (readonly [RegExp, FaultKind])[] = [
  [/invalid ?position/i, 'no-such-position'],
  [/message (exceeds|larger)|EventSizeExceeded/i, 'too-large'],
  [/no space left|disk (is )?full|not enough space/i, 'full'],
  [/could not recognize/i, 'refused'],
  [/unimplemented|http status|protocol error|parse error/i, 'wrong-server'],
];

const byCode: Readonly<Record<number, FaultKind>> = {
  4: 'timeout',
  7: 'denied',
  12: 'wrong-server',
  16: 'denied',
};

/** Told apart by `type`, not by class: two packages, and some errors are plain ones. Unknown ones are passing. */
export function faultOf(error: unknown): Fault {
  if (error instanceof Fault) return error;
  const { type = '', code, message = '', actualVersion, actualState } = (error ?? {}) as ClientError;
  if (type === 'wrong-expected-version') {
    const actual = actualVersion ?? actualState;
    return new Fault('conflict', message, {
      actual: typeof actual === 'bigint' ? Number(actual) : -1,
      cause: error,
    });
  }
  const typed = byType[type];
  if (typed !== undefined && typed !== 'unreachable') return new Fault(typed, message, { cause: error });
  const text = byText.find(([pattern]) => pattern.test(message))?.[1];
  return new Fault(text ?? typed ?? byCode[Number(code)] ?? 'unreachable', message, { cause: error });
}

/** In words of the operator: what is wrong with the server at this address, and what to do. */
export function unavailable(fault: Fault, where: string): StoreUnavailableError {
  const [reason, words] = explain(fault);
  return new StoreUnavailableError(reason, `${where}: ${words}`, { cause: fault });
}

function explain({ kind, message }: Fault): [StoreUnavailableError['reason'], string] {
  switch (kind) {
    case 'denied':
      return ['denied', 'user or password is wrong, or the user may not do this; check both in the address'];
    case 'full':
      return ['disk-full', 'the disk of the server is full; it takes events again once there is room'];
    case 'read-only':
      return [
        'read-only',
        'this node only reads (follower or read-only replica); name the leader or all nodes',
      ];
    case 'deleted':
      return ['corrupt', 'a stream of the log was deleted on the server; restore the log from a backup'];
    case 'wrong-server':
      return ['unreachable', `something answers there that is no EventStoreDB (${firstLine(message)})`];
    case 'timeout':
      return ['timeout', 'the server did not answer in time'];
    case 'unreachable':
      return ['unreachable', reachingWords(message)];
    default:
      return ['unreachable', `the server refused (${firstLine(message) || kind})`];
  }
}

const reaching: readonly (readonly [RegExp, string])[] = [
  [
    /name resolution|ENOTFOUND|EAI_AGAIN/i,
    'the name of the host is not known; check the address and the name service',
  ],
  ...certificateFaults,
  [
    /wrong version number|EPROTO|packet length/i,
    'the server does not speak TLS on this port; tls=false if that is meant',
  ],
  [/ECONNREFUSED/i, 'nothing listens there; start the server or correct the port'],
];

function reachingWords(message: string): string {
  const known = reaching.find(([pattern]) => pattern.test(message));
  return known ? known[1] : `the server cannot be reached (${firstLine(message) || 'no reason given'})`;
}

function firstLine(text: string): string {
  return (text.split('\n', 1)[0] ?? '').replace(/^\d+ [A-Z_]+: /, '').slice(0, 200);
}

/** The server takes less than the adapter thought; it does not say how much. */
export function tooLarge(size: number): EventTooLargeError {
  return new EventTooLargeError(size, size - 1);
}
