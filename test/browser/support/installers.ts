import { device } from '../../../domain/devices/index.ts';
import { offerPackages } from './agent-packages.ts';
import type { World } from './world.ts';

/** Installers in several states, computers they were run on, and one whose agent is gone. */
export async function handOutInstallers(world: World): Promise<void> {
  const { server, ids } = world;
  const known = await server.call('GET', '/api/v1/installation-sets');
  if (known.body.total > 0) return;
  await offerPackages(world);
  const make = async (body: object) =>
    (await server.call('POST', '/api/v1/installation-sets', { body: { platform: 'linux-x64', ...body } }))
      .body.id as string;
  const sales = await make({ name: 'Sales notebooks', uses: 200 });
  const lab = await make({ name: 'Laboratory', platform: 'win-x64', overwrite: true });
  await server.call('DELETE', `/api/v1/installation-sets/${lab}`);
  const { commands, clock } = server.services;
  const from = { set: sales, setName: 'Sales notebooks', configuration: 'default', platform: 'linux-x64' };
  for (const id of ids.slice(0, 3)) {
    const installed = {
      type: 'NoteAgentInstalled',
      at: clock.now(),
      agentId: `agent-${id}`,
      ...from,
    } as const;
    await commands.handle(`device-${id}`, device, installed, { actor: 'system:test' });
  }
  const gone = { type: 'NoteAgentUninstalled', at: clock.now(), agentId: 'agent', by: 'computer' } as const;
  await commands.handle(`device-${ids[2]!}`, device, gone, { actor: 'system:test' });
  const set = await server.context.installationSets.require(sales);
  const report = {
    computer: 'LT-19077',
    code: 'NO_ROOM',
    detail: '183500 KiB are needed in /opt, 9120 are free',
    version: '1.4.0',
  } as const;
  await server.context.installationSets.noteFailure(set, report, 'system:test');
  await server.caughtUp();
}
