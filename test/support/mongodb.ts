import { execFileSync, spawn, type ChildProcessByStdio } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from '../../adapters/shared/mongodb.ts';
import { isInstalled } from './installed.ts';

const peer = 'test/peers/mongodb';
const java = `${peer}/src/main/java/peer`;
const sources = [
  `${peer}/pom.xml`,
  ...readdirSync(java)
    .sort()
    .map(file => `${java}/${file}`),
];
/** One mark for each form of the server: an older one on this machine is built anew. */
const built = `${peer}/target/ready-${createHash('sha256')
  .update(sources.map(file => readFileSync(file, 'utf8')).join('\0'))
  .digest('hex')
  .slice(0, 12)}`;

/** A real MongoDB to test against, in place of the server this project brings. */
const named = process.env['MUSTER_TEST_MONGODB'];

/** What a MongoDB to test against needs here; null where it can be had. */
export function mongodbMissing({ own = false } = {}): string | null {
  if ((named !== undefined && !own) || (isInstalled('javac') && isInstalled('mvn'))) return null;
  return 'Install a JDK of 17 or later and Maven (default-jdk-headless, maven), or name a MongoDB in MUSTER_TEST_MONGODB.';
}

/**
 * Suites over MongoDB; where there is no server for them, one line says so and how to have one. `own`: not over one
 * that is named, since the suite takes it away.
 */
export function describeMongodb(title: string, suite: () => void, { own = false } = {}): void {
  const missing = mongodbMissing({ own });
  if (missing === null) return describe(title, suite);
  process.stderr.write(`skipped: ${title}. ${missing}\n`);
  describe.skip(title, suite);
}

export interface MongodbServer {
  /** The address of a database of its own, at each call another. */
  database(): string;
  stop(): Promise<void>;
}

let databases = 0;

const databaseOf = (base: string): string => {
  const address = new URL(base);
  address.pathname = `/muster_test_${process.pid}_${Date.now().toString(36)}_${(databases += 1)}`;
  return address.href;
};

/** `memory`: of the server this project brings, as Java counts it; everything it keeps has to fit. */
export async function startMongodb({ memory = usual } = {}): Promise<MongodbServer> {
  if (named !== undefined) return { database: () => databaseOf(named), stop: async () => {} };
  await build();
  const { port, child, ended } = await spawnPeer([], memory);
  return {
    database: () => databaseOf(`mongodb://127.0.0.1:${port}`),
    async stop() {
      child.stdin.end();
      await ended;
    },
  };
}

/** A server whose data lies in a file and outlives it: for tests that take it away. */
export class KeptMongodb {
  readonly #file: string;
  #port = '0';
  #running: Peer | undefined;

  /** `file` must not exist yet. */
  constructor(file: string) {
    this.#file = file;
  }

  /** On the same port again after `stop`. */
  async start(): Promise<this> {
    await build();
    this.#running = await spawnPeer([this.#port, this.#file], usual);
    this.#port = this.#running.port;
    return this;
  }

  /** The address of a database of its own, at each call another. */
  database(): string {
    return databaseOf(`mongodb://127.0.0.1:${this.#port}`);
  }

  /** Breaks all connections; like a server with a journal it has kept what it acknowledged, and nothing else. */
  async stop(): Promise<void> {
    this.#running?.child.stdin.end();
    await this.#running?.ended;
    this.#running = undefined;
  }
}

interface Peer {
  readonly child: ChildProcessByStdio<Writable, Readable, null>;
  readonly port: string;
  readonly ended: Promise<void>;
}

/** Memory that is enough for a suite. More than that is collected while everybody waits for longer than they do. */
const usual = '512m';

async function spawnPeer(args: readonly string[], memory: string): Promise<Peer> {
  const classes = `${peer}/target/classes:${peer}/target/dependency/*`;
  // It lives for a suite: what the second compiler of the virtual machine would win it back, it does not live to see.
  const brief = [
    '-XX:TieredStopAtLevel=1',
    `-XX:+${memory === usual ? 'UseSerialGC' : 'UseG1GC'}`,
    `-Xmx${memory}`,
  ];
  const child = spawn('java', [...brief, '-cp', classes, 'peer.Peer', ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>(resolve => child.once('exit', () => resolve()));
  const port = await new Promise<string>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', code => reject(new Error(`the MongoDB-compatible server ended with ${code}`)));
    createInterface({ input: child.stdout }).on('line', line => {
      const ready = /^ready (\d+)$/.exec(line);
      if (ready?.[1]) resolve(ready[1]);
    });
  });
  return { child, port, ended };
}

/** Compiles the server and fetches what it needs, once; two test processes may come at the same time. */
async function build(): Promise<void> {
  const claim = `${peer}/target/building`;
  for (;;) {
    if (existsSync(built)) return;
    mkdirSync(`${peer}/target`, { recursive: true });
    try {
      mkdirSync(claim);
      break;
    } catch {
      await sleep(500);
    }
  }
  try {
    // Libraries of an earlier form would be found beside those of this one.
    rmSync(`${peer}/target/dependency`, { recursive: true, force: true });
    execFileSync('mvn', ['-q', '-B', 'compile', 'dependency:copy-dependencies'], {
      cwd: peer,
      stdio: 'pipe',
    });
    renameSync(claim, built);
  } catch (error) {
    rmSync(claim, { recursive: true, force: true });
    throw error;
  }
}

/** The server of one suite, and connections to it that are closed with it. */
export interface SuiteMongodb {
  /** The address of an empty database. */
  database(): string;
  /** To an empty database, or to one that others use too. */
  connect(address?: string): Promise<Connection>;
}

/** Called in a `describe`: the server starts before its tests and ends after them. */
export function mongodbOfSuite(): SuiteMongodb {
  let server: MongodbServer;
  const opened: Connection[] = [];
  beforeAll(async () => {
    server = await startMongodb();
  }, 180_000);
  afterAll(async () => {
    for (const connection of opened) await connection.close();
    await server.stop();
  });
  return {
    database: () => server.database(),
    async connect(address = server.database()) {
      const connection = new Connection(address, false);
      opened.push(connection);
      await connection.ready();
      return connection;
    },
  };
}
