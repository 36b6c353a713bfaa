import type { Page } from 'playwright-core';
import { broken } from './support/axe.ts';
import { handOutInstallers } from './support/installers.ts';
import { describeConsole } from './support/suite.ts';
import { startWorld } from './support/world.ts';

const accessible = async (page: Page) => expect(await broken(page)).toEqual([]);

describeConsole(
  'Installers at the console',
  async () => {
    const world = await startWorld(6, { liar: false });
    await handOutInstallers(world);
    return world;
  },
  at => {
    it('AGT-001 AGT-005 are created for a configuration, handed out as a file and as a line, and revoked', async () => {
      const page = await at.go('/settings/agents');
      await page.getByRole('button', { name: 'Create an installer with Default' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('Name').fill('Front desk');
      await dialog.getByLabel('Platform').selectOption({ label: 'Linux (x64)' });
      await dialog.getByText('Folder, components, files and programs').click();
      await dialog.getByLabel('Installation folder').fill('/etc');
      await accessible(page);
      await dialog.getByRole('button', { name: 'Create installer' }).click();
      await dialog.getByText('The installation set cannot be made so').waitFor();
      await dialog.getByLabel('Installation folder').fill('/opt/desk');
      await dialog.getByLabel('Programs to run afterwards').fill('/bin/echo "two words" $HOME');
      await dialog.getByRole('button', { name: 'Create installer' }).click();
      const link = await dialog.getByRole('link', { name: 'Download the installer' }).getAttribute('href');
      expect(link).toMatch(/^\/api\/v1\/installation-sets\/[0-9a-f-]+\/installer$/);
      await dialog.getByRole('button', { name: 'Make a command' }).click();
      await dialog.getByText(/^curl -fsSL .*install\/linux.* 'mse_/).waitFor();
      await accessible(page);
      await dialog.getByRole('button', { name: 'Close' }).last().click();

      await page.getByRole('link', { name: 'Installers' }).click();
      await page.getByRole('button', { name: 'What Front desk contains' }).click();
      await page.getByRole('dialog').getByText('/bin/echo two words $HOME').waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Revoke Front desk' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
      await page.getByText('The installer is revoked.').first().waitFor();
      await page.getByRole('row', { name: /Front desk.*revoked/ }).waitFor();
    });

    it('AGT-019 AGT-020 show who has an agent, and why an installation failed', async () => {
      const page = await at.go('/settings/agents?tab=deployment');
      await page.getByRole('link', { name: '1 device', exact: true }).waitFor();
      await page.getByText('Failed', { exact: true }).first().click();
      await page.getByText('183500 KiB are needed in /opt, 9120 are free').waitFor();
      expect(await page.getByRole('row').count()).toBe(2);
      await accessible(page);
      await page.getByRole('link', { name: '1 device', exact: true }).click();
      await page.getByText('LT-10002').first().waitFor();
    });
  },
);
