import { existsSync, realpathSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { faultOfAddress, fileOfAddress } from '../../../adapters/event-store/open.ts';
import type { Config } from '../../server/config.ts';
import { placesIn } from '../../server/data-places.ts';
import { CommandError, exitCodes } from '../exit-codes.ts';

/** The log that is moved, and the folder that a server holds while it serves from it. */
export interface Source {
  readonly file: string;
  readonly dataFolder: string;
}

/** @param from a data folder or `sqlite:<file>`; without it what MUSTER_DATA and MUSTER_EVENTS say */
export function sourceOf(from: string | undefined, config: Config): Source {
  const source = placeOfSource(from, config);
  if (existsSync(source.file)) return source;
  throw new CommandError(
    exitCodes.notSetUp,
    `${source.file} is not there, or this user may not read it: no log to be moved.`,
  );
}

function placeOfSource(from: string | undefined, config: Config): Source {
  if (from === undefined || from === config.events) {
    const file = fileOfAddress(config.events);
    if (file === null) throw notEmbedded(config.nameOf('events'));
    return { file: resolve(file), dataFolder: config.dataFolder };
  }
  const file = fileOfAddress(from);
  if (file !== null) return { file: resolve(file), dataFolder: dirname(resolve(file)) };
  if (/^[a-z+]+:/.test(from)) throw notEmbedded('--from');
  const dataFolder = resolve(from);
  return { file: placesIn(dataFolder).events, dataFolder };
}

function notEmbedded(what: string): CommandError {
  return new CommandError(
    exitCodes.syntax,
    `${what} names a server. Only an embedded log can be moved: a data folder, or sqlite:<file>.`,
  );
}

/** The address of the log to be filled, checked against the one it is filled from. */
export function targetOf(to: string, source: Source): string {
  const fault = to === 'memory:' ? 'memory: keeps nothing' : faultOfAddress(to);
  if (fault !== null) throw new CommandError(exitCodes.syntax, `--to: ${fault}.`);
  const file = fileOfAddress(to);
  if (file !== null && isSame(file, source.file))
    throw new CommandError(exitCodes.syntax, `--to is the log that is moved: ${source.file}.`);
  return file === null ? to : `sqlite:${resolve(file)}`;
}

function isSame(one: string, other: string): boolean {
  if (!existsSync(one)) return resolve(one) === other;
  const [first, second] = [statSync(one), statSync(other)];
  return realpathSync(one) === realpathSync(other) || (first.ino === second.ino && first.dev === second.dev);
}
