import { z } from 'zod';
import { CommandKey } from '../../domain/agents/index.ts';
import { AgentFault } from './fault.ts';
import { ServerClient, type Answer } from './server/client.ts';
import {
  claimOf,
  keepIdentity,
  newIdentity,
  readIdentity,
  type EnrolledIdentity,
  type Identity,
} from './store/identity.ts';
import { MemoryFile, emptyMemory } from './store/memory.ts';
import type { Places } from './store/places.ts';

const Enrolled = z.object({ secret: z.string().min(1), commandKey: CommandKey });

/** User name that stands for "I have an enrolment token". */
const enrolUser = 'enrol';

/**
 * Exchanges a token for a credential of the agent's own. The host ID and key are on disk before the server is
 * asked: asked again, because no answer came, it is the same agent. Throws `ENROLLED_ALREADY`, `SERVER_REFUSED` and
 * `SERVER_UNREACHABLE`.
 */
export async function enrolWith(server: string, token: string, places: Places): Promise<EnrolledIdentity> {
  const known = readIdentity(places.identity);
  if (known?.credential)
    throw new AgentFault(
      'ENROLLED_ALREADY',
      `this computer is enrolled with ${known.server}; unenrol it first`,
    );
  const begun = known ? { ...known, server } : newIdentity(server);
  keepIdentity(places.identity, begun);
  const client = new ServerClient(server, enrolUser, token);
  const forget = () => new MemoryFile(places.memory).change(emptyMemory);
  return complete(begun, await ask(client, begun), places, forget);
}

/**
 * As `enrolWith`. Where the server does not answer and `later` is allowed, the agent keeps the token and enrols once it
 * runs: installed from a disk, it need not have a network yet.
 */
export async function enrolNowOrLater(
  server: string,
  token: string,
  places: Places,
  later: boolean,
): Promise<{ readonly agentId: string; readonly enrolled: boolean }> {
  try {
    const { agentId } = await enrolWith(server, token, places);
    return { agentId, enrolled: true };
  } catch (error) {
    if (!later || !(error instanceof AgentFault) || error.code !== 'SERVER_UNREACHABLE') throw error;
    const begun = readIdentity(places.identity)!;
    keepIdentity(places.identity, { ...begun, token });
    return { agentId: begun.agentId, enrolled: false };
  }
}

/**
 * Another host ID, key and credential, because other computers have the ones it had. The server allows it where an
 * administrator asked for it.
 */
export async function renewIdentity(
  old: EnrolledIdentity,
  places: Places,
  forget: () => void,
): Promise<EnrolledIdentity> {
  const next = newIdentity(old.server);
  const client = new ServerClient(old.server, old.agentId, old.credential.secret);
  return complete(next, await ask(client, next), places, forget);
}

const ask = (client: ServerClient, identity: Identity): Promise<Answer> =>
  client.ask({
    method: 'POST',
    path: '/agents/enrol',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(claimOf(identity)),
  });

function complete(identity: Identity, answer: Answer, places: Places, forget: () => void): EnrolledIdentity {
  if (answer.status === 0)
    throw new AgentFault('SERVER_UNREACHABLE', `${identity.server} does not answer: ${answer.said}`);
  const enrolled = Enrolled.safeParse(answer.body);
  if (answer.status !== 201 || !enrolled.success)
    throw new AgentFault('SERVER_REFUSED', answer.said || 'the answer is not one of a Muster server');
  const whole = { ...identity, token: null, credential: enrolled.data };
  // First, so that a new agent never believes that the server knows what only an earlier one told.
  forget();
  keepIdentity(places.identity, whole);
  return whole;
}
