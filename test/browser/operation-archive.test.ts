import { temporaryFolders } from '../support/folder.ts';
import { broken } from './support/axe.ts';
import { dayBefore, observeUsers } from './support/operations.ts';
import { describeConsole } from './support/suite.ts';
import { startWorld } from './support/world.ts';

const folder = temporaryFolders();

describeConsole(
  'The archive of operation logs at the console',
  () => startWorld(2, { liar: false }),
  at => {
    it('LOG-002 LOG-026 LOG-029 LOG-032 a folder is set, a day is restored and removed again', async () => {
      await observeUsers(at.world);
      const page = await at.go('/settings/operation-logs/archive');
      await page.getByLabel('Folder on the server').fill('/nowhere/at/all');
      await page.getByRole('button', { name: /Save$/ }).click();
      await page.getByRole('alert').getByText('cannot be used as an archive').waitFor();
      await page.getByLabel('Folder on the server').fill(folder());
      await page.getByLabel('Bring days back by themselves').check();
      await page.getByLabel('Days of the period').fill('2');
      await page.getByRole('button', { name: /Save$/ }).click();
      await page.locator('.toast').getByText('The archive was set.').waitFor();

      await at.world.server.context.operationLogs.keeper.tend();
      await page.reload();
      const day = page.getByRole('row').filter({ hasText: dayBefore(at.world, 4) });
      await day.getByText('Archive', { exact: true }).waitFor();
      await page.getByRole('button', { name: 'Restore…' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('First day').fill(dayBefore(at.world, 4));
      await dialog.getByLabel('Last day').fill(dayBefore(at.world, 4));
      await dialog.getByText('1 day with 20 records.').waitFor();
      expect(await broken(page)).toEqual([]);
      await dialog.getByRole('button', { name: 'Restore', exact: true }).click();
      await page.locator('.toast').getByText('The days were restored.').waitFor();
      await day.getByText('Restored', { exact: true }).waitFor();
      await page.getByRole('button', { name: 'Remove restored…' }).click();
      await dialog.getByText('1 restored day lies in this range.').waitFor();
      await dialog.getByRole('button', { name: 'Remove', exact: true }).click();
      await day.getByText('Archive', { exact: true }).waitFor();
      expect(await day.getByRole('button').count()).toBe(0);
      const kept = dayBefore(at.world, 1);
      await page.getByRole('button', { name: `Check ${kept}` }).click();
      await page.locator('.toast').getByText(`${kept} is sound.`).waitFor();
      expect(await broken(page)).toEqual([]);
    });
  },
);
