import { readFileSync, rmSync } from 'node:fs';
import { isPassword } from './password.ts';
import { AgentFault } from './fault.ts';
import { ServerClient } from './server/client.ts';
import { forgetIdentity, requireEnrolled, type EnrolledIdentity } from './store/identity.ts';
import { MemoryFile, type Memory } from './store/memory.ts';
import { placesIn } from './store/places.ts';
import { Spool } from './store/spool.ts';

export interface Leave {
  /** Data folder of the agent. */
  readonly data: string;
  /** Holds the password in its first line; `-`: standard input. Undefined: none was given. */
  readonly passwordFile: string | undefined;
  /** Also where the server cannot be told. */
  readonly withoutServer: boolean;
}

/**
 * Ends the agent: whoever asks has the password for it where the configuration wants one, the server is told, and
 * nothing stays of who it was. Answers why the server could not be told. Throws `NOT_ENROLLED`, `PASSWORD_WRONG` and `SERVER_UNREACHABLE`.
 */
export async function leave({
  data,
  passwordFile,
  withoutServer,
}: Leave): Promise<{ readonly unheard: string | undefined }> {
  const places = placesIn(data);
  const identity = requireEnrolled(places.identity);
  requirePassword(new MemoryFile(places.memory).value, passwordFile);
  const unheard = await tellServer(identity);
  if (unheard !== undefined && !withoutServer)
    throw new AgentFault(
      'SERVER_UNREACHABLE',
      `${identity.server} could not be told: ${unheard}; --without-server goes on all the same`,
    );
  forgetEverything(data);
  return { unheard };
}

export function forgetEverything(data: string): void {
  const places = placesIn(data);
  new Spool(places.spool).clear();
  rmSync(places.operations, { recursive: true, force: true });
  for (const path of [places.memory, places.search]) rmSync(path, { force: true });
  forgetIdentity(places.identity);
}

/** What the server has ordered needs no password. */
function requirePassword({ settings, toldToGo }: Memory, passwordFile: string | undefined): void {
  const hash = settings.uninstallPassword;
  if (hash === undefined || toldToGo) return;
  if (passwordFile === undefined)
    throw new AgentFault(
      'PASSWORD_WRONG',
      'a password is needed to uninstall this agent; give it with --password-file',
    );
  if (!isPassword(firstLine(passwordFile), hash))
    throw new AgentFault('PASSWORD_WRONG', 'this is not the password for uninstalling the agent');
}

function firstLine(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8').split(/\r?\n/, 1)[0]!;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new AgentFault('USAGE', `${file} cannot be read (${code})`);
  }
}

/** Undefined: it knows. Otherwise why it could not be told. */
async function tellServer({ agentId, server, credential }: EnrolledIdentity): Promise<string | undefined> {
  const client = new ServerClient(server, agentId, credential.secret);
  const answer = await client.ask({ method: 'DELETE', path: '/agents/self' });
  // A credential that is not known any more has ended already.
  return answer.status === 0 || answer.status >= 500 || answer.status === 429 ? answer.said : undefined;
}
