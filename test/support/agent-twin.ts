import { generateKeyPairSync, randomUUID, sign, type KeyObject } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { enrolmentText, type CommandKey } from '../../domain/agents/index.ts';
import type { Answer, TestServer } from './server.ts';

/** What Muster's agent says, said by a test without a computer behind it. */
export class AgentTwin {
  readonly agentId: string;
  commandKey: CommandKey | undefined;
  secret = '';
  readonly #server: TestServer;
  readonly #key: KeyObject;
  readonly #publicKey: string;

  constructor(server: TestServer, agentId: string = randomUUID()) {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    this.#server = server;
    this.#key = privateKey;
    this.#publicKey = publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
    this.agentId = agentId;
  }

  get authorization(): string {
    return basic(this.agentId, this.secret);
  }

  /** With an enrolment token, or as another agent. */
  async enrol(authorization: string, proof?: string): Promise<Answer> {
    const claim = { agentId: this.agentId, publicKey: this.#publicKey };
    const signed = proof ?? sign(null, Buffer.from(enrolmentText(claim)), this.#key).toString('base64');
    const answer = await this.#server.call('POST', '/agents/enrol', {
      token: null,
      headers: { authorization },
      body: { ...claim, proof: signed },
    });
    if (answer.status === 201) {
      this.secret = answer.body.secret;
      this.commandKey = answer.body.commandKey;
    }
    return answer;
  }

  /** As an agent calls itself; one from a package says for which platform, too. */
  ask(after = 0, name = 'Muster-Agent_v1.2'): Promise<Answer> {
    const headers = { authorization: this.authorization, 'user-agent': name };
    return this.#server.call('GET', `/agents/commands?after=${after}`, { token: null, headers });
  }

  answer(sequence: number, body: object): Promise<Answer> {
    const headers = { authorization: this.authorization };
    return this.#server.call('POST', `/agents/commands/${sequence}/result`, { token: null, headers, body });
  }

  /** An inventory of a machine with this name and UUID; the answer, once it is in the lists. */
  async report(hostName: string, uuid: string): Promise<Answer> {
    const content = {
      versionclient: 'Muster-Agent_v1.2',
      hardware: { name: hostName, uuid },
      operatingsystem: { full_name: 'Debian GNU/Linux 12' },
    };
    const message = { action: 'inventory', deviceid: this.agentId, itemtype: 'Computer', content };
    const response = await this.#server.app.inject({
      method: 'POST',
      url: '/inventory',
      headers: {
        authorization: this.authorization,
        'content-type': 'application/x-compress-zlib',
        'glpi-agent-id': this.agentId,
      },
      payload: deflateSync(JSON.stringify(message)),
    });
    await this.#server.caughtUp();
    return {
      status: response.statusCode,
      headers: response.headers,
      body: response.json(),
      text: response.body,
    };
  }
}

export const basic = (user: string, secret: string) =>
  `Basic ${Buffer.from(`${user}:${secret}`).toString('base64')}`;

/** What an agent shows that enrols with a new token. */
export async function tokenOf(server: TestServer, uses = 1): Promise<string> {
  const { body } = await server.call('POST', '/api/v1/enrolment-tokens', {
    body: { uses, expiresInSeconds: 3_600 },
  });
  return basic('enrol', body.token);
}

/** Enrolled, and its device managed. */
export async function agentWithDevice(
  server: TestServer,
  hostName = 'pc-1',
): Promise<{ readonly agent: AgentTwin; readonly deviceId: string }> {
  const agent = new AgentTwin(server);
  await agent.enrol(await tokenOf(server));
  await agent.report(hostName, randomUUID());
  return { agent, deviceId: await deviceNamed(server, hostName) };
}

export async function deviceNamed(server: TestServer, hostName: string): Promise<string> {
  const filter = JSON.stringify({ op: 'eq', column: 'hostName', value: hostName });
  const { body } = await server.call('GET', '/api/v1/devices', { query: { filter } });
  return body.items[0].id;
}
