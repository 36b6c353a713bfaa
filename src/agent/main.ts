import { CommanderError } from 'commander';
import { AgentFault, exitCodes } from './fault.ts';
import { agentProgram } from './program.ts';

try {
  await agentProgram().exitOverride().parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : exitCodes.USAGE;
  else {
    const fault = faultOf(error);
    process.stderr.write(`muster-agent: ${fault.message} (${fault.code})\n`);
    process.exitCode = exitCodes[fault.code];
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
