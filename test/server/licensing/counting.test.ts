import { DeviceRecorder } from '../../../src/server/intake/device-recorder.ts';
import { inventory, report } from '../../support/device-reports.ts';
import { LicenceIssuer } from '../../support/licence-keys.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';

const issuer = new LicenceIssuer();
const environment = { MUSTER_LICENSING: 'required', MUSTER_LICENSE_PUBLIC_KEY: issuer.publicKey };

let server: TestServer;
beforeEach(async () => {
  server = await startTestServer({ environment, firstKey: issuer.issue(2) });
});
afterEach(() => server.close());

const used = async () => (await server.context.licensing.standing()).used;
const machine = (name: string) => inventory({ hostName: name, hardware: { serialNumber: `SN-${name}` } });

test('ACC-005 devices managed while nobody counted are counted at the next start, and ends that were missed', async () => {
  const { deviceId: one } = await server.report(machine('one'));
  const uncounted = new DeviceRecorder({ ...server.services, licences: null });
  for (const name of ['a', 'b', 'c'])
    await uncounted.record({
      report: report(machine(name), { claims: { macs: [], serialNumber: `SN-${name}` } }),
      actor: 'agent:test',
      delivery: 'online',
      lastDevice: undefined,
      bodyHash: 'a'.repeat(64),
      keepBody: async () => undefined,
    });
  const licences = server.context.licensing.devices!;
  await licences.start();
  expect(await used()).toBe(4);

  // A crash between the end of the device and the return of its licence.
  const settle = jest.spyOn(licences, 'settle').mockRejectedValue(new Error('the server was killed'));
  expect((await server.call('DELETE', `/api/v1/devices/${one}`)).status).toBe(500);
  settle.mockRestore();
  expect(await used()).toBe(4);
  await licences.start();
  expect(await used()).toBe(3);

  const before = await server.services.events.lastPosition();
  await licences.start();
  expect(await server.services.events.lastPosition()).toBe(before);
});
