import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { fileOfAddress } from '../../adapters/event-store/open.ts';
import { type Config, ConfigError, loadConfig, type LoadedConfig } from '../server/config.ts';
import { readLocalAccess } from '../server/local-access.ts';
import type { Environment } from '../server/settings/sources.ts';
import { Connection, httpTransport, type Transport } from './connection.ts';
import { CommandError, exitCodes } from './exit-codes.ts';

export type { Environment };
export type Connect = () => Promise<Connection>;

/**
 * How a command reaches Muster, first match wins:
 * 1. `MUSTER_URL`: that server, as `MUSTER_TOKEN` (an API token) or `MUSTER_USER` and `MUSTER_PASSWORD`.
 * 2. A server running on `MUSTER_DATA`, found by the file it leaves there.
 * 3. The stopped store in `MUSTER_DATA`: the same routes run in this process, nothing listens.
 */
export async function connect(environment: Environment): Promise<Connection> {
  if (environment['MUSTER_URL']) return connectRemote(environment['MUSTER_URL'], environment);
  const config = await configOf(environment);
  const local = readLocalAccess(config.dataFolder);
  if (local) return new Connection(httpTransport(local.url), local.token);
  const file = fileOfAddress(config.events);
  if (file !== null && !existsSync(file))
    throw new CommandError(
      exitCodes.notSetUp,
      `No server runs on ${config.dataFolder} and no store is there. Start one with "npm start", or set MUSTER_DATA or MUSTER_URL.`,
    );
  return connectStopped(environment);
}

async function connectRemote(url: string, environment: Environment): Promise<Connection> {
  const transport = httpTransport(url);
  if (environment['MUSTER_TOKEN']) return new Connection(transport, environment['MUSTER_TOKEN']);
  const { MUSTER_USER: userId, MUSTER_PASSWORD: password } = environment;
  if (!userId || !password)
    throw new CommandError(
      exitCodes.permission,
      'MUSTER_URL is set: set MUSTER_TOKEN to an API token, or MUSTER_USER and MUSTER_PASSWORD, too.',
    );
  const { token } = await new Connection(transport, undefined).json<{ token: string }>(
    'POST',
    '/api/v1/sessions',
    {
      userId,
      password,
    },
  );
  const ending: Transport = {
    send: request => transport.send(request),
    async close() {
      await new Connection(transport, token)
        .send('/api/v1/sessions/current', { method: 'DELETE' })
        .catch(() => {});
      await transport.close();
    },
  };
  return new Connection(ending, token);
}

async function connectStopped(environment: Environment): Promise<Connection> {
  const [{ compose }, { buildApp }, { default: pino }] = await Promise.all([
    import('../server/compose.ts'),
    import('../server/http/app.ts'),
    import('pino'),
  ]);
  const token = `msl_${randomBytes(32).toString('base64url')}`;
  const log = pino({ level: 'fatal' }, pino.destination(2));
  // A command is no server: it sends nothing to a collector.
  const config = { ...(await configOf(environment)), traces: null };
  const composed = await compose(config, log, { localToken: token });
  const app = await buildApp(composed.context, {
    consoleFolder: null,
    requestsPerMinute: 0,
  });
  await composed.start();
  const transport: Transport = {
    async send(request) {
      const { pathname, search } = new URL(request.url);
      const answer = await app.inject({
        method: request.method as 'GET',
        url: pathname + search,
        headers: Object.fromEntries(request.headers),
        ...(request.body ? { payload: Buffer.from(await request.arrayBuffer()) } : {}),
      });
      const headers = new Headers();
      for (const [name, value] of Object.entries(answer.headers))
        if (value !== undefined) headers.set(name, String(value));
      const empty = answer.statusCode === 204 || answer.statusCode === 304;
      return new Response(empty ? null : new Uint8Array(answer.rawPayload), {
        status: answer.statusCode,
        headers,
      });
    },
    async close() {
      await app.close();
      await composed.close();
    },
  };
  return new Connection(transport, token);
}

export async function configOf(environment: Environment): Promise<Config> {
  return (await loadedConfigOf(environment)).config;
}

/** Wrong settings are a syntax error that names each. */
export async function loadedConfigOf(environment: Environment): Promise<LoadedConfig> {
  try {
    return await loadConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError)
      throw new CommandError(exitCodes.syntax, error.lines.join('\nmuster: '));
    throw error;
  }
}
