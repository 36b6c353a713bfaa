import { appendFileSync } from 'node:fs';
import type { AgentOrder, UpdateOrder } from '../../../domain/agents/index.ts';
import type { Perform, Platform } from '../platform/platform.ts';

export type ActEnd =
  | { readonly outcome: 'done' }
  | { readonly outcome: 'failed' | 'refused'; readonly code: string; readonly detail: string };
/** `later`: it goes on, and says by itself how it ended. */
export type ActBegun = ActEnd | { readonly outcome: 'later' };

export interface ObeyPorts {
  readonly platform: Platform;
  readonly perform: Perform;
  /** Where messages are kept that were shown. */
  readonly messages: string;
  readonly now: () => Date;
  /** A whole inventory into the spool. */
  readonly reportAll: () => Promise<unknown>;
  /** The computer came up after the command was given. */
  readonly startedForThis: boolean;
  /** Calls a sleeping computer; rejects where the network cannot be reached. */
  readonly wake: (mac: string, broadcast: string) => Promise<void>;
  readonly apply: (settings: Extract<AgentOrder, { kind: 'settings' }>['settings']) => void;
  /** Begins to take the agent off this computer, which goes on after the agent has ended. */
  readonly uninstall: () => Promise<void>;
  /** Another host ID, key and credential; rejects where the server gives none. */
  readonly renew: () => Promise<void>;
  readonly update: (order: UpdateOrder) => Promise<ActBegun>;
  /** How many batches of operations with these numbers, both included, wait once more. */
  readonly operationsAgain: (from: number, until: number) => number;
}

/** Does what a command that was found good says. */
export async function obey(order: AgentOrder, ports: ObeyPorts): Promise<ActBegun> {
  try {
    return await act(order, ports);
  } catch (error) {
    return failed('ACT_FAILED', (error as Error).message);
  }
}

async function act(order: AgentOrder, ports: ObeyPorts): Promise<ActBegun> {
  const { platform, perform } = ports;
  switch (order.kind) {
    case 'inventory':
      await ports.reportAll();
      if (order.thenShutdown && ports.startedForThis) await platform.power('shutdown', perform);
      return { outcome: 'done' };
    case 'settings':
      ports.apply(order.settings);
      return { outcome: 'done' };
    case 'message': {
      appendFileSync(ports.messages, `${ports.now().toISOString()} ${JSON.stringify(order.text)}\n`, {
        mode: 0o600,
      });
      const shown = await platform.show(order.text, perform);
      return shown ? { outcome: 'done' } : failed('NOBODY_THERE', 'nothing on this computer could show it');
    }
    case 'restart':
    case 'shutdown':
      // People have a minute, and so has the answer.
      await platform.power(order.kind, perform);
      return { outcome: 'done' };
    case 'wake':
      await ports.wake(order.mac, order.broadcast);
      return { outcome: 'done' };
    case 'uninstall':
      await ports.uninstall();
      return { outcome: 'done' };
    case 'newIdentity':
      await ports.renew();
      return { outcome: 'done' };
    case 'update':
      return ports.update(order);
    case 'operationsAgain':
      return ports.operationsAgain(order.from, order.until) > 0
        ? { outcome: 'done' }
        : failed('NOTHING_KEPT', 'nothing of it is kept on this computer any more');
  }
}

function failed(code: string, detail: string): ActEnd {
  return { outcome: 'failed', code, detail: detail.slice(0, 500) };
}
