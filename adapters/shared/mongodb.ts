import { MongoBulkWriteError, MongoClient, MongoError, MongoServerSelectionError, type Db } from 'mongodb';
import './mongodb-driver.ts';
import { ReadStoreUnavailableError } from '../read-store/unavailable.ts';
import { certificateFaults } from './certificate-faults.ts';

/** Server 4.2, the oldest the driver speaks to. */
const OLDEST_WIRE = 8;

const duplicateKey = 11_000;
const OUT_OF_DISK_SPACE = 14_031;

/** Milliseconds until a server that does not answer counts as not there. */
const ANSWER_MS = 5_000;

/**
 * The database an address names, connected at the first question. Throws TypeError for an address that is none.
 * Adapters are given one and ask through `asked`; who opened it closes it.
 */
export class Connection {
  readonly db: Db;
  /** Without user and password. */
  readonly name: string;
  readonly #client: MongoClient;
  readonly #readOnly: boolean;
  #ready: Promise<void> | undefined;

  constructor(address: string, readOnly: boolean) {
    try {
      this.#client = new MongoClient(address, {
        // Every write may be repeated and is, from the journal; a retry needs sessions, which small servers lack.
        retryWrites: false,
        retryReads: true,
        // What was answered stays; a primary that was replaced has lost nothing that counts.
        writeConcern: { w: 'majority', journal: true },
        serverSelectionTimeoutMS: ANSWER_MS,
        connectTimeoutMS: ANSWER_MS,
        promoteBuffers: true,
        ignoreUndefined: true,
        appName: 'muster',
      });
    } catch (error) {
      throw new TypeError(`read store address is no MongoDB address: ${said(error)}`, { cause: error });
    }
    const { hosts, srvHost, dbName } = this.#client.options;
    this.db = this.#client.db(dbName === 'test' ? 'muster' : dbName);
    this.name = `mongodb://${srvHost ?? hosts.join(',')}/${this.db.databaseName}`;
    this.#readOnly = readOnly;
  }

  /** Connects and looks what is there; a failure is told in one line and tried again at the next call. */
  ready(): Promise<void> {
    this.#ready ??= this.#connect().catch((error: unknown) => {
      this.#ready = undefined;
      throw error;
    });
    return this.#ready;
  }

  /** Turns what went wrong into one line. */
  async asked<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      throw error instanceof MongoError || isOfSocket(error) ? this.#explained(error) : error;
    }
  }

  async close(): Promise<void> {
    await this.#client.close();
  }

  async #connect(): Promise<void> {
    const hello = await this.asked(this.#hello());
    const wire = Number(hello['maxWireVersion'] ?? 0);
    if (wire < OLDEST_WIRE)
      throw new ReadStoreUnavailableError(`${this.name} is older than MongoDB 4.2; use a newer server`);
    const writable = hello['isWritablePrimary'] ?? hello['ismaster'];
    if (writable !== true && !this.#readOnly) throw new ReadStoreUnavailableError(this.#readOnlyLine());
  }

  async #hello(): Promise<Record<string, unknown>> {
    await this.#client.connect();
    // Asks what needs a sign-in, so that a wrong password shows here.
    await this.db.collection('projections').findOne({}, { projection: { _id: 1 } });
    return this.db.command({ hello: 1 }).catch(() => this.db.command({ isMaster: 1 }));
  }

  #readOnlyLine(): string {
    return `${this.name} is a read-only replica; name the whole replica set in the address (…?replicaSet=NAME) so that its primary is found`;
  }

  #explained(error: MongoError | NodeJS.ErrnoException): Error {
    const { code } = error;
    const causes = [error.message, ...causesOf(error)].join(' ');
    const certificate = certificateFaults.find(([words]) => words.test(causes))?.[1];
    const line = (): string => {
      if (certificate !== undefined) return `${this.name}: ${certificate}`;
      if (code === 18 || /authentication failed/i.test(causes))
        return `${this.name} refuses the user or the password of the address`;
      if (code === 13)
        return `${this.name}: the user of the address may not read and write this database; grant the role readWrite`;
      if (code === 10107 || code === 13435) return this.#readOnlyLine();
      if (code === OUT_OF_DISK_SPACE)
        return `${this.name}: the disk of the server is full; it takes writes again once there is room`;
      if (/ENOTFOUND|EAI_AGAIN/.test(causes))
        return `${this.name}: no such host; check the name in the address`;
      if (/ECONNREFUSED/.test(causes))
        return `${this.name}: nothing listens there; start MongoDB or check the address`;
      if (hasNoPrimary(error))
        return `${this.name}: no primary of the replica set can be reached; look after its members`;
      if (error.name === 'MongoServerSelectionError')
        return `${this.name} does not answer as MongoDB does; is it another product's port? (${firstLine(error.message)})`;
      return `${this.name}: ${firstLine(error.message)}`;
    };
    const reason = code === OUT_OF_DISK_SPACE ? 'disk-full' : 'unreachable';
    return new ReadStoreUnavailableError(line(), { cause: error, reason });
  }
}

/** The driver hands on as it is what happens to a connection between being chosen and being written to. */
function isOfSocket(error: unknown): error is NodeJS.ErrnoException {
  const { code } = (error ?? {}) as { readonly code?: unknown };
  return error instanceof Error && (code === 'EPIPE' || code === 'ECONNRESET' || code === 'ETIMEDOUT');
}

/**
 * Places of the writes, among several that did not wait for each other, whose key was there already. Throws the error
 * itself where anything else went wrong.
 */
export function duplicatesIn(error: unknown): readonly number[] {
  const faults = error instanceof MongoBulkWriteError ? [error.writeErrors].flat() : [];
  if (faults.length === 0 || faults.some(({ code }) => code !== duplicateKey)) throw error;
  return faults.map(({ index }) => index);
}

/** A key that is there already: the error of a write that was to create it. */
export function isDuplicate(error: unknown): boolean {
  return error instanceof MongoError && error.code === duplicateKey;
}

/** The members that were found are replicas, and none of them is the one that takes writes. */
function hasNoPrimary(error: unknown): boolean {
  return (
    error instanceof MongoServerSelectionError &&
    [...(error.reason?.servers.values() ?? [])].some(({ type }) => type === 'RSSecondary')
  );
}

function causesOf(error: unknown, depth = 0): string[] {
  if (!(error instanceof Error) || depth > 4) return [];
  const inner: unknown[] = [error.cause];
  if ('reason' in error && error.reason && typeof error.reason === 'object' && 'servers' in error.reason)
    for (const server of (error.reason.servers as Map<string, { error: unknown }>).values())
      inner.push(server.error);
  return [error.message, ...inner.flatMap(one => causesOf(one, depth + 1))];
}

function firstLine(text: string): string {
  return text.split('\n')[0] ?? text;
}

function said(error: unknown): string {
  return error instanceof Error ? firstLine(error.message) : String(error);
}
