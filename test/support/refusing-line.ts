import { BSON, type Document } from 'mongodb';
import { commandOf, messageLine, OP_MSG, OP_REPLY, type MessageLine } from './message-line.ts';

/**
 * A line to a MongoDB server that answers some commands itself, as a server would that refuses them: `answer` is asked
 * at each command, and what it knows no answer to is passed on.
 */
export function refusingLine(
  server: { readonly host: string; readonly port: number },
  answer: (command: string) => Document | undefined,
): Promise<MessageLine> {
  return messageLine(server, (message, onItsWay) => {
    const own = answer(commandOf(message));
    if (own) onItsWay.answer(replyTo(message, own));
    else onItsWay.pass();
  });
}

/** The answer in the form in which was asked. */
function replyTo(message: Buffer, document: Document): Buffer {
  const body = Buffer.from(BSON.serialize(document));
  const inMessage = message.readInt32LE(12) === OP_MSG;
  // OP_MSG: flags and kind of section. OP_REPLY: flags, cursor, first place, number of documents.
  const before = Buffer.alloc(inMessage ? 5 : 20);
  if (!inMessage) before.writeInt32LE(1, 16);
  const header = Buffer.alloc(16);
  header.writeInt32LE(header.length + before.length + body.length, 0);
  header.writeInt32LE(message.readInt32LE(4), 8);
  header.writeInt32LE(inMessage ? OP_MSG : OP_REPLY, 12);
  return Buffer.concat([header, before, body]);
}
