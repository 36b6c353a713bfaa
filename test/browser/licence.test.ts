import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { temporaryFolders } from '../support/folder.ts';
import { LicenceIssuer } from '../support/licence-keys.ts';
import { adminPassword, startTestServer, type TestServer } from '../support/server.ts';
import packageInfo from '../../package.json' with { type: 'json' };
import { broken } from './support/axe.ts';
import { consoleFolder, settled } from './support/browser.ts';
import { describeConsole } from './support/suite.ts';
import { computer, startWorld } from './support/world.ts';

const issuer = new LicenceIssuer();
const environment = { MUSTER_LICENSING: 'required', MUSTER_LICENSE_PUBLIC_KEY: issuer.publicKey };
const today = () => new Date().toISOString();

describeConsole(
  'The product licence at the console',
  () => startWorld(0),
  at => {
    const folder = temporaryFolders();
    const keyFile = (text: string) => {
      const file = path.join(folder(), 'muster-licence.json');
      writeFileSync(file, text);
      return file;
    };
    const choose = (page: Page, text: string) =>
      page.getByLabel('Licence key file').setInputFiles(keyFile(text));
    let server: TestServer;
    afterEach(() => server.close());

    it('ACC-001 ACC-004 takes the first key before anybody signs in, and shows what is registered', async () => {
      server = await startTestServer({ listen: true, consoleFolder, environment, firstKey: null });
      server.clock.set(today());
      const { page } = await at.visit({ token: null }, server);
      await page.goto('/sign-in');
      await page.getByText('This server needs a licence key first').waitFor();
      await page.getByLabel('User ID').fill('system');
      await page.getByLabel('Password', { exact: true }).fill(adminPassword);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByRole('alert').getByText('PRODUCT_LICENCE_REQUIRED').waitFor();

      await choose(page, new LicenceIssuer().issue(5));
      await page.getByRole('alert').getByText('LICENCE_KEY_SIGNATURE').waitFor();
      await choose(page, issuer.issue(1, { expires: '2099-03-31' }));
      await page.getByText('This server needs a licence key first').waitFor({ state: 'hidden' });

      await page.getByRole('button', { name: 'Licence', exact: true }).click();
      const dialog = page.getByRole('dialog', { name: 'Licence' });
      await dialog.getByText('Licensed for 1 device.').waitFor();
      await dialog.getByRole('cell', { name: 'Example Works' }).waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByRole('heading', { level: 1, name: 'Home' }).waitFor();
    });

    it('ACC-002 ACC-003 ACC-006 shows how many devices count, what is warned of, and takes further keys', async () => {
      server = await startTestServer({ listen: true, consoleFolder, environment, firstKey: issuer.issue(1) });
      await server.report(computer(1));
      const { deviceId } = await server.report(computer(2));
      await server.travel(today());
      await server.caughtUp();
      const { page } = await at.visit({}, server);

      await page.goto('/events');
      await page.getByRole('button', { name: 'ProductLicenceLimitReached' }).click();
      const warning = page.getByRole('region', { name: /^Warning 4/ });
      await warning.getByText('1 of 1 licences were used').waitFor();
      expect(await warning.textContent()).toContain('It is of the type PC.');
      await warning.getByRole('link', { name: 'Open the device' }).click();
      await page.waitForURL(`**/devices/${deviceId}*`);
      await page.getByText('Discovered', { exact: true }).first().waitFor();
      await page.getByText('no product licence is left').first().waitFor();

      await page.goto('/settings/licence');
      await page.getByText('No licence is left').waitFor();
      await choose(page, issuer.issue(20, { serial: 'SECOND' }));
      await page.getByRole('cell', { name: 'SECOND' }).waitFor();
      await page.getByText('No licence is left').waitFor({ state: 'hidden' });
      const counts = page.locator('dl').first();
      expect(await counts.textContent()).toBe('Managed1Licensed21Remaining20');

      await page.getByRole('button', { name: 'Account menu of system' }).click();
      await page.getByRole('button', { name: 'About Muster' }).click();
      const about = page.getByRole('dialog', { name: 'About Muster' });
      await about.getByText('Licensed for 21 devices.').waitFor();
      await about.getByText(`Muster ${packageInfo.version}`).waitFor();
      await about.getByLabel('Licence key file').setInputFiles(keyFile(issuer.issue(5, { serial: 'THIRD' })));
      await about.getByText('Licensed for 26 devices.').waitFor();
      expect(await broken(page, { within: 'dialog[open]' })).toEqual([]);
    });

    it('ACC-004 shows the licence to who may not change it, in their language', async () => {
      server = await startTestServer({ listen: true, consoleFolder, environment, firstKey: issuer.issue(7) });
      server.clock.set(today());
      const viewer = await server.accountWith(['viewer']);
      const { page } = await at.visit({ token: viewer.token, locale: 'ja-JP' }, server);
      await page.goto('/settings/licence');
      await page.getByRole('heading', { level: 1, name: 'ライセンス' }).waitFor();
      await settled(page);
      expect(await page.locator('dl').first().textContent()).toBe('管理対象0ライセンス数7残り7');
      expect(await page.getByRole('button', { name: 'ライセンスキーを登録' }).count()).toBe(0);
    });
  },
);
