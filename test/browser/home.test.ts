import { describeConsole } from './support/suite.ts';
import { startWorld } from './support/world.ts';

describeConsole(
  'A person arranges Home',
  () => startWorld(20, { liar: false }),
  at => {
    const titles = (page: Awaited<ReturnType<typeof at.go>>) =>
      page.locator('.panels .card-head h2').allTextContents();

    it('WIN-001 chooses panels, their order and width, keeps them on another computer, and restores the default', async () => {
      const { token } = await at.world.server.accountWith(['administrator']);
      const page = await at.go('/', { token });
      const before = await titles(page);
      expect(before).toHaveLength(7);
      const open = async () => {
        await page.getByRole('button', { name: 'Arrange' }).click();
        return page.getByRole('dialog', { name: 'Arrange the panels of Home' });
      };
      let dialog = await open();
      for (const name of ['Agents', 'Operating systems', 'What changed', 'Newest devices'])
        await dialog.getByRole('button', { name: `Take ${name} away` }).click();
      await dialog.getByLabel('Add a panel').selectOption({ label: 'View: Online now' });
      await dialog.getByRole('button', { name: 'Move View: Online now up' }).click();
      await dialog.getByRole('button', { name: 'Move View: Online now up' }).click();
      await dialog.getByLabel('Width of View: Online now').selectOption('half');
      await dialog.getByRole('button', { name: 'Save' }).click();
      const wanted = [
        'Fleet by state',
        'Suspicious operations, not acknowledged',
        'Online now',
        'Events per day, last 30 days',
        'Storage and health',
      ];
      await page.locator('.panel-place.span-6').getByText('Online now').waitFor();
      expect(await titles(page)).toEqual(wanted);

      const elsewhere = await at.go('/', { token });
      await elsewhere.locator('.panel-place.span-6').getByText('Online now').waitFor();
      expect(await titles(elsewhere)).toEqual(wanted);
      // The view's panel opens to exactly its rows.
      await elsewhere
        .locator('.panel-place')
        .filter({ hasText: 'Online now' })
        .getByRole('link', { name: 'Open the list' })
        .click();
      await elsewhere.waitForURL(/\/devices\?.*view=online/);

      dialog = await open();
      await dialog.getByRole('button', { name: 'Restore the default' }).click();
      await page.getByRole('heading', { level: 2, name: 'Newest devices' }).waitFor();
      expect(await titles(page)).toEqual(before);
    });

    it('shows no panel that the person has no right to', async () => {
      const { token } = await at.world.server.accountWith(['viewer']);
      const page = await at.go('/', { token });
      await page.getByRole('button', { name: 'Arrange' }).click();
      const dialog = page.getByRole('dialog', { name: 'Arrange the panels of Home' });
      await dialog.getByRole('button', { name: 'Save' }).click();
      await page.locator('.panel-place').first().waitFor();
      expect(await titles(page)).not.toContain('Storage and health');
    });
  },
);
