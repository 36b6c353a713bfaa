import { describeConsole } from './support/suite.ts';
import { startWorld } from './support/world.ts';

describeConsole(
  'Software that is searched for, and software that is listed no more',
  () => startWorld(6, { liar: false }),
  at => {
    it('DEV-039 DEV-040 a condition is added, a file is judged and imported, both are removed', async () => {
      const page = await at.go('/settings/software-search');
      await page.getByText('Nothing is searched for yet.').waitFor();
      await page.getByRole('button', { name: 'Add a condition' }).click();
      const form = page.locator('dialog[open]');
      await form.getByLabel('Software name').fill('Editor');
      await form.getByLabel('File names').fill('editor.exe\neditor');
      await form.getByRole('button', { name: 'Add', exact: true }).click();
      await page.getByText('editor.exe, editor').waitFor();

      await page.getByRole('button', { name: 'Import…' }).click();
      const dialog = page.locator('dialog[open]');
      const file = (text: string) => ({ name: 'c.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
      const input = dialog.locator('input[type=file]');
      await input.setInputFiles(file('name,files\nTool,a/b\n'));
      await dialog.getByText('Row 2:').waitFor();
      await input.setInputFiles(file('name,files\nTool,tool.exe\nEditor,edit.exe\n'));
      await dialog.getByText('1 would be added, 1 changed.').waitFor();
      await dialog.getByRole('button', { name: 'Import', exact: true }).click();
      await page.getByText('tool.exe').waitFor();

      await page.getByLabel('Select Tool').check();
      await page.getByLabel('Select Editor').check();
      await page.getByRole('button', { name: 'Remove 2…' }).click();
      await page.locator('dialog[open]').getByRole('button', { name: 'Remove', exact: true }).click();
      await page.getByText('Nothing is searched for yet.').waitFor();
    });

    it('DEV-035 an entry of the list of software is removed once somebody says so', async () => {
      const { server } = at.world;
      const { body } = await server.call('GET', '/api/v1/software', {
        query: { sort: 'devices', limit: '1' },
      });
      const [{ name }] = body.items as [{ name: string }];
      const page = await at.go(`/software?q=${encodeURIComponent(name)}`);
      await page.getByLabel(`Select ${name}`, { exact: true }).check();
      await page.getByRole('button', { name: 'Remove', exact: true }).click();
      const dialog = page.locator('dialog[open]');
      const remove = dialog.getByRole('button', { name: 'Remove', exact: true });
      expect(await remove.isDisabled()).toBe(true);
      await dialog.getByText('0 used licences').waitFor();
      await dialog.getByLabel('Continue operation').check();
      await remove.click();
      await page.getByText('removed from the list.').first().waitFor();
      const { body: log } = await server.call('GET', '/api/v1/events', { query: { limit: '1' } });
      expect(log.items[0].type).toBe('SoftwareEntriesRemoved');
    });
  },
);
