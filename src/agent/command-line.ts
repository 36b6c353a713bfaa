import { CommanderError } from 'commander';
import { AgentFault, catalogueCodes, exitCodeOf } from './fault.ts';
import { withCatalogueSwitches } from './offline/commands.ts';
import { agentProgram } from './program.ts';

/** Does what the words of a command line say, and sets the exit code. */
export async function main(words: readonly string[]): Promise<void> {
  const args = withCatalogueSwitches(words);
  const collecting = args[0] === 'collect';
  try {
    const program = agentProgram().exitOverride();
    for (const command of program.commands) command.exitOverride();
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError)
      process.exitCode = error.exitCode === 0 ? 0 : exitCodeOf('USAGE', collecting);
    else {
      const fault = faultOf(error);
      const number = collecting ? catalogueCodes[fault.code] : undefined;
      process.stderr.write(
        `muster-agent: ${fault.message} (${fault.code}${number === undefined ? '' : `, ${number}`})\n`,
      );
      process.exitCode = exitCodeOf(fault.code, collecting);
    }
  }
}

/** What somebody can put right; anything else is a defect, and thrown. */
function faultOf(error: unknown): AgentFault {
  if (error instanceof AgentFault) return error;
  const { code, path } = error as NodeJS.ErrnoException;
  if (path === undefined || !/^(EACCES|EPERM|EROFS|ENOSPC|ENOTDIR|ENOENT)$/.test(code ?? '')) throw error;
  return new AgentFault(
    'FOLDER_UNUSABLE',
    `${path} cannot be written (${code}); run it as root, or give --data`,
  );
}
