import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from 'pino';
import pino from 'pino';
import { ReadStoreUnavailableError } from '../../adapters/read-store/open.ts';
import { StoreUnavailableError } from '../../domain/kernel/index.ts';
import { builtInUserId, ensureBuiltInAccount } from './auth/built-in.ts';
import { compose } from './compose.ts';
import type { Config } from './config.ts';
import { ConfigError, loadConfig } from './config.ts';
import { DataFolderError, FolderInUseError } from './data-folder.ts';
import { buildApp } from './http/app.ts';
import { releaseMemoryWhenIdle } from '../../adapters/platform/idle-memory.ts';
import { AnotherLogError } from './same-log.ts';
import { thisProgram, type Program } from './program.ts';
import { removeLocalAccess, writeLocalAccess } from './local-access.ts';
import type { Environment } from './settings/sources.ts';

export interface RunningServer {
  readonly url: string;
  readonly log: Logger;
  close(): Promise<void>;
}

const consoleFolder = join(import.meta.dirname, '..', '..', 'dist', 'console');

/**
 * Starts everything the settings ask for and serves. What keeps it from starting is said on standard error, a line
 * for each fault, with a failing exit code; the answer is then undefined.
 */
export async function runServer(environment: Environment): Promise<RunningServer | undefined> {
  let config: Config | undefined;
  try {
    ({ config } = await loadConfig(environment));
    return await start(config);
  } catch (error) {
    const line = explain(error, key => config?.nameOf(key) ?? key);
    if (line === null) throw error;
    process.stderr.write(`${line.replace(/^/gm, 'muster: ')}\n`);
    process.exitCode = error instanceof ConfigError ? 2 : 1;
    return undefined;
  }
}

/** Serves as the version of the program that is given, this one unless told; rejects with what keeps it from that. */
export async function start(config: Config, program: Program = thisProgram): Promise<RunningServer> {
  const log = pino(
    { level: config.logLevel, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination(2),
  );
  const localToken = `msl_${randomBytes(32).toString('base64url')}`;
  const composed = await compose(config, log, { localToken, program });
  try {
    const { context, tracing } = composed;
    const password = await ensureBuiltInAccount(context.accounts, context.passwords, config.adminPassword);
    // At once: whatever keeps the server from serving, the password is not made up again.
    if (password !== null) sayPassword(password);
    const app = await buildApp(context, {
      consoleFolder: existsSync(consoleFolder) ? consoleFolder : null,
      requestsPerMinute: config.requestsPerMinute,
      tracing,
    });
    await composed.start();
    const address = await app.listen({ host: config.listen.host, port: config.listen.port });
    const url = config.publicUrl ?? address;
    writeLocalAccess(config.dataFolder, { url: address, pid: process.pid, token: localToken });
    process.stdout.write(`muster ready ${url}\n`);
    const keepMemory = releaseMemoryWhenIdle();
    return {
      url,
      log,
      async close() {
        keepMemory();
        removeLocalAccess(config.dataFolder);
        await composed.handOver();
        await app.close();
        await composed.close();
      },
    };
  } catch (error) {
    await composed.close();
    throw error;
  }
}

/** Once, and nowhere else: neither in the log nor in any file. */
function sayPassword(password: string): void {
  process.stdout.write(
    `\n  First sign-in   user ID   ${builtInUserId}\n                  password  ${password}\n` +
      `  This is shown once. You will be asked to choose your own.\n\n`,
  );
}

/** What an operator can put right; null for a defect. */
function explain(error: unknown, nameOf: Config['nameOf']): string | null {
  if (error instanceof ConfigError) return error.message;
  if (error instanceof FolderInUseError || error instanceof AnotherLogError) return error.message;
  if (error instanceof DataFolderError) return `${nameOf('data')}: ${error.fault}`;
  if (error instanceof ReadStoreUnavailableError) return `${nameOf('read')}: ${error.message}`;
  if (error instanceof StoreUnavailableError) return `a store cannot be opened: ${error.message}`;
  const { code, address, port, path, syscall } = (error ?? {}) as NodeJS.ErrnoException & {
    address?: string;
    port?: number;
  };
  if (code === 'EADDRINUSE')
    return `${nameOf('listen')}: ${address}:${port} is taken by another program; choose another port`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return `${nameOf('listen')}: this machine has no address ${address ?? ''}; use 127.0.0.1 or 0.0.0.0`;
  if (code === 'EACCES' && syscall === 'listen')
    return `${nameOf('listen')}: port ${port} needs more rights; choose one above 1023`;
  if (
    (code === 'EACCES' || code === 'EPERM' || code === 'EROFS' || code === 'ENOTDIR' || code === 'EEXIST') &&
    path !== undefined
  )
    return `${nameOf('data')}: ${path} cannot be written (${code}); choose a folder this user may write`;
  return null;
}
