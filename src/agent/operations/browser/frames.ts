import { endianness } from 'node:os';

/** Bytes of one message; nothing that a browser has to say is longer. */
export const longestMessage = 65_536;

const lengthBytes = 4;
const isLittle = endianness() === 'LE';

/** A message as browsers exchange it with programs: its length in the byte order of the computer, then JSON. */
export function frameOf(message: object): Buffer {
  const text = Buffer.from(JSON.stringify(message));
  const head = Buffer.alloc(lengthBytes);
  if (isLittle) head.writeUInt32LE(text.length);
  else head.writeUInt32BE(text.length);
  return Buffer.concat([head, text]);
}

/** Somebody sends what is no message, or one that is too long. */
export class FrameError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'FrameError';
  }
}

/** Takes messages off a stream of bytes, however it is cut. Never holds more than one message that is not whole. */
export class Frames {
  #held: Buffer = Buffer.alloc(0);

  /** The messages that are whole now, each with its length before it. Throws a `FrameError`; nothing can follow it. */
  take(bytes: Buffer): readonly Buffer[] {
    const frames: Buffer[] = [];
    let rest = this.#held.length === 0 ? bytes : Buffer.concat([this.#held, bytes]);
    while (rest.length >= lengthBytes) {
      const length = isLittle ? rest.readUInt32LE() : rest.readUInt32BE();
      if (length === 0 || length > longestMessage) throw new FrameError(`a message of ${length} bytes`);
      if (rest.length < lengthBytes + length) break;
      frames.push(rest.subarray(0, lengthBytes + length));
      rest = rest.subarray(lengthBytes + length);
    }
    // A copy, so that a few bytes do not hold all that came with them.
    this.#held = Buffer.from(rest);
    return frames;
  }
}

/** What is in a frame. Throws a `FrameError` where that is no JSON. */
export function messageIn(frame: Buffer): unknown {
  try {
    return JSON.parse(frame.toString('utf8', lengthBytes));
  } catch {
    throw new FrameError('a message that is no JSON');
  }
}
