import { CommanderError } from 'commander';
import { AgentFault, exitCodes } from './fault.ts';
import { agentProgram } from './program.ts';

try {
  await agentProgram().exitOverride().parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : exitCodes.USAGE;
  else if (error instanceof AgentFault) {
    process.stderr.write(`muster-agent: ${error.message} (${error.code})\n`);
    process.exitCode = exitCodes[error.code];
  } else throw error;
}
