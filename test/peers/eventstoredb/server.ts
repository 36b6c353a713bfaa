import {
  Metadata,
  Server,
  ServerCredentials,
  status as grpc,
  type sendUnaryData,
  type ServerDuplexStream,
  type ServerReadableStream,
  type ServerUnaryCall,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import type { ClusterInfo } from '@eventstore/db-client/generated/gossip_pb.js';
import type { SupportedMethods } from '@eventstore/db-client/generated/serverfeatures_pb.js';
import type {
  AppendReq,
  AppendResp,
  BatchAppendReq,
  BatchAppendResp,
} from '@eventstore/db-client/generated/streams_pb.js';
import { accessDenied, Answers, failure } from './answers.ts';
import { Appends } from './appending.ts';
import { Faults } from './faults.ts';
import { Log } from './log.ts';
import { loadProtocol, type Dialect } from './protocol.ts';
import { readAll, readStream, subscribe, type ReadCall } from './reading.ts';

export interface TestServerOptions {
  /** Which client package speaks to it; its message classes are used. */
  readonly dialect?: Dialect;
  readonly tls?: { readonly certificate: Buffer; readonly key: Buffer };
  /** `user:password`; without it everybody may do everything. */
  readonly credentials?: string;
  /** Shared by the nodes of a cluster. */
  readonly log?: Log;
}

/**
 * A server that speaks the EventStoreDB protocol over gRPC and behaves as one that was observed, faults on
 * demand included. Its log is in memory and survives `stop`, `kill` and `start`.
 */
export class EventStoreDbServer {
  readonly log: Log;
  readonly faults = new Faults();
  /** Calls open now, and the most there were. */
  openCalls = 0;
  peakCalls = 0;
  port = 0;
  readonly #options: TestServerOptions;
  readonly #protocol;
  readonly #answers;
  readonly #streaming = new Set<{ emit(name: 'error', error: unknown): unknown }>();
  #server: Server | undefined;

  constructor(options: TestServerOptions = {}) {
    this.#options = options;
    this.log = options.log ?? new Log();
    this.#protocol = loadProtocol(options.dialect ?? 'esdb');
    this.#answers = new Answers(this.#protocol);
  }

  get address(): string {
    const { tls, credentials, dialect = 'esdb' } = this.#options;
    const user = credentials === undefined ? '' : `${credentials}@`;
    return `${dialect}://${user}${tls ? 'localhost' : '127.0.0.1'}:${this.port}?tls=${tls ? 'true' : 'false'}`;
  }

  /** On the same port again after `stop` or `kill`. */
  async start(): Promise<this> {
    const server = new Server({
      'grpc.max_concurrent_streams': 100,
      'grpc.max_receive_message_length': 16 * 1024 * 1024,
    });
    const { streams, features, gossip } = this.#protocol;
    server.addService(streams.StreamsService, {
      read: (call: ReadCall) => this.#read(call),
      batchAppend: (call: ServerDuplexStream<BatchAppendReq, BatchAppendResp>) => this.#batchAppend(call),
      append: (call: ServerReadableStream<AppendReq, AppendResp>, done: sendUnaryData<AppendResp>) =>
        this.#append(call, done),
      delete: unimplemented,
      tombstone: unimplemented,
    } as unknown as UntypedServiceImplementation);
    server.addService(features.ServerFeaturesService, {
      getSupportedMethods: (_call: unknown, done: sendUnaryData<SupportedMethods>) =>
        done(null, this.#supported()),
    } as unknown as UntypedServiceImplementation);
    server.addService(gossip.GossipService, {
      read: (_call: unknown, done: sendUnaryData<ClusterInfo>) => done(null, this.#members()),
    } as unknown as UntypedServiceImplementation);
    const { tls } = this.#options;
    const credentials = tls
      ? ServerCredentials.createSsl(null, [{ cert_chain: tls.certificate, private_key: tls.key }])
      : ServerCredentials.createInsecure();
    const host = tls ? 'localhost' : '127.0.0.1';
    this.port = await new Promise<number>((resolve, reject) =>
      server.bindAsync(`${host}:${this.port}`, credentials, (error, port) =>
        error ? reject(error) : resolve(port),
      ),
    );
    this.#server = server;
    return this;
  }

  /** As a process that is asked to end: every open call gets UNKNOWN, then the connections close. */
  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    for (const call of [...this.#streaming])
      call.emit('error', failure(grpc.UNKNOWN, 'Exception was thrown by handler.'));
    await new Promise<void>(resolve => server?.tryShutdown(() => resolve()) ?? resolve());
    this.log.restarted();
  }

  /** As a process that is killed: connections break, nobody is told. */
  kill(): void {
    this.#server?.forceShutdown();
    this.#server = undefined;
    this.#streaming.clear();
    this.log.restarted();
  }

  #open(call: {
    once(name: 'close' | 'cancelled', listener: () => void): unknown;
    emit(name: 'error', error: unknown): unknown;
  }): void {
    this.peakCalls = Math.max(this.peakCalls, ++this.openCalls);
    this.#streaming.add(call);
    let closed = false;
    const close = (): void => {
      if (!closed) this.openCalls--;
      closed = true;
      this.#streaming.delete(call);
    };
    call.once('close', close);
    call.once('cancelled', close);
  }

  #read(call: ReadCall): void {
    this.#open(call);
    call.on('error', () => undefined);
    const options = call.request.getOptions()!;
    const refused = this.#refusal(call.metadata) ?? this.faults.ofRead();
    if (refused) {
      call.emit('error', refused);
      return;
    }
    const work = options.hasStream() ? readStream : options.hasSubscription() ? subscribe : readAll;
    void work(call, this.log, this.#answers);
  }

  #batchAppend(call: ServerDuplexStream<BatchAppendReq, BatchAppendResp>): void {
    this.#open(call);
    const appends = new Appends(this.log, this.#answers, this.faults);
    const refused = this.#refusal(call.metadata);
    if (refused?.code === grpc.UNAUTHENTICATED) {
      call.emit('error', refused);
      return;
    }
    call.on('error', () => undefined);
    call.on('end', () => call.end());
    call.on('data', (message: BatchAppendReq) => {
      const answer = appends.take(message, refused !== null);
      if (answer === 'end') {
        const error = this.faults.endOfBatch();
        call.emit('error', error);
      } else if (answer) call.write(answer);
    });
  }

  /** The older way, used where the server does not offer the other. */
  #append(call: ServerReadableStream<AppendReq, AppendResp>, done: sendUnaryData<AppendResp>): void {
    const refused = this.#refusal(call.metadata);
    const appends = new Appends(this.log, this.#answers, this.faults);
    const messages: AppendReq[] = [];
    call.on('data', (message: AppendReq) => messages.push(message));
    call.on('end', () => {
      if (refused) done(refused);
      else appends.single(messages, this.#protocol, done);
    });
  }

  #refusal(metadata: Metadata): ReturnType<typeof failure> | null {
    const { credentials } = this.#options;
    if (credentials === undefined) return null;
    const [authorization] = metadata.get('authorization');
    if (authorization === undefined) return accessDenied();
    const right = `Basic ${Buffer.from(decodeURIComponent(credentials)).toString('base64')}`;
    return authorization === right ? null : failure(grpc.UNAUTHENTICATED, 'Unauthenticated');
  }

  #supported(): SupportedMethods {
    const { features } = this.#protocol;
    const supported = new features.SupportedMethods();
    supported.setEventStoreServerVersion('24.10.0');
    const add = (service: string, name: string, has: readonly string[] = []): void => {
      const method = new features.SupportedMethod();
      method.setServiceName(`event_store.client.${service}`);
      method.setMethodName(name);
      method.setFeaturesList([...has]);
      supported.addMethods(method);
    };
    add('streams.streams', 'read', ['position', 'events']);
    add('streams.streams', 'append');
    if (this.faults.offersBatchAppend) add('streams.streams', 'batchappend', ['deadline_duration']);
    add('gossip.gossip', 'read');
    add('server_features.serverfeatures', 'getsupportedmethods');
    return supported;
  }

  /** One node that leads; a follower names the one that does. */
  #members(): ClusterInfo {
    const { gossip } = this.#protocol;
    const info = new gossip.ClusterInfo();
    const member = new gossip.MemberInfo();
    const end = new gossip.EndPoint();
    end.setAddress('127.0.0.1');
    end.setPort(this.faults.leader ?? this.port);
    member.setHttpEndPoint(end);
    member.setIsAlive(true);
    member.setState(gossip.MemberInfo.VNodeState.LEADER);
    info.addMembers(member);
    return info;
  }
}

function unimplemented(_call: ServerUnaryCall<unknown, unknown>, done: sendUnaryData<unknown>): void {
  done(failure(grpc.UNIMPLEMENTED, 'not part of this server'));
}
