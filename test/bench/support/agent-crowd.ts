import { generateKeyPairSync, sign } from 'node:crypto';
import { Agent as Connections, request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { deflateSync } from 'node:zlib';
import WebSocket from 'ws';
import { enrolmentText } from '../../../domain/agents/index.ts';
import type { OperationBatch } from '../../../domain/operation-logs/records/index.ts';
import { makeMachine } from '../../../src/fleet/machine.ts';
import { reportOf } from '../../../src/fleet/dialects.ts';

/** One address has ports for 28,000 connections; every thousandth agent is at home at another one. */
const addressOf = (number: number) => `127.1.${Math.floor(number / 1_000)}.1`;
const seed = 11;
/** How often an agent comes again that was told to come later. */
const mostTries = 20;

/** What one agent has of its server, and what it was told. */
interface CrowdAgent {
  readonly number: number;
  readonly agentId: string;
  secret: string;
  socket?: WebSocket;
  /** Version of the configuration it was told last. */
  version: number;
  /** The newest command it was nudged for. */
  nudged: number;
}

interface Answered {
  readonly status: number;
  readonly text: string;
  readonly retryAfterMs: number;
}

interface Sent {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer;
}

/** Agents without computers: they enrol, report, hold a line each, and ask when they are nudged, as `src/agent` does. */
export class AgentCrowd {
  readonly agents: readonly CrowdAgent[];
  /** Told after each answer to an agent that asked for work. */
  onAsked: (agent: CrowdAgent) => void = () => undefined;
  readonly #url: URL;
  readonly #packages: number;
  readonly #connections = new Connections({ keepAlive: true, maxSockets: 64 });
  readonly #waiting = new Set<CrowdAgent>();
  #asking = 0;

  /** Agents with the numbers from `first` on; `packages`: on each computer. */
  constructor(url: string, first: number, size: number, packages = 20) {
    this.#url = new URL(url);
    this.#packages = packages;
    this.agents = Array.from({ length: size }, (_, turn) => ({
      number: first + turn,
      agentId: makeMachine(seed, first + turn, 0).agentId,
      secret: '',
      version: 0,
      nudged: 0,
    }));
  }

  /** All of them, so many at once. */
  async each(lanes: number, work: (agent: CrowdAgent) => Promise<void>): Promise<void> {
    const line = this.agents.values();
    const lane = async () => {
      for (const agent of line) await work(agent);
    };
    await Promise.all(Array.from({ length: lanes }, lane));
  }

  async enrol(agent: CrowdAgent, token: string): Promise<void> {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const claim = {
      agentId: agent.agentId,
      publicKey: publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
    };
    const proof = sign(null, Buffer.from(enrolmentText(claim)), privateKey).toString('base64');
    const body = Buffer.from(JSON.stringify({ ...claim, proof }));
    const answer = await this.#ask(agent, 'POST', '/agents/enrol', basic('enrol', token), {
      body,
      headers: { 'content-type': 'application/json' },
    });
    agent.secret = (JSON.parse(answer.text) as { secret: string }).secret;
  }

  /** The whole inventory of a small machine. */
  async report(agent: CrowdAgent): Promise<void> {
    const machine = {
      ...makeMachine(seed, agent.number, this.#packages),
      dialect: 'glpi',
      deviceId: agent.agentId,
    } as const;
    const { path, headers, body } = reportOf(machine);
    await this.#ask(agent, 'POST', path, own(agent), { headers, body: Buffer.from(body) });
  }

  /** The little that an agent tells after a start: what names the computer, and what changes with it. */
  async reportPart(agent: CrowdAgent): Promise<void> {
    const { hostName, uuid } = makeMachine(seed, agent.number, 0);
    const content = { versionclient: 'Muster-Agent_v1.0', hardware: { name: hostName, uuid } };
    const message = {
      action: 'inventory',
      deviceid: agent.agentId,
      itemtype: 'Computer',
      partial: true,
      content,
    };
    await this.#ask(agent, 'POST', '/inventory', own(agent), {
      headers: { 'content-type': 'application/x-compress-zlib', 'glpi-agent-id': agent.agentId },
      body: deflateSync(JSON.stringify(message)),
    });
  }

  /** Resolves once the line is open. From then on the agent asks whenever it is nudged. */
  async connect(agent: CrowdAgent): Promise<void> {
    for (let tries = 1; ; tries++)
      try {
        return await this.#open(agent);
      } catch (error) {
        const later = /^Unexpected server response: (429|503)$/.test((error as Error).message);
        if (!later || tries === mostTries) throw error;
        await pause(1_000);
      }
  }

  #open(agent: CrowdAgent): Promise<void> {
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(`ws://${this.#url.host}/agents/socket`, {
        headers: { authorization: own(agent), 'user-agent': 'Muster-Agent_v1.0' },
        perMessageDeflate: false,
        localAddress: addressOf(agent.number),
      });
      agent.socket = socket;
      socket.once('open', () => resolve());
      socket.once('error', reject);
      socket.on('message', data => {
        const { nudge } = JSON.parse((data as Buffer).toString('utf8')) as { readonly nudge: number };
        agent.nudged = Math.max(agent.nudged, nudge);
        this.#nudged(agent);
      });
    });
  }

  /** As when its server went away. */
  cut(agent: CrowdAgent): void {
    agent.socket?.terminate();
    delete agent.socket;
  }

  /** For work; then it says what settings it works by, where they are others than before. */
  async askForWork(agent: CrowdAgent): Promise<void> {
    const { text } = await this.#ask(
      agent,
      'GET',
      `/agents/commands?after=0&nudged=${agent.nudged}`,
      own(agent),
    );
    const { settings } = JSON.parse(text) as { settings: { configuration: string; version: number } };
    if (settings.version !== agent.version) {
      agent.version = settings.version;
      const notice = {
        kind: 'settingsApplied',
        configuration: settings.configuration,
        version: settings.version,
      };
      await this.#ask(agent, 'POST', '/agents/notices', own(agent), {
        headers: { 'content-type': 'application/json' },
        body: Buffer.from(JSON.stringify(notice)),
      });
    }
    this.onAsked(agent);
  }

  authorizationOf(agent: CrowdAgent): string {
    return own(agent);
  }

  /** Operations of users at its computer. */
  async upload(agent: CrowdAgent, batches: readonly OperationBatch[]): Promise<void> {
    await this.#ask(agent, 'POST', '/agents/operations', own(agent), {
      headers: { 'content-type': 'application/json' },
      body: Buffer.from(JSON.stringify({ batches })),
    });
  }

  close(): void {
    for (const { socket } of this.agents) socket?.terminate();
    this.#connections.destroy();
  }

  /** Real agents have a connection each; here they wait for one of 64, as they would for two processors. */
  #nudged(agent: CrowdAgent): void {
    this.#waiting.add(agent);
    while (this.#asking < 64) {
      const [next] = this.#waiting;
      if (!next) return;
      this.#waiting.delete(next);
      this.#asking++;
      void this.askForWork(next).finally(() => {
        this.#asking--;
        const [waiting] = this.#waiting;
        if (waiting) this.#nudged(waiting);
      });
    }
  }

  /** As long as the server says that it cannot now, the agent comes again when it is told to. */
  async #ask(
    agent: CrowdAgent,
    method: string,
    path: string,
    authorization: string,
    sent: Sent = {},
  ): Promise<Answered> {
    for (let tries = 1; ; tries++) {
      const answer = await this.#once(method, path, authorization, sent);
      if (answer.status < 300) return answer;
      const { status, text, retryAfterMs } = answer;
      if ((status !== 429 && status !== 503) || tries === mostTries)
        throw new Error(`agent ${agent.number}: ${method} ${path}: ${status} ${text.slice(0, 300)}`);
      await pause(retryAfterMs);
    }
  }

  #once(
    method: string,
    path: string,
    authorization: string,
    { headers = {}, body }: Sent,
  ): Promise<Answered> {
    return new Promise((resolve, reject) => {
      const outgoing = request(
        {
          host: this.#url.hostname,
          port: this.#url.port,
          method,
          path,
          agent: this.#connections,
          timeout: 120_000,
          headers: {
            authorization,
            'user-agent': 'Muster-Agent_v1.0',
            ...headers,
            ...(body && { 'content-length': body.length }),
          },
        },
        incoming => {
          const chunks: Buffer[] = [];
          incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
          incoming.on('error', reject);
          incoming.on('end', () => {
            const status = incoming.statusCode ?? 0;
            const text = Buffer.concat(chunks).toString('utf8');
            resolve({ status, text, retryAfterMs: Number(incoming.headers['retry-after'] ?? 1) * 1_000 });
          });
        },
      );
      outgoing.on('timeout', () => outgoing.destroy(new Error('no answer within two minutes')));
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  }
}

const basic = (user: string, secret: string) =>
  `Basic ${Buffer.from(`${user}:${secret}`).toString('base64')}`;
const own = ({ agentId, secret }: CrowdAgent) => basic(agentId, secret);
