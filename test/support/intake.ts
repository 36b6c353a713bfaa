import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import Fastify, { type FastifyInstance } from 'fastify';
import pino from 'pino';
import { bodyHash } from '../../adapters/bodies/hash.ts';
import { memoryCredentialStore } from '../../adapters/credentials/index.ts';
import { memoryEventStore } from '../../adapters/event-store/memory.ts';
import { fixedClock, systemIds } from '../../adapters/platform/index.ts';
import { memoryWhiteboard } from '../../adapters/whiteboard/memory.ts';
import type { TestClock } from '../../adapters/platform/clock.ts';
import { deviceEvents, enrolmentEvents } from '../../domain/devices/index.ts';
import {
  createCatalogue,
  createCommandHandler,
  withSchemas,
  type CommandHandler,
  type CredentialStore,
  type EventStore,
  type StoredEvent,
  type Whiteboard,
} from '../../domain/kernel/index.ts';
import type { Presence } from '../../projections/kernel/index.ts';
import { IntakeService, type IntakeOptions, type IntakePorts } from '../../src/server/intake/index.ts';
import { intakeRoutes, type IntakeRouteOptions } from '../../src/server/http/intake/routes.ts';
import type { ParserPoolOptions } from '../../src/server/intake/parser-pool.ts';

const samples = join(__dirname, '../samples/inventory');

export const sampleNames = {
  fusionInventory: 'fusioninventory-2.6-debian12-184sw.xml',
  ocs: 'ocs-agent-2.10.0-debian12-184sw.xml',
  ocsLarge: 'ocs-agent-2.10.0-debian12-992sw.xml',
  windows: 'glpi-1.12-windows11.json',
  mac: 'glpi-1.12-macos15.json',
} as const;

export function sample(name: keyof typeof sampleNames): string {
  return readFileSync(join(samples, sampleNames[name]), 'utf8');
}

export interface IntakeAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly bytes: Buffer;
  readonly text: string;
}

export interface TestIntake {
  readonly app: FastifyInstance;
  readonly intake: IntakeService;
  readonly clock: TestClock;
  readonly events: EventStore;
  readonly commands: CommandHandler;
  readonly credentials: CredentialStore;
  readonly bodies: Map<string, { bytes: Uint8Array; contentType: string }>;
  readonly presence: Map<string, Omit<Presence, 'contacts'>>;
  /** Secret of a new enrolment token. */
  token(uses?: number, expiresAt?: string): Promise<{ tokenId: string; secret: string }>;
  post(path: string, body: Uint8Array | string, headers?: Record<string, string>): Promise<IntakeAnswer>;
  /** Events of all streams of a category, in order. */
  log(category?: string): Promise<StoredEvent[]>;
  close(): Promise<void>;
}

export interface TestIntakeOptions {
  readonly pool?: ParserPoolOptions;
  readonly routes?: IntakeRouteOptions;
  readonly wrapEvents?: (store: EventStore) => EventStore;
  readonly rates?: IntakeOptions['rates'];
  /** Shared with another intake. */
  readonly whiteboard?: Whiteboard;
  readonly peers?: IntakePorts['peers'];
  readonly wrapParser?: IntakeOptions['wrapParser'];
  readonly wrapBodies?: (store: IntakePorts['bodies']) => IntakePorts['bodies'];
}

/** The intake on memory stores behind a bare HTTP server. */
export async function startTestIntake(options: TestIntakeOptions = {}): Promise<TestIntake> {
  const clock = fixedClock('2026-11-22T12:00:00.000Z');
  const ids = systemIds();
  const catalogue = createCatalogue({ ...deviceEvents, ...enrolmentEvents });
  const events = withSchemas((options.wrapEvents ?? (store => store))(memoryEventStore()), catalogue);
  const commands = createCommandHandler({ events, catalogue, clock, ids });
  const credentials = memoryCredentialStore(clock);
  const bodies: TestIntake['bodies'] = new Map();
  const presence: TestIntake['presence'] = new Map();
  const bodyStore: IntakePorts['bodies'] = {
    hashOf: bodyHash,
    async put(bytes, contentType, hash = bodyHash(bytes)) {
      bodies.set(hash, { bytes, contentType });
      return hash;
    },
    async get(hash) {
      const kept = bodies.get(hash);
      return kept && { hash, ...kept };
    },
  };
  const intake = new IntakeService(
    {
      clock,
      ids,
      commands,
      credentials,
      events,
      log: pino({ level: 'silent' }),
      bodies: (options.wrapBodies ?? (store => store))(bodyStore),
      presence: {
        touch: update => void presence.set(update.deviceId, update),
        async get(deviceId) {
          const last = presence.get(deviceId);
          return last && { ...last, contacts: 1 };
        },
      },
      installation: { id: async () => 'this-one' },
      whiteboard: options.whiteboard ?? memoryWhiteboard(clock),
      peers: options.peers ?? { server: 'test', isAlive: () => true },
      licences: null,
    },
    {
      threads: 1,
      ...options.pool,
      ...(options.rates && { rates: options.rates }),
      ...(options.wrapParser && { wrapParser: options.wrapParser }),
    },
  );
  await intake.start();
  const app = Fastify();
  intakeRoutes(intake, options.routes)(app as never, undefined as never);
  await app.ready();
  return {
    app,
    intake,
    clock,
    events,
    commands,
    credentials,
    bodies,
    presence,
    async token(uses = 100, expiresAt = '2026-11-23T12:00:00.000Z') {
      const created = await intake.enrolment.createToken({ note: 'test', uses, expiresAt }, 'system:test');
      if (created.kind !== 'created') throw new Error(created.refusal.code);
      return created;
    },
    async post(path, body, headers = {}) {
      const response = await app.inject({ method: 'POST', url: path, payload: Buffer.from(body), headers });
      return {
        status: response.statusCode,
        headers: response.headers,
        bytes: response.rawPayload,
        text: response.body,
      };
    },
    async log(category) {
      const all: StoredEvent[] = [];
      const filter = category === undefined ? {} : { categories: [category] };
      for await (const batch of events.readAll(0, filter)) all.push(...batch);
      return all;
    },
    async close() {
      await app.close();
      await intake.stop();
      await events.close();
    },
  };
}

export function basic(user: string, secret: string): { authorization: string } {
  return { authorization: `Basic ${Buffer.from(`${user}:${secret}`).toString('base64')}` };
}

/** Headers of the real agents. */
export const agentHeaders = {
  glpi: { 'content-type': 'application/json', 'user-agent': 'GLPI-Agent_v1.12' },
  fusionInventory: {
    'content-type': 'application/x-compress-zlib',
    'user-agent': 'FusionInventory-Agent_v2.6-3',
  },
  ocs: { 'content-type': 'application/x-compress', 'user-agent': 'OCS-NG_unified_unix_agent_v2.10.0' },
} as const;

export function zlib(text: string): Buffer {
  return deflateSync(text);
}
