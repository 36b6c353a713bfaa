import { execFile } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import type { Source } from '../inventory/collector.ts';
import type { Perform } from './platform.ts';

const patienceMs = 30_000;
/** A list of everything that is installed takes some systems a minute. */
const lookingMs = 180_000;
const longestOutput = 32 * 1024 * 1024;
// Programs say the same in every language, and are found where the system keeps its own.
const env =
  process.platform === 'win32' ? ofWindows() : { LC_ALL: 'C', PATH: '/usr/sbin:/usr/bin:/sbin:/bin' };

/** Of what the service was given only what programs of Windows do not do without. */
function ofWindows(): NodeJS.ProcessEnv {
  const { SystemRoot = 'C:\\Windows', SystemDrive, ProgramData, ProgramFiles, TEMP } = process.env;
  const system = `${SystemRoot}\\System32`;
  const PATH = [system, `${system}\\WindowsPowerShell\\v1.0`, `${system}\\Wbem`].join(';');
  return { SystemRoot, SystemDrive, ProgramData, ProgramFiles, TEMP, PATH };
}

export const perform: Perform = (program, args, input) =>
  new Promise(resolve => {
    const child = execFile(
      program,
      args,
      { env, timeout: patienceMs, windowsHide: true },
      (error, _out, said) =>
        resolve({ ok: error === null, said: (said || (error?.message ?? '')).trim().slice(0, 300) }),
    );
    // A program that ends without reading says so by its exit code.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input);
  });

/** Writes down what would be done, for tests and for people who want to see it first. */
export function performOnPaper(file: string): Perform {
  return async (program, args, input) => {
    appendFileSync(file, `${JSON.stringify({ program, args, ...(input !== undefined && { input }) })}\n`);
    return { ok: true, said: '' };
  };
}

export const outputOf: Source['run'] = (program, args) =>
  new Promise(resolve => {
    const options = { env, timeout: lookingMs, maxBuffer: longestOutput, windowsHide: true };
    execFile(program, args, options, (error, out) => resolve(error ? undefined : out));
  });
