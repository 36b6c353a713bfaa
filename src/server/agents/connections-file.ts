import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseConnections } from '../../../domain/agents/index.ts';
import { AppError } from '../errors/index.ts';

/** In the data folder; what the manual calls `dmhost.txt`. */
export const connectionsFile = 'connections.txt';
const largest = 65_536;

/**
 * The file of higher connection destinations, for each installation set that is made; null: there is none.
 *
 * @throws AppError INSTALLATION_CONNECTIONS_INVALID where it is there and no agent could follow it
 */
export function readConnections(dataFolder: string): string | null {
  const file = join(dataFolder, connectionsFile);
  const text = read(file);
  if (text === null) return null;
  const parsed = parseConnections(text);
  if ('line' in parsed)
    throw new AppError('INSTALLATION_CONNECTIONS_INVALID', { details: { file, line: parsed.line } });
  return text;
}

function read(file: string): string | null {
  let handle: number;
  try {
    handle = openSync(file, 'r');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return null;
    throw new AppError('INSTALLATION_CONNECTIONS_INVALID', { details: { file, code }, cause: error });
  }
  try {
    if (fstatSync(handle).size > largest)
      throw new AppError('INSTALLATION_CONNECTIONS_INVALID', { details: { file, most: largest } });
    return readFileSync(handle, 'utf8');
  } finally {
    closeSync(handle);
  }
}
