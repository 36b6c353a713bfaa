import type { Command } from 'commander';
import { loadedConfigOf, type Environment } from '../connect.ts';
import { printTable } from '../terminal.ts';

export function configCommands(program: Command, environment: Environment): void {
  program
    .command('config')
    .description('the settings of the server')
    .command('check')
    .description('check file and environment as the server would, and print every setting with its source')
    .argument('[file]', 'configuration file (MUSTER_CONFIG)')
    .action(async (file: string | undefined) => {
      const { given } = await loadedConfigOf({
        ...environment,
        ...(file === undefined ? {} : { MUSTER_CONFIG: file }),
      });
      const { shownSettings } = await import('../../server/settings/shown.ts');
      printTable(
        ['setting', 'source', 'value'],
        shownSettings(given).map(({ key, source, value }) => [key, source, value]),
      );
    });
}
