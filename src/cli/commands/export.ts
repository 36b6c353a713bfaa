import type { Command } from 'commander';
import { moment } from '../arguments.ts';
import type { Connect } from '../connect.ts';
import { recode } from '../../server/csv/encodings.ts';
import { parseEncoding } from '../encodings.ts';
import { claimOutput, writeOutput } from '../output-file.ts';
import { filterFor } from '../saved-view.ts';
import { operationsCommand } from './export-operations.ts';

interface ExportOptions {
  export: string;
  filter?: string;
  columns?: string;
  sort?: string;
  asOf?: string;
  encoding: string;
  format: 'csv' | 'json';
  s?: true;
}

const lists = {
  devices: 'the device list',
  software: 'the installed software with counts',
  revisions: 'what changed on devices, item by item,',
} as const;

export function exportCommands(program: Command, connect: Connect): void {
  const parent = program.command('export').description('write a list to a file');
  for (const [list, what] of Object.entries(lists))
    parent
      .command(list)
      .description(`write ${what} as CSV or JSON`)
      .requiredOption('--export <file>', 'absolute path of the file')
      .option('--filter <filter>', 'filter in text form, or the name of a saved view')
      .option('--columns <names>', 'columns in the order wanted, joined by commas')
      .option('--sort <columns>', 'for example name,-lastSeenAt')
      .option('--as-of <time>', 'as the list was at that time', moment)
      .option('--encoding <name>', 'of the CSV file', 'UTF-8')
      .option('--format <format>', 'csv or json', 'csv')
      .option('-s', 'replace an existing file without asking')
      .action((options: ExportOptions) => exportList(list, options, connect));
  operationsCommand(parent.command('op-logs'), connect);
  operationsCommand(program.command('exportoplog', { hidden: true }), connect);
}

async function exportList(list: string, options: ExportOptions, connect: Connect): Promise<void> {
  const encoding = parseEncoding(options.encoding);
  await claimOutput(options.export, options.s === true);
  const connection = await connect();
  try {
    const query = new URLSearchParams({ format: options.format });
    if (options.filter) query.set('filter', await filterFor(list, options.filter, connection));
    if (options.columns) query.set('fields', options.columns);
    if (options.sort) query.set('sort', options.sort);
    if (options.asOf) query.set('asOf', options.asOf);
    const bytes = connection.bytes(`/api/v1/${list}/export?${query}`);
    await writeOutput(options.export, options.format === 'json' ? bytes : recode(bytes, encoding));
  } finally {
    await connection.close();
  }
}
