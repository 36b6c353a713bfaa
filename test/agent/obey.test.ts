import { join } from 'node:path';
import { obey, type ObeyPorts } from '../../src/agent/acts/obey.ts';
import { linux } from '../../src/agent/platform/linux.ts';
import { temporaryFolders } from '../support/folder.ts';

const folder = temporaryFolders();

function ports(more: Partial<ObeyPorts> = {}): { readonly ports: ObeyPorts; readonly done: string[] } {
  const done: string[] = [];
  const all: ObeyPorts = {
    platform: linux,
    perform: async (program, args) => {
      done.push([program, ...args].join(' '));
      return { ok: true, said: '' };
    },
    messages: join(folder(), 'messages.log'),
    now: () => new Date('2026-01-05T09:00:00Z'),
    reportAll: async () => void done.push('report'),
    startedForThis: false,
    wake: async (...told) => void done.push(`wake ${told.join(' ')}`),
    apply: () => undefined,
    renew: async () => undefined,
    uninstall: async () => undefined,
    update: async () => ({ outcome: 'done' }),
    operationsAgain: () => 0,
    ...more,
  };
  return { ports: all, done };
}

test('DEV-016 a computer that was started for an inventory goes down after it, one that was on before does not', async () => {
  const started = ports({ startedForThis: true });
  expect(await obey({ kind: 'inventory', thenShutdown: true }, started.ports)).toEqual({ outcome: 'done' });
  expect(started.done).toEqual(['report', 'shutdown -P +1']);
  const on = ports();
  await obey({ kind: 'inventory', thenShutdown: true }, on.ports);
  expect(on.done).toEqual(['report']);
  const asked = ports({ startedForThis: true });
  await obey({ kind: 'inventory' }, asked.ports);
  expect(asked.done).toEqual(['report']);
});

test('DEV-018 an agent calls a sleeping computer of its segment, and says where it could not', async () => {
  const order = { kind: 'wake', mac: '02:00:5e:10:20:30', broadcast: '192.0.2.255' } as const;
  const called = ports();
  expect(await obey(order, called.ports)).toEqual({ outcome: 'done' });
  expect(called.done).toEqual(['wake 02:00:5e:10:20:30 192.0.2.255']);
  const cut = ports({
    wake: () => Promise.reject(new Error('ENETUNREACH')),
  });
  expect(await obey(order, cut.ports)).toEqual({
    outcome: 'failed',
    code: 'ACT_FAILED',
    detail: 'ENETUNREACH',
  });
});
