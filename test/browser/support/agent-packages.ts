import type { PackagePlatform } from '../../../domain/agents/index.ts';
import { documentOf, releaseSigner, upload } from '../../support/agent-packages.ts';
import type { World } from './world.ts';

const offered: readonly (readonly [string, PackagePlatform])[] = [
  ['1.4.0', 'linux-x64'],
  ['1.4.0', 'win-x64'],
  ['1.4.0', 'darwin-arm64'],
  ['1.3.2', 'linux-x64'],
  ['1.3.2', 'win-x64'],
];

/** Packages of two versions, an update that is in force and one that was stopped. */
export async function offerPackages({ server }: World): Promise<void> {
  const known = await server.call('GET', '/api/v1/agent-packages');
  if (known.body.total > 0) return;
  const signer = releaseSigner();
  for (const [version, platform] of offered) {
    const bytes = Buffer.alloc(2_500_000, `${version} ${platform}`);
    await upload(server, documentOf(bytes, version, platform, signer), bytes);
  }
  const order = async (version: string, percent: number) =>
    (
      await server.call('POST', '/api/v1/agent-updates', {
        body: { version, percent, target: { kind: 'all' } },
      })
    ).body.id as string;
  const former = await order('1.3.2', 100);
  await server.call('POST', `/api/v1/agent-updates/${former}/stop`, { body: {} });
  await order('1.4.0', 10);
}
