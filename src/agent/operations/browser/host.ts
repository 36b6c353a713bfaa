import { connect } from 'node:net';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { Frames } from './frames.ts';

/** First word of the command line by which a browser starts the agent as its messenger. */
export const hostMode = 'browser-host';

export interface HostStreams {
  readonly input: Readable;
  readonly output: Writable;
}

/**
 * Carries messages between a browser and the agent until either ends, or says what is no message. Runs as the user
 * whose browser it is; `socket`: of that user. Resolves with the exit code: 0, or 1 where the agent is not there or
 * something was wrong.
 */
export function carry({ input, output }: HostStreams, socket: string): Promise<number> {
  return new Promise(resolve => {
    const agent = connect(socket);
    const end = (code: number): void => {
      agent.destroy();
      input.destroy();
      resolve(code);
    };
    const pass = (from: Readable, to: Writable): void => {
      const frames = new Frames();
      from.on('data', (bytes: Buffer) => {
        try {
          for (const frame of frames.take(bytes))
            if (!to.write(frame)) {
              from.pause();
              to.once('drain', () => from.resume());
            }
        } catch {
          end(1);
        }
      });
      from.once('error', () => end(1));
      to.once('error', () => end(1));
      from.once('end', () => end(0));
    };
    agent.once('connect', () => {
      pass(input, agent);
      pass(agent, output);
    });
    agent.once('error', () => end(1));
  });
}

/** The socket of the user who runs this, in the folder of them. */
export function socketIn(folder: string, uid: number): string {
  return join(folder, String(uid));
}
