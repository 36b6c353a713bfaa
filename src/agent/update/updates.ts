import { readdirSync, rmSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { ledgerCrypto } from '../../../adapters/platform/index.ts';
import { compareVersions, packageText, type UpdateOrder } from '../../../domain/agents/index.ts';
import type { ActBegun, ActEnd } from '../acts/obey.ts';
import type { ServerClient } from '../server/client.ts';
import { download } from './download.ts';
import { UpdateFault, type UpdateFaultCode } from './fault.ts';
import type { Packaged } from './home.ts';
import { keepUpdateState, readUpdateState, type Update, type UpdateState } from './state.ts';
import { unpackPackage } from './unpack.ts';

export interface UpdatePorts {
  readonly packaged: Packaged | null;
  readonly agentId: string;
  readonly client: Pick<ServerClient, 'open'>;
  readonly log: Logger;
  readonly now: () => Date;
  readonly pace: number;
  /** How the command of this sequence ended. */
  readonly answer: (sequence: number, end: ActEnd) => void;
  /** The new version is in place: this one is to end, and the launcher starts it. */
  readonly onReady: () => void;
}

/** Packed it has so many times fewer bytes than unpacked, at the most. */
const unpacksTo = 4;

/** Another version of this agent: fetched while it goes on working, tried under the launcher, and given up for good where it does not run. */
export class Updates {
  readonly #ports: UpdatePorts;
  #fetching: { readonly sequence: number; readonly stop: AbortController; done: Promise<void> } | undefined;

  constructor(ports: UpdatePorts) {
    this.#ports = ports;
  }

  /** `later`: it was begun, and says by itself how it ended. */
  async begin(sequence: number, expiresAt: string, order: UpdateOrder): Promise<ActBegun> {
    const { packaged } = this.#ports;
    if (!packaged) return refused('UPDATE_UNSUPPORTED', 'this agent does not run from a package');
    const no = this.#against(packaged, order);
    if (no) return no;
    if (order.package.version === packaged.version) return { outcome: 'done' };
    await this.#supersede();
    const update = { sequence, order, expiresAt, phase: 'fetching', starts: 0, fault: null } as const;
    this.#keep({ update });
    this.#fetch(packaged, update);
    return { outcome: 'later' };
  }

  /** After a start: goes on with what was begun, or says how it ended. */
  resume(): void {
    const { packaged, log } = this.#ports;
    if (!packaged) return;
    const { update } = readUpdateState(packaged.home);
    // A launcher that was at work in one of them may have ended since.
    if (!update) return this.#tidy(packaged);
    if (update.phase === 'fetching') return this.#fetch(packaged, update);
    // It ended between the two steps of the switch.
    if (update.phase === 'trying' && update.order.package.version !== packaged.version)
      return this.#switch(packaged, update);
    if (update.phase === 'failed') {
      log.error({ version: update.order.package.version, ...update.fault }, 'the update failed');
      const { code, detail } = update.fault ?? { code: 'UPDATE_CRASHED', detail: '' };
      this.#end(update.sequence, { outcome: 'failed', code, detail });
      this.#tidy(packaged);
    }
  }

  /** The server answered this version: from now on it is the one to go back to. Says whether it was on trial. */
  reported(): boolean {
    const { packaged, log } = this.#ports;
    if (!packaged) return false;
    const { update } = readUpdateState(packaged.home);
    if (update?.phase !== 'trying' || update.order.package.version !== packaged.version) return false;
    packaged.home.point('good', packaged.version);
    log.info({ version: packaged.version }, 'this version works');
    this.#end(update.sequence, { outcome: 'done' });
    this.#tidy(packaged);
    return true;
  }

  /** What was fetched stays, for the next start. */
  async stop(): Promise<void> {
    this.#fetching?.stop.abort();
    await this.#fetching?.done;
  }

  #against(packaged: Packaged, { package: offered, downgrade }: UpdateOrder): ActEnd | undefined {
    const { releaseKey, signature, ...manifest } = offered;
    const { platform, version, home } = packaged;
    if (
      releaseKey.keyId !== packaged.releaseKey.keyId ||
      !ledgerCrypto.verify(packaged.releaseKey.publicKey, packageText(manifest), signature)
    )
      return refused('UPDATE_FORGED', 'it is not signed with the release key this agent came with');
    if (manifest.platform !== platform)
      return refused('UPDATE_FOREIGN_PLATFORM', `it is for ${manifest.platform}, this is ${platform}`);
    if (readUpdateState(home).bad.includes(manifest.sha256))
      return refused('UPDATE_KNOWN_BAD', 'this package did not run here before');
    if (compareVersions(manifest.version, version) < 0 && !downgrade)
      return refused('UPDATE_DOWNGRADE', `${version} runs, which comes after ${manifest.version}`);
    const { bavail, bsize } = statfsSync(home.folder);
    const needed = manifest.size * (1 + unpacksTo);
    return bavail * bsize < needed
      ? { outcome: 'failed', code: 'UPDATE_NO_ROOM', detail: `${needed} bytes are needed` }
      : undefined;
  }

  async #supersede(): Promise<void> {
    const before = this.#fetching?.sequence;
    await this.stop();
    if (before !== undefined)
      this.#end(before, {
        outcome: 'failed',
        code: 'UPDATE_SUPERSEDED',
        detail: 'another update was ordered meanwhile',
      });
  }

  #fetch(packaged: Packaged, update: Update): void {
    const stop = new AbortController();
    const done = this.#place(packaged, update, stop.signal)
      .then(() => this.#switch(packaged, update))
      .catch((error: unknown) => {
        if (!stop.signal.aborted) this.#failed(update, error);
      });
    this.#fetching = { sequence: update.sequence, stop, done };
  }

  async #place({ home }: Packaged, update: Update, signal: AbortSignal): Promise<void> {
    const { agentId, client, log, now, pace } = this.#ports;
    const manifest = update.order.package;
    const file = join(home.downloads, manifest.sha256);
    const ports = { agentId, client, log, pace, signal, nowMs: () => now().getTime() };
    log.info({ version: manifest.version, bytes: manifest.size }, 'an update is being fetched');
    await download(manifest, file, Date.parse(update.expiresAt), ports);
    await unpackPackage(home, manifest, file);
    signal.throwIfAborted();
  }

  #switch({ home }: Packaged, update: Update): void {
    const { version } = update.order.package;
    this.#keep({ update: { ...update, phase: 'trying' } });
    home.point('current', version);
    this.#ports.log.info({ version }, 'the update is in place; this version ends for it');
    this.#ports.onReady();
  }

  #failed({ sequence, order }: Update, error: unknown): void {
    const { code, message } = error as Partial<UpdateFault> & Error;
    const known = error instanceof UpdateFault ? code! : 'UPDATE_FAILED';
    this.#ports.log.error({ version: order.package.version, code: known, err: error }, 'the update failed');
    this.#end(sequence, { outcome: 'failed', code: known, detail: message.slice(0, 500) });
    if (this.#ports.packaged) this.#tidy(this.#ports.packaged);
  }

  /** The answer first: told twice is told once, and forgotten it would be never. */
  #end(sequence: number, end: ActEnd): void {
    this.#ports.answer(sequence, end);
    this.#keep({ update: null });
    this.#fetching = undefined;
  }

  #keep(part: Partial<UpdateState>): void {
    const { home } = this.#ports.packaged!;
    keepUpdateState(home, { ...readUpdateState(home), ...part });
  }

  /** Versions that nothing points to, and files of packages. What cannot be removed now is the next time. */
  #tidy({ home, version }: Packaged): void {
    const kept = new Set([version, home.at('good'), home.at('current')]);
    const gone = readdirSync(home.versions).filter(name => !kept.has(name));
    for (const folder of [home.downloads, ...gone.map(name => home.folderOf(name))])
      try {
        rmSync(folder, { recursive: true, force: true });
      } catch (error) {
        this.#ports.log.debug({ err: error }, 'an old version is still in use');
      }
  }
}

function refused(code: UpdateFaultCode, detail: string): ActEnd {
  return { outcome: 'refused', code, detail };
}
