import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CommandError, exitCodes } from '../../src/cli/exit-codes.ts';
import { claimOutput, writeOutput } from '../../src/cli/output-file.ts';

async function codeOf(work: Promise<unknown>): Promise<number | string> {
  try {
    await work;
    return 'no error';
  } catch (error) {
    return error instanceof CommandError ? error.exitCode : String(error);
  }
}

async function* bytes(...parts: string[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield Buffer.from(part);
}

describe('files that an export writes', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'muster-output-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('refuses a path that is not absolute or longer than 259 bytes', async () => {
    expect(await codeOf(claimOutput('devices.csv', true))).toBe(exitCodes.folder);
    expect(await codeOf(claimOutput(`/${'端'.repeat(87)}`, true))).toBe(exitCodes.folder);
  });

  it('refuses a folder that does not exist', async () => {
    expect(await codeOf(claimOutput(join(folder, 'missing', 'x.csv'), true))).toBe(exitCodes.folder);
  });

  it('leaves an existing file alone without -s where nobody can be asked, and replaces it with -s', async () => {
    const path = join(folder, 'x.csv');
    writeFileSync(path, 'earlier');
    expect(await codeOf(claimOutput(path, false))).toBe(exitCodes.write);
    expect(await codeOf(claimOutput(path, true))).toBe('no error');
    await writeOutput(path, bytes('new', 'er'));
    expect(readFileSync(path, 'utf8')).toBe('newer');
  });

  it('keeps the earlier file where the source breaks half way, and leaves no part behind', async () => {
    const path = join(folder, 'x.csv');
    writeFileSync(path, 'earlier');
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('half');
      throw new Error('the connection broke');
    }
    await expect(writeOutput(path, broken())).rejects.toThrow('the connection broke');
    expect(readFileSync(path, 'utf8')).toBe('earlier');
    expect(readdirSync(folder)).toEqual(['x.csv']);
  });

  it('creates the file where there is no record to write', async () => {
    const path = join(folder, 'empty.csv');
    await writeOutput(path, bytes());
    expect(readFileSync(path, 'utf8')).toBe('');
  });

  it('ends with the code for writing where the target is a folder', async () => {
    expect(await codeOf(writeOutput(folder, bytes('x')))).toBe(exitCodes.write);
  });
});
