import { createInterface } from 'node:readline/promises';
import { CommandError, exitCodes, type ExitCode } from './exit-codes.ts';

/**
 * Asks at the terminal whether what exists may be replaced; any other answer than yes ends the command as done,
 * without a change. Where nobody can be asked it ends with `unattended`.
 */
export async function askToReplace(what: string, unattended: ExitCode): Promise<void> {
  if (!process.stdin.isTTY)
    throw new CommandError(unattended, `${what} exists. Give -s to replace it without asking.`);
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question(`${what} exists. Replace it? (y/N) `);
  terminal.close();
  if (!/^y(es)?$/i.test(answer.trim())) throw new CommandError(exitCodes.done, 'Nothing was replaced.');
}
