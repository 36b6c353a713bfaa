import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { openEventStore } from '../../../adapters/event-store/open.ts';
import { openLogTakeover } from '../../../adapters/event-store/takeover.ts';
import { ledgerCrypto } from '../../../adapters/platform/index.ts';
import type { StoredEvent } from '../../../domain/kernel/index.ts';
import { canonicalEvent, verifyLedger } from '../../../domain/system/index.ts';
import { exitCodes } from '../../../src/cli/exit-codes.ts';
import { json as jsonRecord } from '../../peers/eventstoredb/log.ts';
import { EventStoreDbServer } from '../../peers/eventstoredb/server.ts';
import { temporaryFolders } from '../../support/folder.ts';
import { eventsAt, logOf } from '../../support/installation.ts';
import { ledgerOn } from '../../support/ledger.ts';
import { muster } from '../../support/programs.ts';

const folder = temporaryFolders();
const servers: EventStoreDbServer[] = [];
afterAll(() => {
  for (const server of servers) server.kill();
});
async function eventStoreDb(): Promise<EventStoreDbServer> {
  const server = await new EventStoreDbServer().start();
  servers.push(server);
  return server;
}

describe('a stopped log', () => {
  let data: string;
  let original: StoredEvent[];
  beforeAll(async () => {
    data = folder();
    const log = await openEventStore(logOf(data));
    const { sealer, raise } = ledgerOn(log);
    for (let round = 0; round < 4; round++) {
      for (const stream of ['counter-1', 'counter-2', 'other-1']) await raise(150, stream);
      await sealer.sealNow();
    }
    await raise(3);
    await log.close();
    original = await eventsAt(logOf(data));
  });

  test('moves into another file, positions and all', async () => {
    const file = join(folder(), 'new', 'events.db');
    const { code } = await muster(['migrate', '--from', data, '--to', `sqlite:${file}`], {});
    expect(code).toBe(exitCodes.done);
    const moved = await eventsAt(`sqlite:${file}`);
    expect(moved.slice(0, -1)).toEqual(original);
    expect(moved.at(-1)).toMatchObject({ type: 'LedgerMoved', position: original.at(-1)!.position + 1 });
    const log = await openEventStore(`sqlite:${file}`, { readOnly: true });
    expect(await verifyLedger(log, ledgerCrypto)).toMatchObject({ ok: true, seals: 4, unsealedEvents: 5 });
    await log.close();
  });

  function migrating(to: string): ChildProcess {
    return spawn(process.execPath, ['src/cli/main.ts', 'migrate', '--from', data, '--to', to], {
      env: { PATH: process.env['PATH'] },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
  }

  async function expectWhole(to: string): Promise<void> {
    const moved = await eventsAt(to);
    expect(moved.slice(0, -1).map(canonicalEvent)).toEqual(original.map(canonicalEvent));
    const log = await openEventStore(to, { readOnly: true });
    expect(await verifyLedger(log, ledgerCrypto)).toMatchObject({ ok: true, seals: 4 });
    expect(await log.checkIntegrity()).toEqual([]);
    await log.close();
  }

  test('killed again and again on its way to an EventStoreDB, it arrives whole', async () => {
    const { log, address } = await eventStoreDb();
    for (const share of [0.001, 0.2, 0.4, 0.7, 0.99]) {
      const child = migrating(address);
      const ended = once(child, 'close');
      const kill = () => void (log.records.length > share * original.length && child.kill('SIGKILL'));
      log.on('grown', kill);
      expect((await ended)[1]).toBe('SIGKILL');
      log.off('grown', kill);
      expect(log.records.length).toBeLessThan(original.length + 10);
    }
    expect(await once(migrating(address), 'close')).toEqual([exitCodes.done, null]);
    await expectWhole(address);
  }, 120_000);

  test('killed again and again on its way to a file, it arrives whole', async () => {
    const file = join(folder(), 'events.db');
    const reached: number[] = [];
    for (let lives = 1; ; lives++) {
      const child = migrating(`sqlite:${file}`);
      let said = '';
      child.stderr!.on('data', (chunk: Buffer) => {
        said += chunk.toString();
        // Each life may take over a little more than the one before.
        if (said.match(/^Copying/gm)?.length === 2) child.kill('SIGKILL');
      });
      const [code] = (await once(child, 'close')) as [number | null];
      if (code !== null) {
        expect([code, lives > 2]).toEqual([exitCodes.done, true]);
        break;
      }
      const target = await openLogTakeover(`sqlite:${file}`);
      reached.push((await target.last())?.position ?? 0);
      await target.close();
    }
    expect(reached).toEqual([...reached].sort((one, other) => one - other));
    expect(reached.some(position => position > 0 && position < original.length)).toBe(true);
    await expectWhole(`sqlite:${file}`);
  }, 120_000);

  test('that has an altered event does not arrive', async () => {
    const altered = folder();
    cpSync(data, altered, { recursive: true });
    const db = new Database(join(altered, 'events.db'));
    db.prepare("UPDATE events SET body = replace(body, '0.001', '0.002') WHERE position = 100").run();
    db.close();
    const to = `sqlite:${join(folder(), 'events.db')}`;
    const { code, err } = await muster(['migrate', '--from', altered, '--to', to], {});
    expect([code, err]).toEqual([exitCodes.failed, expect.stringContaining('an event was altered or moved')]);
    await expect(openEventStore(to)).rejects.toThrow('is not complete');
  });

  test('interrupted before its very last step, it is closed by the next run, but not where the log has grown', async () => {
    const { log, address } = await eventStoreDb();
    const here = folder();
    cpSync(data, here, { recursive: true });
    const migrate = () => muster(['migrate', '--from', here, '--to', address], {});
    const asBeforeTheLastStep = () =>
      log.append('$$muster-takeover', 'any', [jsonRecord('$metadata', { filling: true })]);
    expect((await migrate()).code).toBe(exitCodes.done);
    asBeforeTheLastStep();
    expect((await migrate()).code).toBe(exitCodes.done);
    expect((await eventsAt(address)).filter(({ type }) => type === 'LedgerMoved')).toHaveLength(1);
    asBeforeTheLastStep();
    const grown = await openEventStore(logOf(here));
    await ledgerOn(grown).raise(1, 'counter-9');
    await grown.close();
    const { code, err } = await migrate();
    expect([code, err]).toEqual([exitCodes.failed, expect.stringContaining('the log has grown since')]);
  });

  describe('is not moved, in one line,', () => {
    async function refusal(...args: string[]): Promise<[number, string]> {
      const { code, out, err } = await muster(['migrate', ...args], {});
      expect(out).toBe('');
      const lines = err
        .trimEnd()
        .split('\n')
        .filter(line => line.startsWith('muster: '));
      expect(lines).toHaveLength(1);
      return [code, lines[0]!];
    }

    test('onto itself, by whatever name', async () => {
      const link = join(folder(), 'link.db');
      symlinkSync(join(data, 'events.db'), link);
      for (const to of [logOf(data), `sqlite:${link}`])
        expect(await refusal('--from', data, '--to', to)).toEqual([
          exitCodes.syntax,
          expect.stringContaining('--to is the log that is moved'),
        ]);
      expect(await eventsAt(logOf(data))).toEqual(original);
    });

    test('where there is no log, or only a server', async () => {
      const to = `sqlite:${join(folder(), 'events.db')}`;
      expect((await refusal('--from', folder(), '--to', to))[0]).toBe(exitCodes.notSetUp);
      expect((await refusal('--from', 'esdb://127.0.0.1:9', '--to', to))[0]).toBe(exitCodes.syntax);
      expect((await refusal('--from', data, '--to', 'memory:'))[0]).toBe(exitCodes.syntax);
      expect((await refusal('--from', data, '--to', 'http://127.0.0.1:9'))[0]).toBe(exitCodes.syntax);
      expect(existsSync(to.slice('sqlite:'.length))).toBe(false);
    });

    test('to a port where something else answers, or nothing', async () => {
      const other = createServer((_request, response) => response.end('hello'));
      other.listen(0, '127.0.0.1');
      await once(other, 'listening');
      const { port } = other.address() as AddressInfo;
      const [code, line] = await refusal('--from', data, '--to', `esdb://127.0.0.1:${port}?tls=false`);
      other.close();
      expect([code, line]).toEqual([exitCodes.store, expect.stringContaining('no EventStoreDB')]);
      const silent = await refusal('--from', data, '--to', `esdb://127.0.0.1:${port}?tls=false`);
      expect(silent).toEqual([exitCodes.store, expect.stringContaining('nothing listens there')]);
    });

    test('into a file that is something else, or holds another log', async () => {
      const place = folder();
      writeFileSync(join(place, 'text'), 'no database, but longer than a header of one would be '.repeat(4));
      expect((await refusal('--from', data, '--to', `sqlite:${join(place, 'text')}`))[0]).toBe(
        exitCodes.store,
      );
      const log = await openEventStore(`sqlite:${join(place, 'events.db')}`);
      await log.close();
      expect(await refusal('--from', data, '--to', `sqlite:${join(place, 'events.db')}`)).toEqual([
        exitCodes.store,
        expect.stringContaining('holds a log already'),
      ]);
    });

    test('into what was begun with another log', async () => {
      const other = folder();
      const log = await openEventStore(logOf(other));
      await ledgerOn(log).raise(700);
      await log.close();
      const to = `sqlite:${join(folder(), 'events.db')}`;
      const target = await openLogTakeover(to);
      await target.take((await eventsAt(logOf(other))).slice(0, 300));
      await target.close();
      expect(await refusal('--from', data, '--to', to)).toEqual([
        exitCodes.failed,
        expect.stringContaining('was begun with another log'),
      ]);
    });
  });
});
