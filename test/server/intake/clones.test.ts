import type { StoredEvent } from '../../../domain/kernel/index.ts';
import { agentHeaders, basic, sample, startTestIntake, type TestIntake } from '../../support/intake.ts';

/** Machines made from one disk image, the agent with its id in it. */
let server: TestIntake;
let headers: Record<string, string>;
const agentId = '0192f3a4-5b6c-4d8e-9f01-23456789abcd';
beforeEach(async () => {
  server = await startTestIntake();
  headers = {
    ...agentHeaders.glpi,
    'glpi-agent-id': agentId,
    ...basic('enrol', (await server.token()).secret),
  };
});
afterEach(() => server.close());

interface Body {
  readonly deviceid: string;
  readonly content: {
    readonly hardware: object;
    readonly bios: object;
    readonly networks: readonly { readonly mac?: string }[];
  };
}
interface Copy {
  readonly number: number;
  readonly serial?: string;
}
const bodyOf = ({ number, serial }: Copy) => {
  const body = JSON.parse(sample('windows')) as Body;
  const hex = number.toString(16).padStart(2, '0');
  const networks = body.content.networks.map((network, index) =>
    network.mac === undefined ? network : { ...network, mac: `00:1b:21:77:${hex}:0${index}` },
  );
  const hardware = {
    ...body.content.hardware,
    name: `copy-${number}`,
    uuid: '03000200-0400-0500-0006-000700080009',
  };
  const bios = { ...body.content.bios, ssn: serial ?? 'To be filled by O.E.M.', msn: 'Default string' };
  return JSON.stringify({ ...body, content: { ...body.content, hardware, bios, networks } });
};
const report = async (copy: Copy) =>
  expect((await server.post('/inventory', bodyOf(copy), headers)).status).toBe(200);
const streamsOf = (events: readonly StoredEvent[]) => new Set(events.map(({ stream }) => stream));

test.each([
  ['that firmware tells apart', (number: number) => ({ number, serial: `SN-000${number}-77` })],
  ['of which firmware tells nothing', (number: number) => ({ number })],
])(
  'twenty copies %s are twenty devices that keep their own facts, in whatever order they report',
  async (_what, copy) => {
    const copies = Array.from({ length: 20 }, (_, number) => copy(number));
    await Promise.all(copies.map(report));
    const registered = await server.log('device');
    expect(registered.map(({ type }) => type)).toEqual(Array(20).fill('DeviceRegistered'));
    expect(streamsOf(registered).size).toBe(20);
    for (const one of [...copies].reverse()) await report(one);
    for (const one of copies) {
      await report(one);
      await report(one);
    }
    expect((await server.log('device')).slice(20)).toEqual([]);
  },
);

test('the record of a copy says what agreed with the original, what did not, and what counted for nothing', async () => {
  await report({ number: 1 });
  await report({ number: 2 });
  const [original, copy] = await server.log('device');
  const { identity } = copy!.data as { identity: Record<string, unknown> };
  expect(identity).toMatchObject({
    decision: 'new',
    rejected: expect.arrayContaining([
      { kind: 'uuid', value: '03000200-0400-0500-0006-000700080009', reason: 'known-duplicate' },
      { kind: 'serialNumber', value: 'to be filled by o.e.m.', reason: 'placeholder' },
    ]),
    others: [
      {
        deviceId: original!.stream.slice('device-'.length),
        points: 80,
        matched: expect.arrayContaining([{ kind: 'agentId', value: agentId, points: 200 }]),
        contradicted: [
          { kind: 'mac', value: '00:1b:21:77:02:00', points: -100 },
          { kind: 'hostName', value: 'copy-2', points: -20 },
        ],
      },
    ],
  });
});

test('a message without an inventory is no sign of any one of the copies', async () => {
  await report({ number: 1 });
  await report({ number: 2 });
  const seen = () => [...server.presence.values()].map(({ lastContactAt }) => lastContactAt);
  const before = seen();
  expect(before).toHaveLength(2);
  server.clock.advance(60_000);
  const { deviceid } = JSON.parse(sample('windows')) as Body;
  await server.post('/inventory', JSON.stringify({ action: 'contact', deviceid }), headers);
  expect(seen()).toEqual(before);
  await report({ number: 2 });
  expect(seen()[1]).toBe(before[1]! + 60_000);
});
