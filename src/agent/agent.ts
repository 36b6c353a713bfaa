import { uptime } from 'node:os';
import { dirname } from 'node:path';
import type { Logger } from 'pino';
import { sendWake } from '../../adapters/wake/index.ts';
import { version } from '../server/version.ts';
import type { AgentNotice } from '../../domain/agents/index.ts';
import { FormDesk, formPath } from './form/desk.ts';
import { obey } from './acts/obey.ts';
import { CommandTaker } from './commands.ts';
import { Operations } from './operations/operations.ts';
import type { AgentOptions } from './options.ts';
import { thisPlatform } from './platform/this.ts';
import { Reporter } from './reporter.ts';
import { SoftwareSearcher } from './search/searcher.ts';
import { ServerClient, type Answer } from './server/client.ts';
import { Delivery, isLater } from './server/delivery.ts';
import { renewIdentity } from './enrolling.ts';
import type { EnrolledIdentity } from './store/identity.ts';
import { emptyMemory, MemoryFile } from './store/memory.ts';
import type { Places } from './store/places.ts';
import { Spool, type Parcel } from './store/spool.ts';
import { Updates } from './update/updates.ts';

/** As far as the clocks of server and computer may differ. */
const clockSkewMs = 120_000;

export interface AgentSetUp extends AgentOptions {
  readonly identity: EnrolledIdentity;
  readonly places: Places;
  readonly log: Logger;
  readonly now: () => Date;
  /** Another version is in place, for which this one is to end. */
  readonly onUpdated?: () => void;
  /** Something waits for the server that was not asked for just now. */
  readonly onSaid?: () => void;
}

/** Everything an enrolled agent can do, one thing at a time; when it does it is said elsewhere. */
export class Agent {
  readonly memory: MemoryFile;
  readonly spool: Spool;
  readonly reporter: Reporter;
  readonly delivery: Delivery;
  readonly updates: Updates;
  readonly forms: FormDesk;
  readonly search: SoftwareSearcher;
  readonly operations: Operations;
  /** Set once the agent has another identity: then this one has ended. */
  renewed = false;
  readonly #setUp: AgentSetUp;
  readonly #client: ServerClient;
  readonly #taker: CommandTaker;

  constructor(setUp: AgentSetUp) {
    this.#setUp = setUp;
    const { identity, places, log, now, perform } = setUp;
    const { agentId, server, credential } = identity;
    this.memory = new MemoryFile(places.memory);
    // Another version may see more of the computer, however it came here: it tells everything anew.
    if (this.memory.value.toldBy !== version) this.memory.change({ toldBy: version, sent: {} });
    this.spool = new Spool(places.spool, dropped => {
      log.warn({ dropped }, 'the spool was full; everything is told anew at the next look');
      this.memory.change({ sent: {} });
    });
    this.#client = new ServerClient(server, agentId, credential.secret);
    this.reporter = new Reporter({
      ...setUp,
      agentId,
      memory: this.memory,
      spool: this.spool,
      onLeftOut: sections => this.#note({ kind: 'sectionsLeftOut', sections: [...sections] }),
    });
    this.delivery = new Delivery({
      ...setUp,
      agentId,
      client: this.#client,
      spool: this.spool,
      nowMs: () => now().getTime(),
      onRefused: parcel => this.#refused(parcel),
      onAnswer: answer => this.#answered(answer),
    });
    this.forms = new FormDesk({
      ...setUp,
      platform: thisPlatform(),
      client: this.#client,
      memory: this.memory,
      spool: this.spool,
    });
    this.search = new SoftwareSearcher({ ...setUp, platform: thisPlatform(), client: this.#client });
    this.operations = new Operations({
      ...setUp,
      agentId,
      folder: places.operations,
      watched: setUp.source,
      client: this.#client,
      patience: this.delivery.patience,
      now: () => now().getTime(),
      onAnswer: answer => this.#answered(answer),
      onSooner: () => setUp.onSaid?.(),
    });
    this.#taker = new CommandTaker({
      ...setUp,
      memory: this.memory,
      spool: this.spool,
      apply: ({ settings, issuedAt, configuration: id, version }) =>
        this.memory.change({ settings, settingsSince: issuedAt, configuration: { id, version } }),
      obey: ({ order, issuedAt, sequence, expiresAt }) =>
        obey(order, {
          platform: thisPlatform(),
          perform,
          messages: places.messages,
          now,
          reportAll: async () => {
            await this.reporter.report('whole');
            this.search.demand();
            await this.forms.demand();
          },
          startedForThis: this.#bootedAt() >= Date.parse(issuedAt) - clockSkewMs,
          wake: sendWake,
          apply: settings => this.memory.change({ settings, settingsSince: issuedAt }),
          renew: () => this.#renew(log),
          uninstall: async () => {
            this.memory.change({ toldToGo: true });
            await thisPlatform().uninstall(dirname(places.identity), perform);
          },
          update: wanted => this.updates.begin(sequence, expiresAt, wanted),
          operationsAgain: (from, until) => this.operations.again(from, until),
        }),
    });
    this.updates = new Updates({
      ...setUp,
      agentId,
      client: this.#client,
      answer: (sequence, end) => {
        this.#taker.answer(sequence, end);
        setUp.onSaid?.();
      },
      onReady: () => setUp.onUpdated?.(),
    });
    this.#taker.sayInterrupted();
  }

  /** Asks for work and does it, unless the server is to be left alone for now. `nudged`: for this command, or 0. */
  async poll(nudged = 0): Promise<Answer | undefined> {
    const nowMs = this.#setUp.now().getTime();
    if (this.delivery.patience.left(nowMs) > 0) return undefined;
    const { lastSequence, settingsSince } = this.memory.value;
    const asked = new URLSearchParams({ after: String(lastSequence) });
    if (nudged > 0) asked.set('nudged', String(nudged));
    if (settingsSince !== null) asked.set('since', settingsSince);
    const path = `/agents/commands?${asked}`;
    const answer = await this.#client.ask({ method: 'GET', path });
    this.delivery.patience.heard(answer, this.#setUp.now().getTime());
    this.#answered(answer);
    if (answer.status !== 200) {
      this.#setUp.log.warn({ status: answer.status, said: answer.said }, 'the server gave no work');
      return answer;
    }
    // A new version tells everything anew: it may see more than the one before.
    if (this.updates.reported()) this.reporter.forget();
    // Before commands: one that asks for the latest also asks the person at the computer.
    const told = answer.body as { readonly form?: unknown; readonly search?: unknown } | null;
    await this.forms.follow(told?.form);
    await this.search.follow(told?.search);
    await this.#taker.take(answer.body);
    await this.delivery.drain();
    return answer;
  }

  /** Once the server knows the computer: of which configuration the settings are that the agent works by. */
  sayApplied(): void {
    const { sent, configuration, configurationTold } = this.memory.value;
    if (configuration === null || Object.keys(sent).length === 0) return;
    const { id, version } = configuration;
    if (configurationTold?.id === id && configurationTold.version === version) return;
    this.#note({ kind: 'settingsApplied', configuration: id, version });
    this.memory.change({ configurationTold: configuration });
  }

  /** The last thing an agent says. Nobody misses it who cannot be told at once. */
  async sayStopped(withinMs: number): Promise<void> {
    const { identity } = this.#setUp;
    const brief = new ServerClient(identity.server, identity.agentId, identity.credential.secret, withinMs);
    await brief.ask({ method: 'POST', path: '/agents/stopped' });
  }

  /** What waits for the server is forgotten: it belongs to who this agent was. */
  clear(): void {
    this.spool.clear();
    this.operations.clear();
  }

  #bootedAt(): number {
    return this.#setUp.now().getTime() - uptime() * 1_000;
  }

  #note(notice: AgentNotice): void {
    this.spool.add({
      path: '/agents/notices',
      contentType: 'application/json',
      at: this.#setUp.now().toISOString(),
      body: Buffer.from(JSON.stringify(notice)).toString('base64'),
    });
  }

  async #renew(log: Logger): Promise<void> {
    const { identity, places } = this.#setUp;
    const next = await renewIdentity(identity, places, () => this.memory.change(emptyMemory));
    this.forms.forget();
    this.renewed = true;
    log.info({ from: identity.agentId, to: next.agentId }, 'this computer has an identity of its own now');
  }

  #refused(parcel: Parcel): void {
    if (parcel.path === '/inventory') this.reporter.forget();
    if (parcel.path === formPath) this.forms.refused();
  }

  #answered(answer: Answer): void {
    const at = this.#setUp.now().toISOString();
    const { problem } = this.memory.value;
    if (!isLater(answer.status)) this.memory.change({ lastContactAt: at, problem: null });
    else if (problem !== answer.said) this.memory.change({ problem: answer.said });
  }
}
