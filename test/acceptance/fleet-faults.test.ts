import { join } from 'node:path';
import type { Health } from '../../src/server/contract.ts';
import { EventStoreDbServer } from '../peers/eventstoredb/server.ts';
import { temporaryFolders } from '../support/folder.ts';
import { describeMongodb, KeptMongodb } from '../support/mongodb.ts';
import { adminPassword, muster, startServer, type ServerProgram } from '../support/programs.ts';
import { RestlessFleet } from '../support/restless-fleet.ts';

const folder = temporaryFolders();
const devices = 30;
const packages = 12;

interface Member {
  readonly data: string;
  program: ServerProgram | undefined;
}

interface Entry {
  readonly stream: string;
  readonly type: string;
  readonly data: { readonly to?: string; readonly inventory?: { readonly lastUser?: string } };
}

describeMongodb(
  'two servers in the middle of intake',
  () => {
    const log = new EventStoreDbServer();
    let mongodb: KeptMongodb;
    let readStore: string;
    let authorization: string;
    const members: Member[] = [];

    beforeAll(async () => {
      mongodb = await new KeptMongodb(join(folder(), 'mongodb.mv')).start();
      await log.start();
      readStore = mongodb.database();
    }, 180_000);
    afterAll(async () => {
      for (const { program } of members) program?.child.kill('SIGKILL');
      log.kill();
      await mongodb.stop();
    });

    const servers = (): string[] => members.flatMap(({ program }) => program?.url ?? []);

    async function start(member: Member): Promise<void> {
      member.program = await startServer(member.data, { MUSTER_EVENTS: log.address, MUSTER_READ: readStore });
    }

    /** Ends it as a loss of power would. */
    function kill(member: Member): void {
      member.program?.child.kill('SIGKILL');
      member.program = undefined;
    }

    async function asked<T>(path: string, member = members.find(({ program }) => program)!): Promise<T> {
      const answer = await fetch(`${member.program!.url}/api/v1${path}`, {
        headers: { authorization },
        signal: AbortSignal.timeout(20_000),
      });
      if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
      return (await answer.json()) as T;
    }

    async function all<T>(path: string): Promise<T[]> {
      const items: T[] = [];
      let cursor = '';
      for (;;) {
        const page = await asked<{ items: T[]; next: string | null }>(`${path}${cursor}`);
        items.push(...page.items);
        if (page.next === null) return items;
        cursor = `&cursor=${encodeURIComponent(page.next)}`;
      }
    }

    /** Waits until one of these servers leads. */
    async function leader(candidates = members): Promise<Member> {
      const begun = Date.now();
      for (;;) {
        const seen: string[] = [];
        for (const member of candidates) {
          if (!member.program) continue;
          const state = await asked<Health>('/health', member).then(({ work }) => work.state, String);
          if (state === 'leading') return member;
          seen.push(state);
        }
        if (Date.now() - begun > 60_000) throw new Error(`nobody leads: ${seen.join(', ')}`);
        await new Promise(resolve => setTimeout(resolve, 100));
      }
    }

    const otherThan = (member: Member): Member => members.find(other => other !== member)!;

    async function signIn(): Promise<void> {
      const answer = await fetch(`${servers()[0]}/api/v1/sessions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ userId: 'system', password: adminPassword }),
      });
      const { token } = (await answer.json()) as { token: string };
      authorization = `Bearer ${token}`;
    }

    async function enrolmentToken(): Promise<string> {
      const answer = await fetch(`${servers()[0]}/api/v1/enrolment-tokens`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization },
        body: JSON.stringify({ uses: devices, expiresInSeconds: 3_600 }),
      });
      return ((await answer.json()) as { token: string }).token;
    }

    test('every acknowledged inventory is there once, whichever part was killed, cut off or paused meanwhile', async () => {
      members.push({ data: folder(), program: undefined }, { data: folder(), program: undefined });
      await start(members[0]!);
      await start(members[1]!);
      await signIn();
      const token = await enrolmentToken();
      const fleet = new RestlessFleet({ devices, seed: 5, packages, connections: 3, token, servers });
      fleet.begin();
      await faults(fleet).catch((error: unknown) => {
        const said = members.map(({ program }) => program?.said().slice(-4_000) ?? '');
        throw new Error(`${String(error)}\nThe servers said:\n${said.join('\n')}`);
      });

      await expectAcknowledgedOnce(fleet);
      for (const member of members) expect(await member.program!.stop()).toBe(0);
      const verified = await muster(['ledger', 'verify'], {
        MUSTER_DATA: members[0]!.data,
        MUSTER_EVENTS: log.address,
      });
      expect(verified).toMatchObject({ code: 0 });
    }, 400_000);

    async function faults(fleet: RestlessFleet): Promise<void> {
      await fleet.more(devices);

      // The server that does not lead dies.
      const waiting = otherThan(await leader());
      kill(waiting);
      await fleet.more(10);
      await start(waiting);

      // The one that leads dies.
      const leading = await leader();
      kill(leading);
      await leader();
      await fleet.more(10);
      await start(leading);

      // Nobody reaches the log.
      log.kill();
      await fleet.failures(6);
      await log.start();
      await fleet.more(10);

      // The read store is gone for a while.
      await mongodb.stop();
      await fleet.failures(6);
      await mongodb.start();
      await fleet.more(10);

      // The leader is paused for longer than its lease, and goes on.
      const paused = await leader();
      paused.program!.child.kill('SIGSTOP');
      await leader([otherThan(paused)]);
      await fleet.more(10);
      paused.program!.child.kill('SIGCONT');
      await fleet.more(devices);
      await fleet.end();
    }

    async function expectAcknowledgedOnce({ agents }: RestlessFleet): Promise<void> {
      const events = (await all<Entry>('/events?limit=500')).reverse();
      const newest = await asked<{ items: { position: number }[] }>('/events?limit=1');
      const rows = await all<{ id: string; hostName: string; user: string; softwareCount: number }>(
        `/devices?limit=200&fields=hostName,user,softwareCount&after=${newest.items[0]!.position}`,
      );
      const told = agents.map(({ machine: { hostName, user } }) => ({
        hostName,
        user,
        softwareCount: packages,
      }));
      expect(rows.map(({ id: _, ...row }) => row).sort(byName)).toEqual(told.sort(byName));

      for (const { machine, users } of agents) {
        const { id } = rows.find(({ hostName }) => hostName === machine.hostName)!;
        const own = events.filter(({ stream }) => stream === `device-${id}`);
        const learned = own.flatMap(({ type, data }) =>
          type === 'DeviceRegistered' ? data.inventory!.lastUser : type === 'LastUserChanged' ? data.to : [],
        );
        expect(learned).toEqual(users);
        const software = await all<{ name: string; version: string; until: number | null }>(
          `/devices/${id}/software?limit=200`,
        );
        const held = software.map(({ name, version }) => `${name} ${version}`);
        expect(held.sort()).toEqual(
          machine.packages.map(entry => `${nameOf(entry)} ${entry.version}`).sort(),
        );
        const timeline = await all<{ position: number }>(`/devices/${id}/timeline?limit=200`);
        expect(new Set(timeline.map(({ position }) => position)).size).toBe(timeline.length);
        expect(timeline).toHaveLength(own.length);
      }

      const products = await all<{ name: string; devices: number }>(
        '/software?limit=500&fields=name,devices',
      );
      const counted = new Map<string, number>();
      for (const { machine } of agents)
        for (const name of new Set(machine.packages.map(nameOf)))
          counted.set(name, (counted.get(name) ?? 0) + 1);
      // The agents of some dialects tell a publisher: products of one name.
      const listed = new Map<string, number>();
      for (const product of products)
        listed.set(product.name, (listed.get(product.name) ?? 0) + product.devices);
      expect(listed).toEqual(counted);
    }
  },
  { own: true },
);

function byName(a: { readonly hostName: string }, b: { readonly hostName: string }): number {
  return a.hostName < b.hostName ? -1 : 1;
}

/** Debian's agents tell the architecture behind the name; it is no part of it. */
function nameOf({ name }: { readonly name: string }): string {
  return name.replace(/:\w+$/, '');
}
