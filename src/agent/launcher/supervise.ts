import { setTimeout as wait } from 'node:timers/promises';
import { exitCodes } from '../fault.ts';
import type { Home } from '../update/home.ts';
import { markBad, keepUpdateState, readUpdateState, type Update } from '../update/state.ts';

/** A version at work. */
export interface Started {
  readonly ended: Promise<Ending>;
  /** Asks it to end, and makes it after a while. */
  stop(): void;
}

export interface Ending {
  /** Null: it could not be started, or a signal ended it. */
  readonly code: number | null;
  /** The last it wrote to standard error. */
  readonly said: string;
}

export interface LauncherPorts {
  readonly home: Home;
  readonly start: (version: string) => Started;
  readonly log: (facts: Readonly<Record<string, unknown>>, message: string) => void;
  /** How long a new version may take to report to the server. */
  readonly trialMs: number;
  /** Between two starts of a new version. */
  readonly pauseMs: number;
  readonly stopping: AbortSignal;
}

const mostStarts = 3;
/** How often it is looked whether a version on trial has reported. */
const lookMs = 500;

/**
 * Runs the version that `current` points to until told to stop, or until one that is proven ends by itself: its exit
 * code is the launcher's then, and the service manager starts both anew. A version on trial that ends three times, or
 * does not report in time, is given up: the one before runs again.
 */
export async function supervise(ports: LauncherPorts): Promise<number> {
  const { home, start, stopping } = ports;
  for (;;) {
    settle(ports);
    const version = home.at('current') ?? home.at('good');
    if (version === undefined) throw new Error(`${home.folder} holds no version of the agent`);
    const trial = trialOf(home, version);
    if (trial)
      keepUpdateState(home, { ...readUpdateState(home), update: { ...trial, starts: trial.starts + 1 } });
    const running = start(version);
    const ending = trial ? await onTrial(running, version, ports) : await untilEnd(running, stopping);
    if (stopping.aborted) return ending.code ?? 0;
    if (ending.code === exitCodes.UPDATED) continue;
    if (trialOf(home, version)) {
      ports.log({ version, ...ending }, 'the new version ended before it had reported');
      noteCrash(ports, version, ending);
      await wait(ports.pauseMs, undefined, { signal: stopping }).catch(() => undefined);
      if (stopping.aborted) return 0;
    } else if (home.at('current') === version) return ending.code ?? 1;
  }
}

function trialOf(home: Home, version: string): Update | null {
  const { update } = readUpdateState(home);
  return update?.phase === 'trying' && update.order.package.version === version ? update : null;
}

/** What an end in the midst of a step left: a version that was started often enough, or was given up already. */
function settle(ports: LauncherPorts): void {
  const { home } = ports;
  const { update } = readUpdateState(home);
  if (update === null || update.order.package.version !== home.at('current')) return;
  if (update.phase === 'failed') goBack(ports);
  else if (update.starts >= mostStarts)
    giveUp(ports, update, {
      code: 'UPDATE_CRASHED',
      detail: 'the computer or its launcher went down with it',
    });
}

async function untilEnd(running: Started, stopping: AbortSignal): Promise<Ending> {
  const stop = () => running.stop();
  if (stopping.aborted) stop();
  stopping.addEventListener('abort', stop, { once: true });
  const ending = await running.ended;
  stopping.removeEventListener('abort', stop);
  return ending;
}

async function onTrial(running: Started, version: string, ports: LauncherPorts): Promise<Ending> {
  const { home, stopping, trialMs } = ports;
  const over = new AbortController();
  const until = Date.now() + trialMs;
  const watch = async (): Promise<void> => {
    while (trialOf(home, version)) {
      if (Date.now() > until) {
        ports.log({ version }, 'the new version did not report in time');
        giveUp(ports, trialOf(home, version)!, {
          code: 'UPDATE_SILENT',
          detail: `it did not reach the server within ${Math.round(trialMs / 1_000)} seconds`,
        });
        return running.stop();
      }
      await wait(Math.min(lookMs, trialMs), undefined, { signal: over.signal });
    }
  };
  const watching = watch().catch(() => undefined);
  const ending = await untilEnd(running, stopping);
  over.abort();
  await watching;
  return ending;
}

/** Counted before each start, so that a computer that goes down with it counts too. */
function noteCrash(ports: LauncherPorts, version: string, { code, said }: Ending): void {
  const trial = trialOf(ports.home, version);
  if (!trial || trial.starts < mostStarts) return;
  const detail = `it ended ${mostStarts} times, the last time with ${code ?? 'a signal'}: ${said.trim()}`;
  giveUp(ports, trial, { code: 'UPDATE_CRASHED', detail: detail.slice(0, 500) });
}

function giveUp(ports: LauncherPorts, update: Update, fault: NonNullable<Update['fault']>): void {
  markBad(ports.home, update, fault);
  goBack(ports);
}

function goBack({ home, log }: LauncherPorts): void {
  const good = home.at('good');
  if (good === undefined) return;
  home.point('current', good);
  log({ version: good }, 'the version before runs again');
}
