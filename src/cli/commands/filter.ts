import { readFileSync, statSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { Option, type Command } from 'commander';
import { filterFileLimit, filterTypes, type FilterType } from '../../server/accounts/filter-file.ts';
import { askToReplace } from '../ask.ts';
import type { Connect } from '../connect.ts';
import type { Connection } from '../connection.ts';
import { CommandError, exitCodes } from '../exit-codes.ts';
import { claimOutput, writeOutput } from '../output-file.ts';
import { print } from '../terminal.ts';

interface ExportOptions {
  export: string;
  filtertype: FilterType;
  name: string;
  s?: true;
}

interface ImportOptions {
  import: string;
  name?: string;
  s?: true;
}

/**
 * Saved filters as XML files. The same two commands under each of their names: `filter export`, `export filter`
 * as the catalogue groups them, and `exportfilter` as its first column has it. After `exportCommands`.
 */
export function filterCommands(program: Command, connect: Connect): void {
  const parent = program.command('filter').description('saved filters as XML files');
  describeExport(parent.command('export'), connect);
  describeImport(parent.command('import'), connect);
  const lists = program.commands.find(each => each.name() === 'export')!;
  describeExport(lists.command('filter'), connect);
  describeImport(program.command('import').description('bring in a file').command('filter'), connect);
  describeExport(program.command('exportfilter', { hidden: true }), connect);
  describeImport(program.command('importfilter', { hidden: true }), connect);
}

function describeExport(command: Command, connect: Connect): void {
  command
    .description('write a saved filter of the account to an XML file')
    .requiredOption('--export <file>', 'absolute path of the file')
    .addOption(
      new Option('--filtertype <type>', 'the list it belongs to').choices(filterTypes).makeOptionMandatory(),
    )
    .requiredOption('--name <name>', 'name of the filter')
    .option('-s', 'replace an existing file without asking')
    .action((options: ExportOptions) => exportFilter(options, connect));
}

function describeImport(command: Command, connect: Connect): void {
  command
    .description('save a filter from an XML file among those of the account')
    .requiredOption('--import <file>', 'absolute path of the file')
    .option('--name <name>', 'under this name; default: the one in the file')
    .option('-s', 'replace a filter of that name without asking')
    .action((options: ImportOptions) => importFilter(options, connect));
}

async function exportFilter(options: ExportOptions, connect: Connect): Promise<void> {
  await claimOutput(options.export, options.s === true);
  const connection = await connect();
  try {
    const query = new URLSearchParams({ type: options.filtertype, name: options.name });
    await writeOutput(options.export, connection.bytes(`/api/v1/filters/export?${query}`));
  } finally {
    await connection.close();
  }
}

async function importFilter(options: ImportOptions, connect: Connect): Promise<void> {
  const text = textOf(options.import);
  const connection = await connect();
  try {
    const { name, replaced } = await imported(connection, text, options);
    print(replaced ? `The filter "${name}" was replaced.` : `The filter "${name}" was saved.`);
  } finally {
    await connection.close();
  }
}

async function imported(
  connection: Connection,
  text: string,
  { name, s }: ImportOptions,
): Promise<{ readonly name: string; readonly replaced: boolean }> {
  const send = async (replace: boolean) => {
    const query = new URLSearchParams({ replace: String(replace), ...(name !== undefined && { name }) });
    const answer = await connection.send(`/api/v1/filters/import?${query}`, {
      method: 'POST',
      headers: { 'content-type': 'application/xml' },
      body: text,
    });
    return (await answer.json()) as { name: string; replaced: boolean };
  };
  try {
    return await send(s === true);
  } catch (error) {
    if (!(error instanceof CommandError) || error.problem !== 'FILTER_EXISTS') throw error;
    await askToReplace('A filter of that name', exitCodes.failed);
    return send(true);
  }
}

function textOf(path: string): string {
  if (!isAbsolute(path)) throw new CommandError(exitCodes.folder, `${path}: an absolute path is wanted.`);
  try {
    if (statSync(path).size > filterFileLimit)
      throw new CommandError(exitCodes.format, `${path} is larger than a filter can be.`);
    return readFileSync(path, 'utf8').replace(/^\ufeff/, '');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (error instanceof CommandError || !code) throw error;
    throw new CommandError(exitCodes.folder, `${path} cannot be read (${code}); name the XML file.`);
  }
}
