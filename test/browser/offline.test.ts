import { broken } from './support/axe.ts';
import { chooseFiles, mediumOf } from './support/offline.ts';
import { describeConsole } from './support/suite.ts';
import { startWorld } from './support/world.ts';

describeConsole(
  'Results of offline computers at the console',
  () => startWorld(24, { liar: false }),
  at => {
    it('AGT-037 AGT-038 AGT-047 files are judged before anything changes, taken oldest first, and what was refused says why', async () => {
      const { server } = at.world;
      const before = await server.services.events.lastPosition();
      const page = await at.go('/devices/offline');
      await page.getByRole('heading', { name: 'Create the information collection tool' }).waitFor();
      await chooseFiles(page, mediumOf(at.world));
      const rows = page.locator('table tbody tr');
      expect(await rows.filter({ hasText: 'New device' }).count()).toBe(1);
      expect(await rows.filter({ hasText: 'More results of that computer' }).count()).toBe(1);
      expect(await rows.filter({ hasText: 'collected for another installation' }).count()).toBe(1);
      expect(await rows.filter({ hasText: 'It was cut off.' }).count()).toBe(1);
      expect(await server.services.events.lastPosition()).toBe(before);
      expect(await broken(page, { within: '.page' })).toEqual([]);

      await page.getByLabel('Take results that were collected for another installation, too').check();
      const take = page.getByRole('button', { name: 'Import 3 files' });
      await take.waitFor();
      await take.click();
      await page.getByText('0 ready, 3 imported, 1 refused').waitFor();
      expect(await rows.filter({ hasText: 'Device added' }).count()).toBe(2);
      // The later of the two was taken second: nothing came late.
      expect(await rows.filter({ hasText: 'Delivered, nothing had changed' }).count()).toBe(1);

      await page.getByRole('link', { name: 'vault-pc' }).first().click();
      await page.getByRole('heading', { name: 'Carried by hand' }).waitFor();
      await page.getByText('Delivered, nothing had changed').waitFor();
      await page.getByRole('button', { name: 'Actions' }).click();
      await page.getByText('Managed offline: no inventory').waitFor();
    });
  },
);
