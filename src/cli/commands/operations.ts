import { InvalidArgumentError, type Command } from 'commander';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { stringify } from 'csv-stringify/sync';
import type { DayDump } from '../../../adapters/operation-logs/sqlite/dump.ts';
import { csvHead, csvLine, shownOperation } from '../../../domain/operation-logs/index.ts';
import type { StoredOperation } from '../../../projections/operation-logs/index.ts';
import type { Job } from '../../server/contract.ts';
import { placesIn } from '../../server/data-places.ts';
import { configOf, type Connect, type Environment } from '../connect.ts';
import { CommandError, exitCodes } from '../exit-codes.ts';
import { troubleOf } from '../file-trouble.ts';
import { followJob } from '../follow-job.ts';
import { claimOutput, writeOutput } from '../output-file.ts';
import { print } from '../terminal.ts';

interface DumpOptions {
  format: Format;
  from?: number;
  until?: number;
  device?: string;
  export?: string;
  s?: true;
}
type Format = 'csv' | 'ndjson';

export function operationsCommands(program: Command, environment: Environment, connect: Connect): void {
  const parent = program.command('operations').description('the files of operation logs');

  parent
    .command('dump')
    .description('write a day file of operation logs, open or sealed, sound or damaged, without a server')
    .argument('<file>', 'the file, or a day (YYYY-MM-DD) of MUSTER_DATA')
    .option('--format <form>', 'csv (35 columns) or ndjson (everything)', format, 'ndjson')
    .option('--from <time>', 'records of that moment and later, RFC 3339', moment)
    .option('--until <time>', 'records before that moment', moment)
    .option('--device <id>', 'records of one device')
    .option('--export <file>', 'absolute path of the file to be written; standard output without it')
    .option('-s', 'replace an existing file without asking')
    .action((file: string, options: DumpOptions) => dump(file, options, environment));

  parent
    .command('check')
    .description('read days from end to end, mend what is damaged, and ask agents for what is lost')
    .argument('[days...]', 'YYYY-MM-DD; without one all that are kept')
    .action((days: string[]) => check(days, connect));
}

async function dump(file: string, options: DumpOptions, environment: Environment): Promise<void> {
  const path = await pathFor(file, environment);
  if (options.export !== undefined) await claimOutput(options.export, options.s === true);
  const { DayDump } = await import('../../../adapters/operation-logs/sqlite/dump.ts');
  const day = new DayDump(path);
  try {
    const chunks = textOf(day, options);
    if (options.export !== undefined) await writeOutput(options.export, chunks);
    else await pipeline(Readable.from(chunks), process.stdout, { end: false });
  } catch (error) {
    // Whoever reads has seen enough.
    if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw troubleOf(error, exitCodes.write, '');
  } finally {
    day.close();
  }
  const { batches, records, isDamaged } = day.faults;
  if (isDamaged || batches > 0)
    throw new CommandError(
      exitCodes.partly,
      `${path} is damaged: ${batches} batches with ${records} records could not be read${isDamaged ? ', and there may have been more' : ''}. Everything else was written.`,
    );
}

async function pathFor(file: string, environment: Environment): Promise<string> {
  const path = resolve(file);
  if (existsSync(path)) return path;
  if (!/^\d{4}-\d\d-\d\d$/.test(file))
    throw new CommandError(exitCodes.folder, `${path}: there is no such file.`);
  const { fileOfDay } = await import('../../../adapters/operation-logs/sqlite/verify-day.ts');
  const folder = placesIn((await configOf(environment)).dataFolder).operations;
  const found = existsSync(folder) ? fileOfDay(folder, file) : undefined;
  if (found === undefined)
    throw new CommandError(exitCodes.folder, `${folder} has no operation logs of ${file}.`);
  return found;
}

async function* textOf(day: DayDump, { format: form, ...question }: DumpOptions): AsyncGenerator<Buffer> {
  const lines = form === 'csv' ? csvLines : ndjsonLines;
  if (form === 'csv') yield Buffer.from(`\ufeff${csvText([csvHead])}`);
  for (const records of day.read(question)) yield Buffer.from(lines(records));
}

function ndjsonLines(records: readonly StoredOperation[]): string {
  return records
    .map(one => `${JSON.stringify(shownOperation({ ...one, computer: null, archived: false }))}\n`)
    .join('');
}

function csvLines(records: readonly StoredOperation[]): string {
  return csvText(records.map(({ record, tz }) => csvLine(record, tz)));
}

function csvText(lines: readonly (readonly string[])[]): string {
  return stringify(lines as string[][], { escape_formulas: true, record_delimiter: 'windows' });
}

async function check(asked: readonly string[], connect: Connect): Promise<void> {
  const connection = await connect();
  const damaged: string[] = [];
  try {
    const { days } = await connection.json<{ days: { day: string }[] }>('GET', '/api/v1/operations/days');
    for (const day of asked.length > 0 ? asked : days.map(one => one.day)) {
      const path = `/api/v1/operations/days/${encodeURIComponent(day)}/check`;
      const job = await followJob(connection, await connection.json<Job>('POST', path), `Checking ${day}`);
      const { lost, unnamed } = job.result as { lost: number; unnamed: boolean };
      if (lost === 0 && !unnamed) print(`${day}: everything can be read.`);
      else
        damaged.push(`${day}: ${lost} batches are lost${unnamed ? ', and more that cannot be named' : ''}.`);
    }
  } finally {
    await connection.close();
  }
  if (damaged.length > 0)
    throw new CommandError(
      exitCodes.partly,
      [...damaged, 'Their agents have been asked to send them again.'].join('\n'),
    );
}

function format(text: string): Format {
  if (text === 'csv' || text === 'ndjson') return text;
  throw new InvalidArgumentError('csv or ndjson is wanted.');
}

function moment(text: string): number {
  const time = Date.parse(text);
  if (Number.isNaN(time)) throw new InvalidArgumentError('a time such as 2026-09-01T08:00:00Z is wanted.');
  return time;
}
