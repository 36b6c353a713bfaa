import { readdir, readFile, readlink } from 'node:fs/promises';
import { basename, join } from 'node:path';

/** What the kernel says of a process when it is looked at. */
export interface Process {
  readonly pid: number;
  /** Of the effective user. */
  readonly uid: number;
  readonly gid: number;
  /** Who logged on to the session it belongs to; undefined: nobody did. */
  readonly loginUid: number | undefined;
  readonly hasTerminal: boolean;
  /** File name of the program. */
  readonly name: string;
  /** Whole path; undefined where the kernel does not tell. */
  readonly program: string | undefined;
}

/** The number that stands for "nobody has logged on". */
const unset = 4_294_967_295;
/** Of the flags a file was opened with. */
const accessModes = 3;
const readOnly = 0;
const longestCommandLine = 65_536;
const deletedMark = / \(deleted\)$/;

/** The processes there are, by `/proc`. */
export class ProcessTable {
  readonly #proc: string;

  constructor(root: string) {
    this.#proc = join(root, 'proc');
  }

  async pids(): Promise<readonly number[]> {
    return (await readdir(this.#proc)).filter(name => /^\d+$/.test(name)).map(Number);
  }

  /** Undefined where it has ended, or is a part of the kernel. */
  async look(pid: number): Promise<Process | undefined> {
    const of = (name: string) => join(this.#proc, String(pid), name);
    const text = (name: string) => readFile(of(name), 'utf8').catch(() => '');
    const [status, stat, login] = await Promise.all([text('status'), text('stat'), text('loginuid')]);
    const uid = Number(/^Uid:\t\d+\t(\d+)/m.exec(status)?.[1]);
    const gid = Number(/^Gid:\t\d+\t(\d+)/m.exec(status)?.[1]);
    // The name stands in parentheses and may hold any.
    const after = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const command = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
    const [, parent, , , terminal] = after;
    const isKernel = pid === 2 || parent === '2';
    if (status === '' || command === '' || isKernel || !Number.isInteger(uid)) return undefined;
    const program = await readlink(of('exe')).then(
      path => path.replace(deletedMark, ''),
      () => undefined,
    );
    const loginUid = login === '' || Number(login) === unset ? undefined : Number(login);
    const name = program === undefined ? command : basename(program);
    return { pid, uid, gid, loginUid, hasTerminal: Number(terminal) !== 0, name, program };
  }

  /** Which of the files the process has open to write; none where it has ended, or only root may know. */
  async writes(pid: number, files: ReadonlySet<string>): Promise<readonly string[]> {
    const of = (folder: string, handle = '') => join(this.#proc, String(pid), folder, handle);
    const handles = await readdir(of('fd')).catch(() => []);
    const written = await Promise.all(
      handles.map(async handle => {
        const path = await readlink(of('fd', handle)).catch(() => '');
        if (!files.has(path)) return [];
        const facts = await readFile(of('fdinfo', handle), 'utf8').catch(() => '');
        const mode = parseInt(/^flags:\s+([0-7]+)/m.exec(facts)?.[1] ?? '0', 8) & accessModes;
        return mode === readOnly ? [] : [path];
      }),
    );
    return written.flat();
  }

  /** Its command line; empty where it has ended. Only so much of it as is worth reading. */
  async words(pid: number): Promise<readonly string[]> {
    const text = await readFile(join(this.#proc, String(pid), 'cmdline'), 'utf8').catch(() => '');
    return text.slice(0, longestCommandLine).split('\0').slice(0, -1);
  }

  /** Where it works; `/` where nobody tells. */
  async folder(pid: number): Promise<string> {
    return readlink(join(this.#proc, String(pid), 'cwd')).catch(() => '/');
  }

  async variables(pid: number): Promise<string> {
    return readFile(join(this.#proc, String(pid), 'environ'), 'utf8').catch(() => '');
  }
}
