import { randomUUID } from 'node:crypto';
import type { NetworkInterfaceInfo } from 'node:os';
import { Waking } from '../../../src/server/power/waking.ts';
import { beginningOf, cardsOf, segmentOf } from '../../../src/server/power/segments.ts';
import { AgentTwin, agentWithDevice, deviceNamed, tokenOf } from '../../support/agent-twin.ts';
import { inventory } from '../../support/device-reports.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const mac = '02:00:5e:10:20:30';
const asleep = (name: string, address: string, card = mac) =>
  inventory({
    hostName: name,
    hardware: { serialNumber: `SN-${name}-8842` },
    networkAdapters: [{ name: 'eth0', mac: card, ipv4: [address], mask: '255.255.255.0', status: 'up' }],
  });
const by = { actor: 'account:system' as const, correlationId: 'c-1', dryRun: false };
const call = (path: string, body: object = {}) => server.call('POST', `/api/v1${path}`, { body });

test.each([
  ['10.1.7.9', '255.255.0.0', '10.1.', '10.1.255.255'],
  ['192.0.2.77', '255.255.255.128', '192.0.2.', '192.0.2.127'],
  ['192.0.2.77', undefined, '192.0.2.', '192.0.2.255'],
  ['192.0.2.77', '255.0.255.0', '192.0.2.', '192.0.2.255'],
])('the segment of %s with the mask %s', (address, mask, beginning, broadcast) => {
  const adapter = { name: 'eth0', mac, ipv4: [address], ...(mask && { mask }) };
  const [card] = cardsOf({ networkAdapters: [adapter] });
  expect([beginningOf(card!.network), card!.broadcast]).toEqual([beginning, broadcast]);
});

test('a link of two computers, and what is no address, has no segment', () => {
  expect(segmentOf('10.0.0.1', '255.255.255.254')).toBeUndefined();
  expect(segmentOf('fe80::1', undefined)).toBeUndefined();
  expect(
    cardsOf({ networkAdapters: [{ name: 'docker0', mac, ipv4: ['172.17.0.1'], virtual: true }] }),
  ).toEqual([]);
});

test('DEV-017 DEV-018 in a segment of the server the server calls by itself', async () => {
  const { deviceId } = await server.report(asleep('pc-own', '198.51.100.20'));
  await server.caughtUp();
  const sent: string[][] = [];
  const own = { family: 'IPv4', internal: false, address: '198.51.100.1', netmask: '255.255.255.0' };
  const waking = new Waking(server.context.services, server.context.agents.commands, {
    interfaces: () => ({ eth0: [own as NetworkInterfaceInfo] }),
    send: async (...told) => void sent.push(told.map(String)),
  });
  expect(await waking.start(deviceId, { ...by, dryRun: true })).toMatchObject({ kind: 'accepted' });
  expect(sent).toEqual([]);
  expect(await waking.start(deviceId, by)).toMatchObject({
    kind: 'accepted',
    events: [
      {
        type: 'DeviceStartRequested',
        data: { ways: [{ via: 'server', mac, broadcast: '198.51.100.255' }] },
      },
    ],
  });
  expect(sent).toEqual([[mac, '198.51.100.255']]);
});

describe('elsewhere', () => {
  let relay: AgentTwin;
  let sleeping: string;
  beforeAll(async () => {
    ({ agent: relay } = await agentWithDevice(server, 'pc-relay', '240.1.1.9'));
    ({ deviceId: sleeping } = await server.report(asleep('pc-far', '240.1.1.40')));
    await server.caughtUp();
  });

  test('DEV-017 DEV-018 the agent of a computer that is on in the segment calls', async () => {
    const relayDevice = await deviceNamed(server, 'pc-relay');
    await server.services.read.touch('devices.list', [{ id: relayDevice, columns: { online: 'online' } }]);
    const done = await call(`/devices/${sleeping}/start`, { reason: 'INC-9' });
    expect([done.status, done.body.events[0]?.data.ways]).toMatchObject([200, [{ via: 'agent', mac }]]);
    const { commands } = (await relay.ask()).body;
    expect(commands).toMatchObject([{ order: { kind: 'wake', mac, broadcast: '240.1.1.255' } }]);
    await relay.answer(commands[0].sequence, { outcome: 'done' });
  });

  test('DEV-015 DEV-016 DEV-019 an inventory or a message can start a computer that is off; what it was for is noted', async () => {
    const agent = new AgentTwin(server);
    await agent.enrol(await tokenOf(server));
    const uuid = randomUUID();
    await agent.report('pc-off', uuid);
    const deviceId = await deviceNamed(server, 'pc-off');
    const off = await call(`/devices/${deviceId}/commands`, { command: { kind: 'inventory' }, start: true });
    // Without the address of its card nothing can call it: the command waits until somebody starts it.
    expect(off.body.events.map(({ type }: { type: string }) => type)).toEqual(['AgentCommandIssued']);
    await agent.report('pc-off', uuid, '240.1.1.41');
    const told = await call(`/devices/${deviceId}/commands`, {
      command: { kind: 'message', text: 'Lunch' },
      start: true,
      note: 'Told of lunch, INC-3',
    });
    expect(told.body.events.map(({ type }: { type: string }) => type)).toEqual([
      'AgentCommandIssued',
      'DeviceStartRequested',
      'DeviceNoteAdded',
    ]);
    const { commands } = (await agent.ask()).body;
    await agent.answer(commands[0].sequence, { outcome: 'done' });
    await call(`/devices/${deviceId}/commands`, { command: { kind: 'inventory' }, start: true });
    const [again] = (await agent.ask(commands.at(-1).sequence)).body.commands;
    expect(again.order).toEqual({ kind: 'inventory', thenShutdown: true });
  });

  test('without anybody there it is refused, and an ignored computer is left alone', async () => {
    const { deviceId } = await server.report(asleep('pc-lone', '240.1.2.200', '02:00:5e:10:20:31'));
    await server.caughtUp();
    expect((await call(`/devices/${deviceId}/start`)).body.code).toBe('DEVICE_START_NO_WAY');
    expect((await call('/devices/none/start')).body.code).toBe('DEVICE_UNKNOWN');
  });
});
