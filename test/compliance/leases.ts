import { keptLeases } from '../../adapters/leases/kept.ts';
import type { LeaseTable } from '../../adapters/leases/table.ts';
import type { Lease, Leases } from '../../domain/kernel/index.ts';

const times = { beatMs: 5, expiryMs: 1_000, lookMs: 5 };

/** A server with its own monotonic clock, which moves only when told, and a line to the table that can hang. */
class Server {
  readonly leases: Leases;
  looks = 0;
  beats = 0;
  #now = 0;
  #going = Promise.withResolvers<void>();
  #down = false;

  constructor(name: string, table: LeaseTable) {
    this.goOn();
    this.leases = keptLeases(
      {
        read: async lease => {
          await this.#way();
          const row = await table.read(lease);
          this.looks += 1;
          return row;
        },
        take: async (lease, seen, server) => {
          await this.#way();
          return table.take(lease, seen, server);
        },
        beat: async (lease, token) => {
          await this.#way();
          const inForce = await table.beat(lease, token);
          this.beats += 1;
          return inForce;
        },
        release: async (lease, token) => {
          await this.#way();
          await table.release(lease, token);
        },
      },
      { server: name, times, monotonic: () => this.#now },
    );
  }

  async #way(): Promise<void> {
    await this.#going.promise;
    if (this.#down) throw new Error('no way to the store');
  }

  /** Nothing it asks gets through or is refused: as a stopped process, which does not know. */
  stop(): void {
    this.#going = Promise.withResolvers();
  }

  goOn(): void {
    this.#going.resolve();
  }

  cutOff(): void {
    this.#down = true;
  }

  pass(milliseconds: number): void {
    this.#now += milliseconds;
  }

  acquire(name = 'work', signal = new AbortController().signal): Promise<Lease> {
    return this.leases.acquire(name, signal);
  }

  /** Resolves after two more whole looks: whatever stood there before was seen. */
  looked(): Promise<void> {
    const goal = this.looks + 2;
    return until(() => this.looks >= goal);
  }

  beaten(): Promise<void> {
    const goal = this.beats + 1;
    return until(() => this.beats >= goal);
  }
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise(resolve => setTimeout(resolve, 2));
}

/** Whether it has settled by now; looks after everything that is due has run. */
function settling<T>(work: Promise<T>): { readonly done: boolean; readonly value: T | undefined } {
  const state: { done: boolean; value: T | undefined } = { done: false, value: undefined };
  work.then(
    value => Object.assign(state, { done: true, value }),
    () => (state.done = true),
  );
  return state;
}

/** What leases kept in any table must do. `open` answers a table nobody has used; it is asked for each test. */
export function leasesCompliance(adapter: string, open: () => Promise<LeaseTable>): void {
  describe(`leases compliance: ${adapter}`, () => {
    let table: LeaseTable;
    let ended: AbortController;
    const held: Lease[] = [];
    beforeEach(async () => {
      table = await open();
      ended = new AbortController();
    });
    afterEach(async () => {
      ended.abort();
      for (const lease of held.splice(0)) await lease.release();
    });
    const kept = async (lease: Promise<Lease>): Promise<Lease> => {
      held.push(await lease);
      return lease;
    };

    test('one holds it, who waits has it as soon as it is given back, under a higher token', async () => {
      const [one, other] = [new Server('one', table), new Server('other', table)];
      const first = await kept(one.acquire());
      const waiting = other.acquire();
      const state = settling(waiting);
      await other.looked();
      expect(state.done).toBe(false);
      expect(await other.leases.holder('work')).toEqual({ server: 'one', token: first.token });
      await first.release();
      const second = await kept(waiting);
      expect(second.token).toBeGreaterThan(first.token);
      expect(await one.leases.holder('work')).toEqual({ server: 'other', token: second.token });
      await second.release();
      expect(await one.leases.holder('work')).toBeNull();
    });

    test('of many that come at once one has it; each holder has a token above all before', async () => {
      const servers = Array.from({ length: 8 }, (_, n) => new Server(`server ${n}`, table));
      const tokens: number[] = [];
      let holders = 0;
      await Promise.all(
        servers.map(async server => {
          const lease = await server.acquire();
          holders += 1;
          expect(holders).toBe(1);
          tokens.push(lease.token);
          await server.beaten();
          expect(lease.lost.aborted).toBe(false);
          holders -= 1;
          await lease.release();
        }),
      );
      expect(tokens).toEqual([...new Set(tokens)].sort((a, b) => a - b));
      expect(tokens).toHaveLength(8);
    });

    test('a holder that is stopped loses it after its time by the clock of who waits, and learns it when it goes on', async () => {
      const [one, other] = [new Server('one', table), new Server('other', table)];
      const first = await kept(one.acquire());
      one.stop();
      const waiting = other.acquire();
      const state = settling(waiting);
      await other.looked();
      other.pass(times.expiryMs - 1);
      await other.looked();
      expect(state.done).toBe(false);
      other.pass(1);
      const second = await kept(waiting);
      expect(second.token).toBeGreaterThan(first.token);
      expect(first.lost.aborted).toBe(false);
      one.goOn();
      await until(() => first.lost.aborted);
      await first.release();
      expect(await one.leases.holder('work')).toEqual({ server: 'other', token: second.token });
      await other.beaten();
      expect(second.lost.aborted).toBe(false);
    });

    test('a holder that gives signs of life keeps it, however long another waits', async () => {
      const [one, other] = [new Server('one', table), new Server('other', table)];
      const first = await kept(one.acquire());
      const state = settling(other.acquire('work', ended.signal));
      await other.looked();
      for (let step = 0; step < 10; step++) {
        other.pass(times.expiryMs / 2);
        one.pass(times.expiryMs / 2);
        await one.beaten();
        await other.looked();
      }
      expect(state.done).toBe(false);
      expect(first.lost.aborted).toBe(false);
    });

    test('a holder that cannot reach the store counts it lost when its time is over', async () => {
      const one = new Server('one', table);
      const first = await kept(one.acquire());
      one.cutOff();
      one.pass(times.expiryMs - 1);
      expect(first.lost.aborted).toBe(false);
      one.pass(1);
      await until(() => first.lost.aborted);
    });

    test('who gives up waiting does not get it later', async () => {
      const [one, other] = [new Server('one', table), new Server('other', table)];
      const first = await kept(one.acquire());
      const waiting = other.acquire('work', ended.signal);
      await other.looked();
      ended.abort(new Error('the server ends'));
      await expect(waiting).rejects.toThrow('the server ends');
      await first.release();
      expect(await one.leases.holder('work')).toBeNull();
    });

    test('leases of other names are other leases', async () => {
      const [one, other] = [new Server('one', table), new Server('other', table)];
      await kept(one.acquire('work'));
      const lease = await kept(other.acquire('another'));
      expect(await one.leases.holder('another')).toEqual({ server: 'other', token: lease.token });
    });
  });
}
