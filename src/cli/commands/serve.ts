import type { Command } from 'commander';
import type { Environment } from '../connect.ts';

export function serveCommand(program: Command, environment: Environment): void {
  program
    .command('serve')
    .description('run the server in the foreground, as "npm start" does')
    .option('--config <file>', 'configuration file (MUSTER_CONFIG)')
    .option('--data <folder>', 'folder of the stores (MUSTER_DATA)')
    .option('--listen <host:port>', 'address to listen on (MUSTER_LISTEN)')
    .action(async (options: { config?: string; data?: string; listen?: string }) => {
      const { runServer } = await import('../../server/run.ts');
      const { default: closeWithGrace } = await import('close-with-grace');
      const server = await runServer({
        ...environment,
        ...(options.config === undefined ? {} : { MUSTER_CONFIG: options.config }),
        ...(options.data === undefined ? {} : { MUSTER_DATA: options.data }),
        ...(options.listen === undefined ? {} : { MUSTER_LISTEN: options.listen }),
      });
      if (server) {
        closeWithGrace({ delay: 10_000, logger: false }, () => server.close());
        // The server ends the process; a command that returned would.
        await new Promise(() => {});
      }
    });
}
