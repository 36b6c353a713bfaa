import { encodings, type Encoding } from '../server/csv/encodings.ts';
import { CommandError, exitCodes } from './exit-codes.ts';

export function parseEncoding(name: string): Encoding {
  const found = encodings.find(encoding => encoding.toLowerCase() === name.toLowerCase());
  if (!found)
    throw new CommandError(exitCodes.syntax, `Unknown encoding ${name}. Known: ${encodings.join(', ')}.`);
  return found;
}
