import type { Command } from 'commander';
import { withSchemas } from '../../../domain/kernel/index.ts';
import { moment } from '../arguments.ts';
import { configOf, connect, type Environment } from '../connect.ts';
import type { Connection } from '../connection.ts';
import { CommandError, exitCodes } from '../exit-codes.ts';
import { progress } from '../progress.ts';
import { replay, type Replayed } from '../replay.ts';
import { openLog } from '../stores.ts';
import { print, printTable } from '../terminal.ts';

/** Lists that can be asked of a server for a past moment, and the collection each shows. */
const lists = { devices: 'devices.list', software: 'software.products' } as const;

export function replayCommand(program: Command, environment: Environment): void {
  program
    .command('replay')
    .description(
      'fold the log anew up to a moment: what was so, with digests that can be compared between stores',
    )
    .requiredOption('--as-of <time>', 'the moment', moment)
    .option('--check', 'compare row by row with what the read models answer for that moment')
    .option('--json', 'print JSON')
    .action(async (options: { asOf: string; check?: true; json?: true }) => {
      const log = await openLog(await configOf(environment));
      const view = progress('Replaying');
      try {
        const [{ projections }, { eventCatalogue }] = await Promise.all([
          import('../../server/projections.ts'),
          import('../../server/event-catalogue.ts'),
        ]);
        const replayed = await replay(withSchemas(log, eventCatalogue), projections, options.asOf, view.set);
        view.end();
        try {
          report(replayed, options.asOf, options.json === true);
          if (options.check) await check(replayed, options.asOf, await connect(environment));
        } finally {
          await replayed.close();
        }
      } finally {
        await log.close();
      }
    });
}

function report(replayed: Replayed, asOf: string, json: boolean): void {
  if (json) {
    print(
      JSON.stringify({
        asOf,
        position: replayed.position,
        events: replayed.events,
        collections: replayed.collections,
      }),
    );
    return;
  }
  print(`As of ${asOf}: ${replayed.events} events up to position ${replayed.position}.`);
  printTable(
    ['collection', 'documents', 'digest'],
    replayed.collections.map(({ name, documents, digest }) => [name, String(documents), digest.slice(0, 32)]),
  );
}

/** Every row of the lists, as the serving read models answer for the moment, against the replayed ones. */
async function check(replayed: Replayed, asOf: string, connection: Connection): Promise<void> {
  const differences: string[] = [];
  try {
    for (const [list, collection] of Object.entries(lists)) {
      const expected = new Map<string, string>();
      for await (const rows of replayed.rows(collection))
        for (const row of rows) expected.set(row.id, comparable(row.columns));
      let checked = 0;
      for await (const row of served(connection, list, asOf)) {
        const { id, ...columns } = row;
        if (expected.get(id) !== comparable(columns)) differences.push(`${list} ${id}: differs`);
        expected.delete(id);
        checked++;
      }
      for (const id of expected.keys()) differences.push(`${list} ${id}: missing`);
      print(`${list}: ${checked} rows compared`);
    }
  } finally {
    await connection.close();
  }
  if (differences.length > 0)
    throw new CommandError(
      exitCodes.partly,
      `${differences.length} rows of the read models are not what the log says:\n${differences.slice(0, 20).join('\n')}`,
    );
  print('The read models say what the log says.');
}

async function* served(connection: Connection, list: string, asOf: string): AsyncGenerator<{ id: string }> {
  let cursor: string | null = null;
  do {
    const query = new URLSearchParams({
      asOf,
      limit: '1000',
      total: 'false',
      ...(cursor === null ? {} : { cursor }),
    });
    const page: { items: { id: string }[]; next: string | null } = await connection.json(
      'GET',
      `/api/v1/${list}?${query}`,
    );
    yield* page.items;
    cursor = page.next;
  } while (cursor !== null);
}

/** Columns of either side in one form: missing values left out, presence left out, times as milliseconds. */
function comparable(columns: Readonly<Record<string, unknown>>): string {
  const kept = Object.entries(columns)
    .filter(
      ([name, value]) => value !== null && value !== undefined && name !== 'online' && name !== 'lastSeenAt',
    )
    .map(
      ([name, value]) =>
        [name, typeof value === 'string' && name.endsWith('At') ? Date.parse(value) : value] as const,
    );
  return JSON.stringify(kept.sort(([a], [b]) => (a < b ? -1 : 1)));
}
