import { InvalidArgumentError, type Command } from 'commander';
import { recode } from '../../server/csv/encodings.ts';
import type { Connect } from '../connect.ts';
import { parseEncoding } from '../encodings.ts';
import { CommandError, exitCodes } from '../exit-codes.ts';
import { claimOutput, writeOutput } from '../output-file.ts';
import { filterFor } from '../saved-view.ts';
import { partsOf } from '../csv-parts.ts';

interface OperationsOptions {
  export: string;
  range?: readonly [string, string];
  within?: number;
  encoding: string;
  filter?: string;
  purpose?: string;
  line?: number;
  s?: true;
}

const dayMs = 86_400_000;
/** Bytes of one file, where no number of lines is given. */
const mostBytes = 2 * 1024 ** 3;

/** `muster export op-logs`, and `exportoplog` as the catalogue's first column has it. */
export function operationsCommand(command: Command, connect: Connect): void {
  command
    .description('write operation logs as CSV of 35 columns')
    .requiredOption('--export <file>', 'absolute path of the file; further files are numbered: file_2.csv')
    .option('--range <days>', 'first and last day, YYYY-MM-DD,YYYY-MM-DD', range)
    .option('--within <days>', 'today and so many days before it: 1 to 500', days)
    .option('--encoding <name>', 'of the file', 'UTF-8')
    .option('--filter <filter>', 'filter in text form, or the name of a saved filter')
    .option('--purpose <text>', 'what they are exported for; recorded with the export')
    .option('--line <number>', 'lines of one file: 1 to 4294967295', lines)
    .option('-s', 'replace existing files without asking')
    .action((options: OperationsOptions) => exportOperations(options, connect));
}

async function exportOperations(options: OperationsOptions, connect: Connect): Promise<void> {
  const encoding = parseEncoding(options.encoding);
  const { from, until } = spanOf(options);
  await claimOutput(options.export, options.s === true);
  const connection = await connect();
  try {
    const query = new URLSearchParams({ from, until });
    if (options.filter) query.set('filter', await filterFor('operations', options.filter, connection));
    if (options.purpose) query.set('purpose', options.purpose);
    const bounds = options.line === undefined ? { bytes: mostBytes } : { lines: options.line };
    const parts = partsOf(connection.bytes(`/api/v1/operations/export?${query}`), bounds);
    let number = 0;
    for await (const part of parts) {
      const path = numbered(options.export, ++number);
      if (number > 1) await claimOutput(path, options.s === true);
      await writeOutput(path, recode(part, encoding));
    }
  } finally {
    await connection.close();
  }
}

/** Days by the clock of this computer; the last one is whole. */
function spanOf({ range: wanted, within }: OperationsOptions): { from: string; until: string } {
  if ((wanted === undefined) === (within === undefined))
    throw new CommandError(exitCodes.syntax, 'Give either -range or -within.');
  const today = new Date().setHours(0, 0, 0, 0);
  const [from, last] = wanted
    ? wanted.map(day => new Date(`${day}T00:00:00`).getTime())
    : [today - (within! - 1) * dayMs, today];
  return { from: new Date(from!).toISOString(), until: new Date(last! + dayMs).toISOString() };
}

/** `logs.csv`, `logs_2.csv`, `logs_3.csv`. */
function numbered(path: string, number: number): string {
  return number === 1 ? path : path.replace(/(\.[^./]*)?$/, extension => `_${number}${extension}`);
}

function range(text: string): readonly [string, string] {
  const [, first, last] = /^(\d{4}-\d\d-\d\d),(\d{4}-\d\d-\d\d)$/.exec(text) ?? [];
  if (!first || !last || !isDay(first) || !isDay(last) || first > last)
    throw new InvalidArgumentError(
      'two days such as 2026-01-01,2026-01-31 are wanted, the earlier one first.',
    );
  return [first, last];
}

function isDay(text: string): boolean {
  const time = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(text);
}

function days(text: string): number {
  return wholeUpTo(text, 500);
}

function lines(text: string): number {
  return wholeUpTo(text, 4_294_967_295);
}

function wholeUpTo(text: string, most: number): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1 || value > most)
    throw new InvalidArgumentError(`a whole number from 1 to ${most} is wanted.`);
  return value;
}
