import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Watched } from '../collector.ts';

export interface Account {
  readonly uid: number;
  readonly name: string;
  readonly home: string;
  /** Somebody, and no service: of the numbers that distributions give to people, with a shell to log on to. */
  readonly isPerson: boolean;
}

const firstPerson = 1_000;
const nobody = 65_534;
/** Accounts of a directory that are remembered. */
const mostKnown = 1_000;

/** Accounts of the computer and of the directories it is joined to. */
export class People {
  readonly #watched: Watched;
  #readAt = -1;
  #local: ReadonlyMap<number, Account> = new Map();
  readonly #elsewhere = new Map<number, Account | undefined>();

  constructor(watched: Watched) {
    this.#watched = watched;
  }

  /** The accounts of the computer itself. */
  async local(): Promise<ReadonlyMap<number, Account>> {
    const file = join(this.#watched.root, 'etc/passwd');
    const changed = await stat(file).then(
      ({ mtimeMs }) => mtimeMs,
      () => 0,
    );
    if (changed !== this.#readAt) {
      const text = await readFile(file, 'utf8').catch(() => '');
      this.#local = new Map(text.split('\n').flatMap(accountIn));
      this.#readAt = changed;
    }
    return this.#local;
  }

  /** Undefined where nobody has the number. */
  async byUid(uid: number): Promise<Account | undefined> {
    const own = (await this.local()).get(uid);
    if (own || this.#elsewhere.has(uid)) return own ?? this.#elsewhere.get(uid);
    const said = await this.#watched.run('getent', ['passwd', String(uid)]);
    const [found] = (said ?? '').split('\n').flatMap(accountIn);
    if (this.#elsewhere.size >= mostKnown) this.#elsewhere.clear();
    this.#elsewhere.set(uid, found?.[1]);
    return found?.[1];
  }

  /** The name, or the number where it has none. */
  async nameOf(uid: number): Promise<string> {
    return (await this.byUid(uid))?.name ?? String(uid);
  }
}

function accountIn(line: string): readonly (readonly [number, Account])[] {
  const [name = '', , number = '', , , home = '', shell = ''] = line.split(':');
  const uid = Number(number);
  if (name === '' || !/^\d+$/.test(number)) return [];
  const isPerson = uid >= firstPerson && uid !== nobody && !/\/(nologin|false)$/.test(shell.trim());
  return [[uid, { uid, name, home, isPerson }]];
}
