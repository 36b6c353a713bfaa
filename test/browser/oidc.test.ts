import { startIdentityProvider, type IdentityProvider } from '../support/identity-provider.ts';
import { freePort } from '../support/ports.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import { broken } from './support/axe.ts';
import { consoleFolder, settled } from './support/browser.ts';
import { describeConsole } from './support/suite.ts';
import { startWorld } from './support/world.ts';

describeConsole(
  'Sign-in through an identity provider, in a browser',
  () => startWorld(0),
  at => {
    let server: TestServer;
    let provider: IdentityProvider;
    beforeEach(async () => {
      const publicUrl = `http://127.0.0.1:${await freePort()}`;
      provider = await startIdentityProvider(publicUrl);
      server = await startTestServer({
        listen: true,
        consoleFolder,
        environment: {
          MUSTER_LISTEN: new URL(publicUrl).host,
          MUSTER_URL: publicUrl,
          MUSTER_OIDC_ISSUER: provider.issuer,
          MUSTER_OIDC_CLIENT_ID: 'muster',
          MUSTER_OIDC_CLIENT_SECRET: 'a-secret-of-the-tests',
          MUSTER_OIDC_NAME: 'Example Works',
        },
      });
      await server.travel(new Date().toISOString());
    });
    afterEach(async () => {
      await server.close();
      await provider.stop();
    });

    it('leads there and back to the page that was asked for, and says why it did not', async () => {
      const { page } = await at.visit({ token: null }, server);
      await page.goto('/devices?view=all&sort=name');
      await page.getByText('or', { exact: true }).waitFor();
      expect(await broken(page)).toEqual([]);
      const enter = async () => {
        await page.getByRole('link', { name: 'Continue with Example Works' }).click();
        await page.getByPlaceholder('Enter any login').fill('kimura');
        await page.getByPlaceholder('and password').fill('x');
        await page.getByRole('button', { name: 'Sign-in' }).click();
        await page.getByRole('button', { name: 'Continue' }).click();
      };
      await enter();
      await page.getByRole('alert').getByText('You have no account here that may sign in').waitFor();
      await page.getByText('user ID kimura').waitFor();
      await server.call('POST', '/api/v1/accounts', {
        body: { userId: 'kimura', displayName: 'Kimura Aiko', roles: ['viewer'] },
      });
      await page.goto('/devices?view=all&sort=name');
      await page.getByRole('link', { name: 'Continue with Example Works' }).click();
      // The provider still knows the person.
      await page.waitForURL(/\/devices\?view=all/);
      await settled(page);
      expect(page.url()).toContain('/devices?view=all&sort=name');
      const me = await page.evaluate(() => fetch('/api/v1/me').then(answer => answer.json()));
      expect(me).toMatchObject({ userId: 'kimura', mustChangePassword: false });
    });
  },
);
