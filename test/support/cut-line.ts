import { commandOf, messageLine, type MessageLine } from './message-line.ts';

const writes = new Set(['insert', 'update', 'delete', 'findAndModify', 'renameCollection', 'create', 'drop']);

/**
 * A line to a MongoDB server that can be cut at a write: that one and all that follow never arrive. Or it is held
 * there, as where the process is stopped: what is sent arrives when it goes on.
 */
export interface CutLine extends MessageLine {
  /** Lets so many writes through, then cuts; undefined lets all through. */
  cutAfter(writes: number | undefined): void;
  /** Lets so many writes through, then holds everything back; resolves once it does. */
  holdAfter(writes: number): Promise<void>;
  goOn(): void;
}

export async function cutLine(server: { readonly host: string; readonly port: number }): Promise<CutLine> {
  let left: number | undefined;
  let hold: { left: number; readonly begun: () => void; held: boolean } | undefined;
  const heldBack: (() => void)[] = [];
  const line = await messageLine(server, (message, { pass, cut }) => {
    const isWrite = writes.has(commandOf(message));
    if (isWrite && left !== undefined && left-- <= 0) return cut();
    if (hold && !hold.held && isWrite && hold.left-- <= 0) {
      hold.held = true;
      hold.begun();
    }
    if (hold?.held) heldBack.push(pass);
    else pass();
  });
  return {
    ...line,
    cutAfter(count) {
      left = count;
    },
    holdAfter(count) {
      return new Promise(begun => (hold = { left: count, begun, held: false }));
    },
    goOn() {
      hold = undefined;
      for (const send of heldBack.splice(0)) send();
    },
  };
}
