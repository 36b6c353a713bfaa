import { inflateSync } from 'node:zlib';
import { agentHeaders, basic, sample, startTestIntake, zlib, type TestIntake } from '../../support/intake.ts';

let server: TestIntake;
beforeEach(async () => {
  server = await startTestIntake();
});
afterEach(() => server.close());

describe('first contact', () => {
  it('asks for credentials', async () => {
    const answer = await server.post('/ocsinventory', zlib('<REQUEST/>'), agentHeaders.ocs);
    expect(answer.status).toBe(401);
    expect(answer.headers['www-authenticate']).toBe('Basic realm="Muster"');
  });

  it('registers the computer as managed at its first inventory', async () => {
    const { secret } = await server.token();
    const prolog =
      '<REQUEST><DEVICEID>lab-ocs-small-2026-01-01-00-00-00</DEVICEID><QUERY>PROLOG</QUERY></REQUEST>';
    const headers = { ...agentHeaders.ocs, ...basic('enrol', secret) };
    const hello = await server.post('/ocsinventory', zlib(prolog), headers);
    expect(hello.status).toBe(200);
    expect(inflateSync(hello.bytes).toString()).toContain('<RESPONSE>SEND</RESPONSE>');

    const answer = await server.post('/ocsinventory', zlib(sample('ocs')), headers);
    expect(answer.status).toBe(200);
    expect(inflateSync(answer.bytes).toString()).toContain('<RESPONSE>NO_ACCOUNT_UPDATE</RESPONSE>');
    const log = await server.log('device');
    expect(log.map(event => event.type)).toEqual(['DeviceRegistered']);
    expect(log[0]?.actor).toBe('agent:lab-ocs-small-2026-01-01-00-00-00');

    const again = await server.post('/ocsinventory', zlib(sample('ocs')), headers);
    expect(again.status).toBe(200);
    expect(await server.log('device')).toHaveLength(1);
    expect(server.intake.health()).toMatchObject({ received: 3, changed: 1, unchanged: 1, refused: 0 });
  });
});
