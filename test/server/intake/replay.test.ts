import { device } from '../../../domain/devices/index.ts';
import { agentHeaders, basic, sample, startTestIntake, zlib, type TestIntake } from '../../support/intake.ts';

let server: TestIntake;
let headers: Record<string, string>;
beforeEach(async () => {
  server = await startTestIntake();
  headers = basic('enrol', (await server.token()).secret);
});
afterEach(() => server.close());

const glpiHeaders = { ...agentHeaders.glpi, 'glpi-agent-id': '0192f3a4-5b6c-4d8e-9f01-23456789abcd' };
interface Content {
  readonly hardware: { memory: number };
  readonly antivirus: { base_version: string }[];
}
const windows = (change: (content: Content) => void) => {
  const body = JSON.parse(sample('windows')) as { content: Content };
  change(body.content);
  return JSON.stringify(body);
};

describe('reading kept bodies again', () => {
  it('changes nothing where the parser says the same, whatever older bodies said', async () => {
    await server.post('/inventory', sample('windows'), { ...glpiHeaders, ...headers });
    await server.post(
      '/inventory',
      windows(content => (content.hardware.memory = 32_768)),
      { ...glpiHeaders, ...headers },
    );
    await server.post('/ocsinventory', zlib(sample('ocs')), { ...agentHeaders.ocs, ...headers });
    const before = await server.log('device');
    expect(before.map(event => event.type)).toEqual([
      'DeviceRegistered',
      'MemoryChanged',
      'DeviceRegistered',
    ]);
    const progress: number[] = [];
    const result = await server.intake.replayBodies({ onProgress: done => progress.push(done) });
    expect(result).toEqual({ bodies: 3, unreadable: 0, devices: 2, changed: 0 });
    expect(progress).toEqual([1, 2, 3]);
    expect(await server.log('device')).toHaveLength(3);
  });

  it('records what was not understood before, by the newest body, for the device it was about', async () => {
    await server.post('/inventory', sample('windows'), { ...glpiHeaders, ...headers });
    const stream = (await server.log('device'))[0]!.stream;
    // As if an earlier parser had not understood the antivirus section of a body that is kept.
    const body = windows(content => (content.antivirus[0]!.base_version = '9.9.9.9'));
    server.bodies.set('kept-by-an-earlier-release', {
      bytes: Buffer.from(body),
      contentType: `application/json; agent=${glpiHeaders['glpi-agent-id']}`,
    });
    const result = await server.intake.replayBodies();
    expect(result).toMatchObject({ bodies: 2, devices: 1, changed: 1 });
    const last = (await server.log('device')).at(-1);
    expect(last).toMatchObject({ type: 'ProtectionChanged', stream, actor: 'system:replay' });
    const { state } = await server.commands.load(stream, device);
    expect(state.inventory.antivirus?.[0]?.definitions).toBe('9.9.9.9');
  });

  it('passes over what it cannot read', async () => {
    server.bodies.set('damaged', { bytes: Buffer.from('<REQUEST>'), contentType: 'application/xml' });
    expect(await server.intake.replayBodies()).toEqual({ bodies: 1, unreadable: 1, devices: 0, changed: 0 });
  });

  it('can be stopped', async () => {
    await server.post('/ocsinventory', zlib(sample('ocs')), { ...agentHeaders.ocs, ...headers });
    await expect(server.intake.replayBodies({ signal: AbortSignal.abort() })).rejects.toThrow(/abort/i);
  });
});
