import { fixedClock } from '../../../adapters/platform/index.ts';
import { memoryWhiteboard } from '../../../adapters/whiteboard/memory.ts';
import { PendingAnswers } from '../../../src/server/intake/pending-answers.ts';
import type { IntakeAnswer } from '../../../src/server/intake/contract.ts';

const answer: IntakeAnswer = {
  outcome: { kind: 'answered', to: 'inventory', changed: true, position: 7 },
  format: 'json',
  coding: 'plain',
};

function servers() {
  const clock = fixedClock();
  const whiteboard = memoryWhiteboard(clock);
  const dead = new Set<string>();
  const one = (server: string) =>
    new PendingAnswers({
      whiteboard,
      clock,
      peers: { server, isAlive: asked => asked === server || !dead.has(asked) },
    });
  return { clock, whiteboard, dead, here: one('here'), there: one('there') };
}

test('an agent that asks another server waits there and gets its answer there, once', async () => {
  const { here, there } = servers();
  const { promise, resolve } = Promise.withResolvers<IntakeAnswer>();
  expect(await here.add('agent', '0000000a', promise)).toBe(true);
  expect(await there.take('agent', '0000000a')).toBe('pending');
  expect(await there.take('agent', '0000000b')).toBe('unknown');
  expect(await there.take('other', '0000000a')).toBe('unknown');
  resolve(answer);
  let taken = await there.take('agent', '0000000a');
  while (taken === 'pending') taken = await there.take('agent', '0000000a');
  expect(taken).toEqual(answer);
  expect(await here.take('agent', '0000000a')).toBe('unknown');
});

test('where the server that works on it is gone the agent starts over', async () => {
  const { here, there, dead } = servers();
  await here.add('agent', '0000000a', new Promise(() => undefined));
  dead.add('here');
  expect(await there.take('agent', '0000000a')).toBe('unknown');
});

test('what failed is waited for no longer, and neither is what nobody fetched', async () => {
  const { here, there, clock } = servers();
  await here.add('agent', '0000000a', Promise.reject(new Error('failed')));
  while ((await there.take('agent', '0000000a')) === 'pending');
  await here.add('agent', '0000000b', Promise.resolve(answer));
  clock.advance(5 * 60_000);
  expect(await there.take('agent', '0000000b')).toBe('unknown');
});

test('a report under the same request id, and one that nobody else can be told of, is answered when it is done', async () => {
  const { here, whiteboard } = servers();
  await here.add('agent', '0000000a', new Promise(() => undefined));
  expect(await here.add('agent', '0000000a', Promise.resolve(answer))).toBe(false);
  whiteboard.put = () => Promise.reject(new Error('away'));
  expect(await here.add('agent', '0000000b', Promise.resolve(answer))).toBe(false);
});
