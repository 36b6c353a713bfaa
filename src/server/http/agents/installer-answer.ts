import type { FastifyReply } from 'fastify';
import { configurationOf } from '../../../../domain/agents/index.ts';
import type { InstallerParts } from '../../agents/installer/installer.ts';
import { unixInstaller } from '../../agents/installer/unix.ts';
import { windowsInstaller } from '../../agents/installer/windows.ts';
import type { KnownSet } from '../../agents/installations.ts';
import { AppError } from '../../errors/index.ts';
import type { ServerContext } from '../kernel/context.ts';
import type { Downloads } from './downloads.ts';

/**
 * Sends an installer of a set: the newest package of its platform, what the set says, and the secret.
 *
 * @throws AppError INSTALLATION_PACKAGE_MISSING, TOO_MANY_REQUESTS
 */
export async function sendInstaller(
  { agentConfigurations, agentPackages, installationSets }: ServerContext,
  reply: FastifyReply,
  downloads: Downloads,
  set: KnownSet,
  { server, secret }: Pick<InstallerParts, 'server' | 'secret'>,
): Promise<FastifyReply> {
  const kept = await agentPackages.latest(set.platform);
  if (!kept) throw new AppError('INSTALLATION_PACKAGE_MISSING', { details: { platform: set.platform } });
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
  const installer = set.platform.startsWith('win-') ? windowsInstaller(parts) : unixInstaller(parts);
  const over = downloads.begin();
  const bytes = installer.open().once('close', over);
  return reply
    .type('application/octet-stream')
    .header('Cache-Control', 'no-store')
    .header('Content-Length', installer.size)
    .header('Content-Disposition', `attachment; filename="${installer.file}"`)
    .send(bytes);
}
