import { createRequire } from 'node:module';
import type * as Gossip from '@eventstore/db-client/generated/gossip_pb.js';
import type * as Features from '@eventstore/db-client/generated/serverfeatures_pb.js';
import type * as FeaturesService from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import type * as GossipService from '@eventstore/db-client/generated/gossip_grpc_pb.js';
import type * as Shared from '@eventstore/db-client/generated/shared_pb.js';
import type * as Status from '@eventstore/db-client/generated/status_pb.js';
import type * as Streams from '@eventstore/db-client/generated/streams_pb.js';
import type * as StreamsService from '@eventstore/db-client/generated/streams_grpc_pb.js';

/** The message classes that a client package ships. Two of them break each other in one process. */
export interface Protocol {
  readonly streams: typeof Streams & typeof StreamsService;
  readonly features: typeof Features & typeof FeaturesService;
  readonly gossip: typeof Gossip & typeof GossipService;
  readonly shared: typeof Shared;
  readonly status: typeof Status;
}

/** CommonJS packages, chosen at run time; tests run as CommonJS, the server in its own process does not. */
const fromHere = createRequire(`${process.cwd()}/package.json`);

const folders = {
  esdb: '@eventstore/db-client/generated',
  kurrentdb: '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1',
} as const;

export type Dialect = keyof typeof folders;

/** Not published as an interface; the packages are pinned to exact versions, and this is the only place. */
export function loadProtocol(dialect: Dialect): Protocol {
  const load = (name: string): object => fromHere(`${folders[dialect]}/${name}`) as object;
  return {
    streams: { ...load('streams_pb'), ...load('streams_grpc_pb') },
    features: { ...load('serverfeatures_pb'), ...load('serverfeatures_grpc_pb') },
    gossip: { ...load('gossip_pb'), ...load('gossip_grpc_pb') },
    shared: load('shared_pb'),
    status: load('status_pb'),
  } as unknown as Protocol;
}
