import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from '../../adapters/shared/mongodb.ts';

const peer = 'test/peers/mongodb';
const built = `${peer}/target/ready`;

/** A real MongoDB to test against, in place of the server this project brings. */
const named = process.env['MUSTER_TEST_MONGODB'];

const installed = (program: string): boolean => spawnSync(program, ['-version']).status === 0;

/** Suites over MongoDB; where there is no server for them, one line says so and how to have one. */
export function describeMongodb(title: string, suite: () => void): void {
  if (named !== undefined || (installed('javac') && installed('mvn'))) return describe(title, suite);
  process.stderr.write(
    `skipped: ${title}. Install a JDK of 17 or later and Maven (default-jdk-headless, maven), or name a MongoDB in MUSTER_TEST_MONGODB.\n`,
  );
  describe.skip(title, suite);
}

export interface MongodbServer {
  /** The address of a database of its own, at each call another. */
  database(): string;
  stop(): Promise<void>;
}

let databases = 0;

export async function startMongodb(): Promise<MongodbServer> {
  const databaseOf = (base: URL): string => {
    const address = new URL(base);
    address.pathname = `/muster_test_${process.pid}_${Date.now().toString(36)}_${(databases += 1)}`;
    return address.href;
  };
  if (named !== undefined) return { database: () => databaseOf(new URL(named)), stop: async () => {} };
  await build();
  const child = spawn(
    'java',
    ['-Xmx512m', '-cp', `${peer}/target/classes:${peer}/target/dependency/*`, 'peer.Peer'],
    {
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  );
  const ended = new Promise<void>(resolve => child.once('exit', () => resolve()));
  const port = await new Promise<string>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', code => reject(new Error(`the MongoDB-compatible server ended with ${code}`)));
    createInterface({ input: child.stdout }).on('line', line => {
      const ready = /^ready (\d+)$/.exec(line);
      if (ready?.[1]) resolve(ready[1]);
    });
  });
  return {
    database: () => databaseOf(new URL(`mongodb://127.0.0.1:${port}`)),
    async stop() {
      child.stdin.end();
      await ended;
    },
  };
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
