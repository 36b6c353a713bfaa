import { Command, CommanderError } from 'commander';
import { completionScript } from './completion.ts';
import { accountCommands } from './commands/account.ts';
import { agentPackageCommands } from './commands/agent-package.ts';
import { apiTokenCommands } from './commands/api-token.ts';
import { backupCommands } from './commands/backup.ts';
import { caseCommands } from './commands/case.ts';
import { configCommands } from './commands/config.ts';
import { exportCommands } from './commands/export.ts';
import { filterCommands } from './commands/filter.ts';
import { installationSetCommands } from './commands/installation-set.ts';
import { inventoryCommands } from './commands/inventory.ts';
import { ledgerCommands } from './commands/ledger.ts';
import { licenceCommands } from './commands/licence.ts';
import { migrateCommand } from './commands/migrate.ts';
import { offlineCommands } from './commands/offline.ts';
import { operationsCommands } from './commands/operations.ts';
import { organizationCommands } from './commands/organization.ts';
import { projectionsCommands } from './commands/projections.ts';
import { replayCommand } from './commands/replay.ts';
import { serveCommand } from './commands/serve.ts';
import { tokenCommands } from './commands/token.ts';
import { normaliseDashes } from './arguments.ts';
import { connect, type Environment } from './connect.ts';
import { CommandError, exitCodes } from './exit-codes.ts';
import { printable } from './terminal.ts';

const epilogue = `
Where it connects:
  MUSTER_URL with MUSTER_TOKEN (or MUSTER_USER and MUSTER_PASSWORD): that server.
  MUSTER_DATA (default ./data): the server running on that folder, or else the stopped store in it.
  MUSTER_CONFIG: a file that says where the stores are, as the server reads it.

Exit codes:
  0 done   1 partly, or something does not verify   11 wrong arguments   12 wrong folder or path
  13 no finished backup there   15 output could not be written   31 another command is running
  32 the folder exists already   33 no room   51 not permitted   53 the server must be stopped   54 not set up
  56 backup of another version   70 unknown filter   77 wrong name of a filter   80 refused input
  84 fields differ   86 not to be exported   101 failed   120 a store is not available   150 interrupted`;

export function createProgram(environment: Environment): Command {
  const program = new Command('muster')
    .description('IT asset and endpoint management whose every fact is an event')
    .addHelpText('after', epilogue)
    .showHelpAfterError('Run with --help to see what is possible.');
  const connecting = () => connect(environment);
  serveCommand(program, environment);
  configCommands(program, environment);
  accountCommands(program, connecting);
  apiTokenCommands(program, connecting);
  tokenCommands(program, connecting);
  agentPackageCommands(program, environment, connecting);
  licenceCommands(program, connecting);
  installationSetCommands(program, connecting);
  inventoryCommands(program, connecting);
  offlineCommands(program, connecting);
  exportCommands(program, connecting);
  filterCommands(program, connecting);
  caseCommands(program, connecting);
  organizationCommands(program, connecting);
  operationsCommands(program, environment, connecting);
  ledgerCommands(program, environment);
  projectionsCommands(program, connecting);
  replayCommand(program, environment);
  backupCommands(program, environment);
  migrateCommand(program, environment);
  program
    .command('completion')
    .description('print a completion script: source <(muster completion)')
    .action(() => {
      process.stdout.write(completionScript(program));
    });
  return program;
}

/** Runs one command line and answers its exit code; errors are one line on standard error. */
export async function runCommandLine(argv: readonly string[], environment: Environment): Promise<number> {
  const program = createProgram(environment);
  const exitInstead = (command: Command) => {
    command.exitOverride();
    command.commands.forEach(exitInstead);
  };
  exitInstead(program);
  try {
    await program.parseAsync(normaliseDashes(argv), { from: 'user' });
    return typeof process.exitCode === 'number' ? process.exitCode : exitCodes.done;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.syntax;
    const known = error instanceof CommandError ? error : await knownError(error);
    if (!known) throw error;
    if (known.message) process.stderr.write(`muster: ${printable(known.message)}\n`);
    return known.exitCode;
  }
}

/** Errors of the server's parts that an operator can put right. */
async function knownError(error: unknown): Promise<CommandError | undefined> {
  const [{ DataFolderError, FolderInUseError }, { StoreUnavailableError }] = await Promise.all([
    import('../server/data-folder.ts'),
    import('../../domain/kernel/index.ts'),
  ]);
  if (error instanceof FolderInUseError) return new CommandError(exitCodes.busy, error.message);
  if (error instanceof StoreUnavailableError || error instanceof DataFolderError)
    return new CommandError(exitCodes.store, error.message);
  return undefined;
}
