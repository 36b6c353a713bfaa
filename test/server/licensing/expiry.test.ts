import { LicenceIssuer } from '../../support/licence-keys.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';

const issuer = new LicenceIssuer();
let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({
    environment: { MUSTER_LICENSING: 'required', MUSTER_LICENSE_PUBLIC_KEY: issuer.publicKey },
    firstKey: issuer.issue(5, { serial: 'SOON', expires: '2026-02-01' }),
  });
});
afterAll(() => server.close());

test('a server that starts says in the log that a key is about to expire (event 1059)', async () => {
  await server.travel('2026-01-20T09:00:00.000Z');
  server.context.licensing.start();
  const warned = async () => {
    await server.caughtUp();
    const { body } = await server.call('GET', '/api/v1/events?filter=type.eq.ProductLicenceKeyExpiring');
    return body.items as { type: string }[];
  };
  while ((await warned()).length === 0) await new Promise(resolve => setTimeout(resolve, 10));
  server.context.licensing.stop();
  server.context.licensing.start();
  await server.travel('2026-01-21T09:00:00.000Z');
  server.context.licensing.stop();
  expect(await warned()).toHaveLength(1);
});
