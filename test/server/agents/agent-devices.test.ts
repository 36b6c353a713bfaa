import { createCatalogue, createCommandHandler, type EventStore } from '../../../domain/kernel/index.ts';
import { device } from '../../../domain/devices/index.ts';
import { AgentDevices } from '../../../src/server/agents/agent-devices.ts';
import { agentWithDevice } from '../../support/agent-twin.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

/** With commands that keep no aggregate, as where there are more devices than fit. */
async function withoutCache(read: string[]): Promise<AgentDevices> {
  const { services } = server;
  const events: EventStore = {
    ...services.events,
    readStream: (stream, options) => {
      read.push(stream);
      return services.events.readStream(stream, options);
    },
  };
  const commands = createCommandHandler({
    ...services,
    events,
    // Nothing is decided here.
    catalogue: createCatalogue({}),
    cacheSize: 0,
  });
  const devices = new AgentDevices({ ...services, commands });
  await devices.watch.start();
  return devices;
}

test('AGT-049 how the device of an agent is managed is read once, and again once it has changed', async () => {
  const { agent, deviceId } = await agentWithDevice(server, 'pc-1');
  const read: string[] = [];
  const devices = await withoutCache(read);
  try {
    const managed = () => devices.managed(agent.agentId);
    // Nothing is remembered before the log is followed.
    while (!devices.watch.following) await new Promise(resolve => setTimeout(resolve, 1));
    expect(await managed()).toEqual({ deviceId, managementType: 'agent' });
    expect(read).toContain(`device-${deviceId}`);
    read.length = 0;
    expect(await managed()).toEqual({ deviceId, managementType: 'agent' });
    expect(await devices.of(agent.agentId)).toBe(deviceId);
    expect(read).toEqual([]);

    const silence = {
      type: 'SettleManagement',
      at: server.services.clock.now(),
      communicates: false,
      heard: false,
    } as const;
    await server.services.commands.handle(`device-${deviceId}`, device, silence, {
      actor: 'system:agent-settings',
    });
    while ((await managed())?.managementType !== 'offline')
      await new Promise(resolve => setTimeout(resolve, 1));
    read.length = 0;
    expect(await managed()).toEqual({ deviceId, managementType: 'offline' });
    expect(read).toEqual([]);
  } finally {
    devices.watch.stop();
  }
});
