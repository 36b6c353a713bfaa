import type { InventoryReport } from '../../../domain/devices/index.ts';
import { device } from '../../../domain/devices/index.ts';
import type { Parser } from '../../../src/server/intake/messages.ts';
import { agentHeaders, basic, sample, startTestIntake, zlib, type TestIntake } from '../../support/intake.ts';

/** Set while the parser is one that does not understand some sections of GLPI's yet. */
let misunderstood: readonly (keyof InventoryReport['inventory'])[] = [];
const earlierRelease = (parser: Parser): Parser => ({
  async parse(...body) {
    const outcome = await parser.parse(...body);
    if (outcome.kind !== 'parsed' || outcome.parsed.message.kind !== 'inventory') return outcome;
    const { message } = outcome.parsed;
    if (message.dialect !== 'glpi') return outcome;
    const report = JSON.parse(Buffer.from(message.report).toString()) as InventoryReport;
    const inventory = Object.fromEntries(
      Object.entries(report.inventory).filter(([section]) => !misunderstood.some(name => name === section)),
    );
    const changed = { ...message, report: Buffer.from(JSON.stringify({ ...report, inventory })) };
    return { kind: 'parsed', parsed: { ...outcome.parsed, message: changed } };
  },
});

let server: TestIntake;
let headers: Record<string, string>;
beforeEach(async () => {
  misunderstood = [];
  server = await startTestIntake({ wrapParser: earlierRelease });
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
const send = (body: string) => server.post('/inventory', body, { ...glpiHeaders, ...headers });
const sendOcs = () => server.post('/ocsinventory', zlib(sample('ocs')), { ...agentHeaders.ocs, ...headers });
const types = async () => (await server.log('device')).map(event => event.type);

describe('reading kept bodies again', () => {
  it('appends nothing where the parser says the same, whatever older bodies said', async () => {
    await send(sample('windows'));
    await send(windows(content => (content.hardware.memory = 32_768)));
    await sendOcs();
    expect(await types()).toEqual(['DeviceRegistered', 'MemoryChanged', 'DeviceRegistered']);
    const last = await server.events.lastPosition();
    const progress: number[] = [];
    const result = await server.intake.replayBodies({ onProgress: done => progress.push(done) });
    expect(result).toEqual({ looked: 2, unreadable: 0, refused: 0, changed: 0 });
    expect(progress).toEqual([...progress].sort((one, two) => one - two));
    expect(progress.at(-1)).toBe(1_000);
    expect(await server.events.lastPosition()).toBe(last);
  });

  it('records what a mended parser understands and nothing else, from the body that the events name', async () => {
    misunderstood = ['antivirus', 'monitors'];
    await send(sample('windows'));
    await sendOcs();
    const [registered] = await server.log('device');
    const { stream } = registered!;
    misunderstood = [];
    const tried = await server.intake.replayBodies({ dryRun: true });
    expect(tried).toMatchObject({ looked: 2, changed: 1 });
    expect(await types()).toHaveLength(2);
    const result = await server.intake.replayBodies({
      correlationId: '0192f3a4-5b6c-7d8e-9f01-000000000001',
    });
    expect(result).toMatchObject({ looked: 2, changed: 1 });
    const [learned, ...more] = (await server.log('device')).slice(2);
    expect(more).toEqual([]);
    expect(learned).toMatchObject({
      type: 'DetailsLearned',
      stream,
      actor: 'system:replay',
      correlationId: '0192f3a4-5b6c-7d8e-9f01-000000000001',
    });
    const { inventory, source } = learned!.data as { inventory: object; source: { body: string } };
    expect(Object.keys(inventory).sort()).toEqual(['antivirus', 'monitors']);
    expect(source.body).toBe((registered!.data as { source: { body: string } }).source.body);
    expect(await server.intake.replayBodies()).toMatchObject({ changed: 0 });
  });

  it('goes by the newest report even where it says what an older one said', async () => {
    await send(sample('windows'));
    await send(windows(content => (content.hardware.memory = 32_768)));
    await send(sample('windows'));
    expect(await types()).toEqual(['DeviceRegistered', 'MemoryChanged', 'MemoryChanged']);
    expect(await server.intake.replayBodies()).toMatchObject({ looked: 1, changed: 0 });
    expect(await types()).toHaveLength(3);
  });

  it('lays partial reports over the full one they are partial to', async () => {
    misunderstood = ['antivirus'];
    await send(windows(content => (content.antivirus[0]!.base_version = '9.9.9.9')));
    const partial = JSON.parse(sample('windows')) as Record<string, unknown> & {
      content: Record<string, unknown>;
    };
    const { versionclient, hardware } = partial.content;
    const memory = { ...(hardware as object), memory: 32_768 };
    await send(JSON.stringify({ ...partial, partial: true, content: { versionclient, hardware: memory } }));
    expect(await types()).toEqual(['DeviceRegistered', 'MemoryChanged']);
    misunderstood = [];
    expect(await server.intake.replayBodies()).toMatchObject({ looked: 1, changed: 1 });
    expect((await types()).slice(2)).toEqual(['DetailsLearned']);
    const { state } = await server.commands.load((await server.log('device'))[0]!.stream, device);
    expect(state.inventory.antivirus?.[0]?.definitions).toBe('9.9.9.9');
    expect(state.inventory.hardware?.memory).toBe(32_768);
  });

  it('brings back no device that was removed', async () => {
    await sendOcs();
    const { stream } = (await server.log('device'))[0]!;
    await server.commands.handle(
      stream,
      device,
      { type: 'RemoveDevice', at: server.clock.now() },
      { commandId: '0192f3a4-5b6c-7d8e-9f01-000000000002', actor: 'system:test' },
    );
    expect(await server.intake.replayBodies()).toMatchObject({ looked: 0 });
    expect(await types()).toEqual(['DeviceRegistered', 'DeviceRemoved']);
  });

  it('takes a body named by its hash as if it had just come', async () => {
    const bytes = Buffer.from(sample('ocs'));
    server.bodies.set('of-a-refusal', { bytes, contentType: 'application/xml' });
    expect(await server.intake.replayBodies({ bodies: ['of-a-refusal'], dryRun: true })).toMatchObject({
      looked: 1,
      changed: 1,
    });
    expect(await server.events.lastPosition()).toBe(1);
    await server.intake.replayBodies({ bodies: ['of-a-refusal'] });
    expect(await types()).toEqual(['DeviceRegistered']);
  });

  it('counts what it cannot read', async () => {
    await sendOcs();
    await send(sample('windows'));
    const { body } = ((await server.log('device'))[0]!.data as { source: { body: string } }).source;
    server.bodies.set(body, { bytes: Buffer.from('<REQUEST>'), contentType: 'application/xml' });
    expect(await server.intake.replayBodies()).toEqual({ looked: 2, unreadable: 1, refused: 0, changed: 0 });
  });

  it('can be stopped', async () => {
    await sendOcs();
    await expect(server.intake.replayBodies({ signal: AbortSignal.abort() })).rejects.toThrow(/abort/i);
  });
});
