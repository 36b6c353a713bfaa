import { readFile, writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { stringify } from 'csv-stringify/sync';
import type { Hierarchy } from '../../server/contract.ts';
import { formStart } from '../arguments.ts';
import type { Connect } from '../connect.ts';
import type { Connection } from '../connection.ts';
import { csvRows } from '../../server/csv/rows.ts';
import { decodeText, recode } from '../../server/csv/encodings.ts';
import { parseEncoding } from '../encodings.ts';
import { CommandError, exitCodes } from '../exit-codes.ts';
import { fileFields, fileHead, fileRows, readHierarchyFile } from '../hierarchy-file.ts';
import type { FileFault, ReadFile } from '../hierarchy-file.ts';
import { claimOutput, writeOutput } from '../output-file.ts';
import { print } from '../terminal.ts';

interface FileOptions {
  field: string;
  encoding: string;
}

export function organizationCommands(program: Command, connect: Connect): void {
  const parent = program
    .command('organization')
    .description('definitions of departments and locations, as ioassetsfieldutil exchanges them');

  parent
    .command('export')
    .description('write the definitions of departments and locations as CSV')
    .requiredOption('--field <file>', 'absolute path of the file')
    .option('--encoding <name>', 'of the file', 'UTF-8')
    .option('-s', 'replace an existing file without asking')
    .action(async (options: FileOptions & { s?: true }) => {
      const encoding = parseEncoding(options.encoding);
      await claimOutput(options.field, options.s === true);
      await connected(connect, async connection =>
        writeOutput(options.field, recode(definitionFile(connection), encoding)),
      );
    });

  parent
    .command('import')
    .description('add, change and remove definitions by the rows of a CSV marked A, U and D')
    .requiredOption('--field <file>', 'the file')
    .option('--encoding <name>', 'of the file', 'UTF-8')
    .option(
      '--agentupdate <when>',
      'when the people at computers are asked: now, or "YYYY-MM-DD HH:MM" there',
      formStart,
    )
    .option('-c', 'check the file and change nothing')
    .action(async (options: FileOptions & { c?: true; agentupdate?: string | null }) => {
      const text = decodeText(await bytesOf(options.field), parseEncoding(options.encoding));
      const file = readHierarchyFile(csvRows(text));
      if (file.faults.length > 0) await refuse(options.field, text, file.faults);
      await connected(connect, async connection => {
        await importFile(connection, file, options.c === true);
        const start = options.agentupdate;
        if (start !== undefined && options.c !== true) await askFrom(connection, start);
      });
    });
}

/** Changes when people are asked first, and not how often. */
async function askFrom(connection: Connection, start: string | null): Promise<void> {
  const { form } = await connection.json<{ form: { everyHours: number | null } }>(
    'GET',
    '/api/v1/device-fields',
  );
  await connection.json('PUT', '/api/v1/user-form', { ...form, start });
}

async function connected(connect: Connect, work: (connection: Connection) => Promise<void>): Promise<void> {
  const connection = await connect();
  try {
    await work(connection);
  } finally {
    await connection.close();
  }
}

async function* definitionFile(connection: Connection): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  yield encoder.encode(stringify([[...fileHead]], { record_delimiter: '\r\n' }));
  for (const field of fileFields) {
    const { items } = await connection.json<Hierarchy>('GET', `/api/v1/${field}s/tree`);
    const rows = fileRows(field, items).map(row => [...row]);
    yield encoder.encode(stringify(rows, { record_delimiter: '\r\n' }));
  }
}

async function bytesOf(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new CommandError(exitCodes.folder, `${path} cannot be read (${code}); name the CSV file`);
  }
}

/** Both fields are decided before either is changed, so that a file is taken over as a whole. */
async function importFile(connection: Connection, { changes }: ReadFile, checkOnly: boolean): Promise<void> {
  const wanted = fileFields.filter(field => changes[field].length > 0);
  const give = (field: (typeof fileFields)[number], dryRun: boolean) =>
    connection.json('POST', `/api/v1/${field}s/import?dryRun=${dryRun}`, { rows: changes[field] });
  for (const field of wanted) await give(field, true);
  if (!checkOnly) for (const field of wanted) await give(field, false);
  const count = wanted.reduce((sum, field) => sum + changes[field].length, 0);
  print(
    checkOnly ? `${count} rows can be taken over. Nothing was changed.` : `${count} rows were taken over.`,
  );
}

/** At most so many rows are told. */
const mostFaults = 100;

/** Says what is wrong, and writes it beside the file with the rows themselves. */
async function refuse(path: string, text: string, faults: readonly FileFault[]): Promise<never> {
  const told = faults.slice(0, mostFaults);
  const lines = text.split(/\r?\n/);
  const log = told.map(({ row, reason }) => `${row}:${lines[row - 1] ?? ''} (${reason})`);
  await writeFile(`${path}.log`, `${log.join('\n')}\n`).catch((error: NodeJS.ErrnoException) => {
    throw new CommandError(exitCodes.write, `${path}.log cannot be written (${error.code}).`);
  });
  const more = faults.length > told.length ? `\n  and ${faults.length - told.length} more` : '';
  throw new CommandError(
    exitCodes.format,
    `Nothing was changed; see ${path}.log.\n${told.map(({ row, reason }) => `  line ${row}: ${reason}`).join('\n')}${more}`,
  );
}
