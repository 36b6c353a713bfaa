import { parentPort } from 'node:worker_threads';
import { translated } from '../../shared/sqlite-errors.ts';
import {
  flattened,
  type Answer,
  type Calls,
  type FromThread,
  type Numbered,
} from '../../shared/thread-link.ts';

type Handlers<C extends Calls<C>> = {
  readonly [Name in keyof C]: (request: C[Name]['request']) => C[Name]['answer'];
};

/**
 * Answers what a thread is asked, one after the other, each as soon as it is known. `handedOver`: memory of an answer
 * that goes with it instead of being copied.
 */
export function serveCalls<C extends Calls<C>>(
  folder: string,
  handlers: Handlers<C>,
  handedOver: (answer: C[keyof C]['answer']) => ArrayBuffer[] = () => [],
): void {
  const port = parentPort!;
  const post = (message: FromThread, memory: ArrayBuffer[] = []): void => port.postMessage(message, memory);
  port.on('message', (requests: Numbered<{ readonly op: keyof C }>[]) => {
    for (const { no, request } of requests) {
      const answer = answerOf(no, () => handlers[request.op](request as never));
      post(
        { kind: 'answers', answers: [answer] },
        'value' in answer ? handedOver(answer.value as never) : [],
      );
      if (request.op === 'close') port.close();
    }
  });
  post({ kind: 'ready', position: 0 });

  function answerOf(no: number, work: () => unknown): Answer {
    try {
      return { no, value: work() };
    } catch (error) {
      return { no, failure: flattened(translated(folder, error)) };
    }
  }
}
