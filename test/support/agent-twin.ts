import { generateKeyPairSync, randomUUID, sign, type KeyObject } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import {
  enrolmentText,
  formAnswerText,
  type CommandKey,
  type FormAnswer,
} from '../../domain/agents/index.ts';
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
    const signed = proof ?? this.signs(enrolmentText(claim));
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
  ask(after = 0, name = 'Muster-Agent_v1.2', more: Readonly<Record<string, string>> = {}): Promise<Answer> {
    const headers = { authorization: this.authorization, 'user-agent': name };
    const query = { after: String(after), ...more };
    return this.#server.call('GET', '/agents/commands', { token: null, headers, query });
  }

  /** Ed25519 with the key it enrolled with, base64. */
  readonly signs = (text: string): string => sign(null, Buffer.from(text), this.#key).toString('base64');

  /** Hands in a file of results that was collected on another computer. */
  deliver(file: Uint8Array): Promise<Answer> {
    return this.#server.call('POST', '/agents/offline-inventory', {
      token: null,
      headers: { authorization: this.authorization, 'content-type': 'application/octet-stream' },
      body: Buffer.from(file),
    });
  }

  answer(sequence: number, body: object): Promise<Answer> {
    const headers = { authorization: this.authorization };
    return this.#server.call('POST', `/agents/commands/${sequence}/result`, { token: null, headers, body });
  }

  note(body: object): Promise<Answer> {
    const headers = { authorization: this.authorization };
    return this.#server.call('POST', '/agents/notices', { token: null, headers, body });
  }

  /** What somebody entered in the form at the computer. */
  enter(
    values: FormAnswer['values'],
    more: Partial<FormAnswer> & { signature?: string } = {},
  ): Promise<Answer> {
    const { signature, ...other } = more;
    const answer = {
      agentId: this.agentId,
      values,
      by: 'mori',
      finishedAt: '2026-01-05T08:59:00.000Z',
      ...other,
    };
    const signed = signature ?? sign(null, Buffer.from(formAnswerText(answer)), this.#key).toString('base64');
    const headers = { authorization: this.authorization };
    const body = { ...answer, signature: signed };
    return this.#server.call('POST', '/agents/form', { token: null, headers, body });
  }

  form(): Promise<Answer> {
    const headers = { authorization: this.authorization };
    return this.#server.call('GET', '/agents/form', { token: null, headers });
  }

  /** An inventory of a machine with this name and UUID; the answer, once it is in the lists. */
  async report(hostName: string, uuid: string, ipv4?: string): Promise<Answer> {
    const content = {
      versionclient: 'Muster-Agent_v1.2',
      hardware: { name: hostName, uuid },
      operatingsystem: { full_name: 'Debian GNU/Linux 12' },
      ...(ipv4 && {
        networks: [{ description: 'eth0', ipaddress: ipv4, ipmask: '255.255.255.0', mac: macOf(ipv4) }],
      }),
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

/** A locally administered address that goes with an IP address. */
const macOf = (ipv4: string) =>
  ['02', '5e', ...ipv4.split('.').map(octet => Number(octet).toString(16).padStart(2, '0'))].join(':');

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
  ipv4?: string,
): Promise<{ readonly agent: AgentTwin; readonly deviceId: string }> {
  const agent = new AgentTwin(server);
  await agent.enrol(await tokenOf(server));
  await agent.report(hostName, randomUUID(), ipv4);
  return { agent, deviceId: await deviceNamed(server, hostName) };
}

export async function deviceNamed(server: TestServer, hostName: string): Promise<string> {
  const filter = JSON.stringify({ op: 'eq', column: 'hostName', value: hostName });
  const { body } = await server.call('GET', '/api/v1/devices', { query: { filter } });
  return body.items[0].id;
}
