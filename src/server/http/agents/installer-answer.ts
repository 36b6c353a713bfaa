import type { FastifyReply } from 'fastify';
import { configurationOf } from '../../../../domain/agents/index.ts';
import type { Installer, InstallerParts } from '../../agents/installer/installer.ts';
import { unixInstaller } from '../../agents/installer/unix.ts';
import { windowsInstaller } from '../../agents/installer/windows.ts';
import type { KnownSet } from '../../agents/installations.ts';
import { newSecret } from '../../auth/secrets.ts';
import { AppError } from '../../errors/index.ts';
import type { ServerContext } from '../kernel/context.ts';
import type { Downloads } from './downloads.ts';

type HandedOut = Pick<InstallerParts, 'server' | 'secret'>;

/** The newest package of its platform, what the set says, and the secret; undefined: there is no package. */
async function installerOf(
  { agentConfigurations, agentPackages, installationSets }: ServerContext,
  set: KnownSet,
  { server, secret }: HandedOut,
): Promise<Installer | undefined> {
  const kept = await agentPackages.latest(set.platform);
  if (!kept) return undefined;
  const configurationName =
    configurationOf(await agentConfigurations.load(), set.configuration)?.name ?? set.name;
  const parts: InstallerParts = {
    set,
    package: kept,
    server,
    secret,
    configurationName,
    read: file => installationSets.read(file),
  };
  return set.platform.startsWith('win-') ? windowsInstaller(parts) : unixInstaller(parts);
}

/** Bytes of an installer of a set as this server would hand it out; null: there is no package for it. */
export async function installerSize(
  context: ServerContext,
  set: KnownSet,
  server: string,
): Promise<number | null> {
  // All secrets are of one length.
  return (await installerOf(context, set, { server, secret: newSecret('mse') }))?.size ?? null;
}

/**
 * Sends an installer of a set, a MiB in memory at a time.
 *
 * @throws AppError INSTALLATION_PACKAGE_MISSING, TOO_MANY_REQUESTS
 */
export async function sendInstaller(
  context: ServerContext,
  reply: FastifyReply,
  downloads: Downloads,
  set: KnownSet,
  handedOut: HandedOut,
): Promise<FastifyReply> {
  const installer = await installerOf(context, set, handedOut);
  if (!installer) throw new AppError('INSTALLATION_PACKAGE_MISSING', { details: { platform: set.platform } });
  const over = downloads.begin();
  const bytes = installer.open().once('close', over);
  return reply
    .type('application/octet-stream')
    .header('Cache-Control', 'no-store')
    .header('Content-Length', installer.size)
    .header('Content-Disposition', `attachment; filename="${installer.file}"`)
    .send(bytes);
}
