import { keptLeases } from '../../adapters/leases/kept.ts';
import { memoryLeaseTable } from '../../adapters/leases/memory.ts';
import type { LeaseTable } from '../../adapters/leases/table.ts';
import { createLeadership, type Leadership } from '../../src/processes/leadership.ts';

const times = { beatMs: 5, expiryMs: 1_000, lookMs: 5 };

/** A server that notes what its work is told, on a line to the leases that can hang; its clock moves when told. */
class Server {
  readonly did: string[] = [];
  readonly errors: unknown[] = [];
  readonly leadership: Leadership;
  failing: Error | null = null;
  #now = 0;
  #going = Promise.withResolvers<void>();

  constructor(name: string, table: LeaseTable) {
    this.goOn();
    const hanging: LeaseTable = {
      ...table,
      beat: async (lease, token) => {
        await this.#going.promise;
        return table.beat(lease, token);
      },
    };
    this.leadership = createLeadership({
      leases: keptLeases(hanging, { server: name, times, monotonic: () => this.#now }),
      name: 'work',
      server: name,
      retryMs: 5,
      onError: error => this.errors.push(error),
      work: {
        begin: async token => {
          this.did.push(`begin ${token}`);
          if (this.failing) throw this.failing;
        },
        end: async why => {
          this.did.push(`end ${why}`);
        },
      },
    });
  }

  freeze(): void {
    this.#going = Promise.withResolvers();
  }

  goOn(): void {
    this.#going.resolve();
  }

  pass(milliseconds: number): void {
    this.#now += milliseconds;
  }
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise(resolve => setTimeout(resolve, 2));
}

let table: LeaseTable;
const servers: Server[] = [];
const server = (name: string): Server => {
  servers.push(new Server(name, table));
  return servers.at(-1)!;
};
beforeEach(() => {
  table = memoryLeaseTable();
});
afterEach(async () => {
  for (const one of servers.splice(0)) {
    one.goOn();
    await one.leadership.stop();
  }
});

test('the first does the work, the second waits and begins when the first stops', async () => {
  const [one, other] = [server('one'), server('other')];
  await one.leadership.start();
  expect(one.did).toEqual(['begin 1']);
  expect(one.leadership.state()).toBe('leading');
  await other.leadership.start();
  expect(other.leadership.state()).toBe('waiting');
  expect(other.did).toEqual([]);
  await one.leadership.stop();
  expect(one.did).toEqual(['begin 1', 'end stopped']);
  expect(one.leadership.state()).toBe('stopped');
  await until(() => other.leadership.state() === 'leading');
  expect(other.did).toEqual(['begin 2']);
});

test('one that was replaced ends its work, says that it was fenced, and waits to begin anew', async () => {
  const [one, other] = [server('one'), server('other')];
  await one.leadership.start();
  await other.leadership.start();
  one.freeze();
  // Whether the last sign of life was seen before or after its clock was moved: some step finds it unmoved.
  const stepping = setInterval(() => other.pass(times.expiryMs), 20);
  await until(() => other.leadership.state() === 'leading');
  clearInterval(stepping);
  expect(one.did).toEqual(['begin 1']);
  one.goOn();
  await until(() => one.leadership.state() === 'fenced');
  await until(() => one.did.length === 2);
  expect(one.did).toEqual(['begin 1', 'end lost']);
  await other.leadership.stop();
  await until(() => one.leadership.state() === 'leading');
  expect(one.did).toEqual(['begin 1', 'end lost', 'begin 3']);
});

test('work that cannot be begun is ended and given back, told, and tried again', async () => {
  const one = server('one');
  one.failing = new Error('the store is away');
  await expect(one.leadership.start()).rejects.toThrow('the store is away');
  expect(one.did.slice(0, 2)).toEqual(['begin 1', 'end stopped']);
  one.failing = null;
  await until(() => one.leadership.state() === 'leading');
  expect(one.errors.length).toBeGreaterThan(0);
});

test('leases that cannot be asked for keep it from starting', async () => {
  table = { ...memoryLeaseTable(), read: () => Promise.reject(new Error('nothing listens there')) };
  await expect(server('one').leadership.start()).rejects.toThrow('nothing listens there');
});
