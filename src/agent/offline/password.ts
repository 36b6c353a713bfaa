import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { AgentFault } from '../fault.ts';
import { isPassword } from '../password.ts';

/**
 * Asks whoever is at the keyboard for a password, without showing it; or takes the first line of a file. Throws
 * `PASSWORD_WRONG` where it is not the one of this hash, or nobody can be asked.
 */
export async function requirePassword(
  hash: string | undefined,
  what: string,
  file: string | undefined,
): Promise<void> {
  if (hash === undefined)
    throw new AgentFault(
      'PASSWORD_WRONG',
      `${what} asks for a password, and the agent configuration has none`,
    );
  const given =
    file === undefined ? await asked(what) : readFileSync(file, 'utf8').split('\n', 1)[0]!.trimEnd();
  if (!isPassword(given, hash)) throw new AgentFault('PASSWORD_WRONG', 'the password is not the right one');
}

async function asked(what: string): Promise<string> {
  if (!process.stdin.isTTY)
    throw new AgentFault('PASSWORD_WRONG', `${what} asks for a password; give it with --password-file`);
  process.stderr.write('Password: ');
  const nothing = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: nothing, terminal: true });
  try {
    return await lines.question('');
  } finally {
    lines.close();
    process.stderr.write('\n');
  }
}
