import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { broken } from './support/axe.ts';
import { settled } from './support/browser.ts';
import { describeConsole } from './support/suite.ts';
import { startWorld } from './support/world.ts';

const list = '/devices?view=all&sort=name';

describeConsole(
  'A person works through long lists',
  () => startWorld(120, { liar: false }),
  at => {
    const row = (page: Page, name: string) => page.locator('.list-space .grid-row').filter({ hasText: name });
    const cell = (page: Page, name: string, column = 'osName') =>
      row(page, name).locator(`[data-column=${column}]`);
    const selected = (page: Page, text: string) => page.locator('.bulk-bar strong').getByText(text).waitFor();
    const items = (page: Page) => page.getByRole('menuitem').allTextContents();
    const accessible = async (page: Page, part: string) =>
      expect(await broken(page, { within: part })).toEqual([]);

    it('WIN-003 WIN-006 WIN-007 WIN-008 goes page by page, selects rows by box, Ctrl, Shift and keys, and exports in the order of a heading', async () => {
      const page = await at.go(list);
      await page.getByLabel('Rows per page').selectOption({ label: '100 a page' });
      const pages = page.getByRole('navigation', { name: 'Pages' });
      await pages.getByText('of 2').waitFor();
      await pages.getByRole('button', { name: 'Next page' }).click();
      await row(page, 'LT-10100').waitFor();
      await page.getByRole('button', { name: 'Back to the view before' }).click();
      await row(page, 'LT-10000').waitFor();
      await page.getByRole('button', { name: 'Forward to the next view' }).click();
      await row(page, 'LT-10100').waitFor();
      await pages.getByLabel(/^Page, of 2/).fill('1');
      await page.keyboard.press('Enter');
      await row(page, 'LT-10000').waitFor();
      await pages.getByLabel(/^Page, of 2/).fill('99');
      await page.keyboard.press('Enter');
      await row(page, 'LT-10119').waitFor();

      const box = page.getByRole('checkbox', { name: 'Select the rows of this page' });
      await box.click();
      await selected(page, '20 selected');
      await cell(page, 'LT-10101').click({ modifiers: ['Control'] });
      await selected(page, '19 selected');
      await page.getByRole('button', { name: 'Clear the selection' }).click();
      await cell(page, 'LT-10102').click();
      expect(await page.locator('.bulk-bar').count()).toBe(0);
      await cell(page, 'LT-10106').click({ modifiers: ['Shift'] });
      await selected(page, '5 selected');
      const grid = page.getByRole('grid', { name: 'Devices' });
      await grid.focus();
      await page.keyboard.press('Shift+ArrowDown');
      await selected(page, '6 selected');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press(' ');
      await selected(page, '7 selected');
      await page.keyboard.press('Control+a');
      await selected(page, 'All 120 selected');
      await cell(page, 'LT-10110').click({ modifiers: ['Control'] });
      await selected(page, '119 selected');
      await page.getByRole('columnheader', { name: 'Name' }).getByRole('button').click();
      await row(page, 'LT-10119').waitFor();
      await page.getByRole('button', { name: 'Export' }).click();
      const href = await page.getByRole('link', { name: 'CSV file' }).getAttribute('href');
      const csv = await (await page.request.get(href!)).text();
      const names = csv.match(/LT-10\d{3}/g)!;
      expect(names).toHaveLength(120);
      expect(names).toEqual([...names].sort().reverse());
      // What was chosen of one list was not chosen of another.
      await page.goto(`${list}&f=osFamily.eq.linux`);
      await row(page, 'LT-10000').waitFor();
      expect(await page.locator('.bulk-bar').count()).toBe(0);
    });

    it('WIN-005 WIN-009 has a menu for a row, the selection and a column, with what can be done now', async () => {
      const { token } = await at.world.server.accountWith(['administrator']);
      const page = await at.go(list, { token });
      await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
      await cell(page, 'LT-10003').click({ button: 'right' });
      const menu = page.getByRole('menu', { name: 'What can be done with this row' });
      await menu.waitFor();
      await accessible(page, '[role=menu]');
      // It is managed, and no agent of Muster's own runs on it.
      expect(await items(page)).toEqual(
        [
          ['Open', 'Open in a new tab'],
          ['Power on…', 'Edit…', 'Enter fields…', 'Place…', 'Groups…', 'Ignore…', 'Remove…'],
          ['Copy this value', 'Copy the row'],
          ['Choose columns…', 'Refresh'],
        ].flatMap(group => group.map(word => ` ${word}`)),
      );
      await menu.getByText('Copy the row').click();
      await page.locator('.toast').getByText('Copied').waitFor();
      const copied = await page.evaluate<string>('navigator.clipboard.readText()');
      const [head, line] = copied.split('\n').map(each => each.split('\t'));
      expect(head!.slice(0, 4)).toEqual(['Name', 'Agent', 'Last seen', 'Operating system']);
      expect(line![0]).toBe('LT-10003');

      await page.getByRole('checkbox', { name: 'Select LT-10001' }).click();
      await page.getByRole('checkbox', { name: 'Select LT-10002' }).click();
      await page.keyboard.press('.');
      await page.getByRole('menu', { name: 'What can be done with 2 rows' }).waitFor();
      expect(await items(page)).toContain(' Merge the two…');
      await page.keyboard.press('End');
      await page.keyboard.press('ArrowUp');
      await page.keyboard.press('Enter');
      await page.getByRole('dialog', { name: 'Columns' }).getByLabel('Find a column').waitFor();
      await page.keyboard.press('Escape');

      const model = page.getByRole('columnheader', { name: 'Model', exact: true });
      await model.getByRole('button').focus();
      await page.keyboard.press('Shift+F10');
      await page.getByRole('menuitem', { name: 'Hide “Model”' }).click();
      await model.waitFor({ state: 'hidden' });
      const elsewhere = await at.go(list, { token });
      await row(elsewhere, 'LT-10000').waitFor();
      const other = elsewhere.getByRole('columnheader', { name: 'Model', exact: true });
      expect(await other.count()).toBe(0);
      await elsewhere.getByRole('columnheader', { name: 'Name' }).click({ button: 'right' });
      await elsewhere.getByRole('menuitem', { name: 'Back to the default columns' }).click();
      await other.waitFor();

      await page.goto(`${list}&asOf=${new Date(at.world.now - 86_400_000).toISOString()}`);
      await settled(page);
      await cell(page, 'LT-10003').click({ button: 'right' });
      await menu.waitFor();
      expect(await items(page)).not.toContain(' Remove…');
      await page.keyboard.press('Escape');

      // A group opens in a tab of its own.
      await page.goto(list);
      await page.getByRole('button', { name: /^Linux/ }).click({ button: 'right' });
      const tab = page.waitForEvent('popup');
      await page.getByRole('menuitem', { name: 'Open in a new tab' }).click();
      await (await tab).waitForURL(/f=osFamily\.eq\.linux/);

      // The smaller lists have menus, too.
      await page.goto('/software');
      await page.getByRole('columnheader', { name: 'Publisher' }).click({ button: 'right' });
      await page.getByRole('menuitem', { name: 'Hide “Publisher”' }).click();
      await page.getByRole('columnheader', { name: 'Publisher' }).waitFor({ state: 'hidden' });
      await page.getByRole('columnheader').first().click({ button: 'right' });
      await page.getByRole('menuitem', { name: 'Show “Publisher”' }).click();
      await page.getByRole('columnheader', { name: 'Publisher' }).waitFor();
    });

    it('WIN-011 WIN-014 WIN-015 carries a view out as a file and in again, shares it with some, and deletes it when asked', async () => {
      const { token } = await at.world.server.accountWith(['viewer']);
      const auditor = await at.world.server.accountWith(['auditor']);
      const page = await at.go('/devices?view=all&f=tag.eq.LAB&sort=name', { token });
      await page.getByRole('button', { name: 'Save as a view' }).click();
      await page.getByLabel('Name of the view').fill('Laboratory');
      await page.getByRole('button', { name: 'Save as a view' }).last().click();
      await page.getByRole('heading', { level: 1, name: 'Laboratory' }).waitFor();
      const item = page.getByRole('listitem').filter({ hasText: 'Laboratory' });
      const act = async (word: string) => {
        await item.getByRole('link').click({ button: 'right' });
        await page.getByRole('menuitem', { name: word }).click();
      };
      const download = page.waitForEvent('download');
      await act('Export as a file');
      const file = await (await download).path();
      expect(readFileSync(file, 'utf8')).toContain('<criterion>tag.eq.LAB</criterion>');

      await page.getByRole('button', { name: 'Import a view' }).click();
      const dialog = page.getByRole('dialog', { name: 'Import a view' });
      await dialog.getByLabel('File (XML)').setInputFiles(file);
      await dialog.getByRole('button', { name: 'Import' }).click();
      await dialog.getByText('You have a saved filter of that name').first().waitFor();
      await accessible(page, 'dialog');
      await dialog.getByLabel('Name, if another').fill('Copied over');
      await dialog.getByRole('button', { name: 'Import' }).click();
      await page.getByRole('heading', { level: 1, name: 'Copied over' }).waitFor();

      await act('Share…');
      const sharing = page.getByRole('dialog', { name: 'Share “Laboratory”?' });
      await sharing.getByLabel('Some roles or departments').check();
      expect(await sharing.getByRole('button', { name: 'Share the view' }).isDisabled()).toBe(true);
      await sharing.getByLabel('Auditor').check();
      await accessible(page, 'dialog');
      await sharing.getByRole('button', { name: 'Share the view' }).click();
      await page.locator('.toast').getByText('View “Laboratory” shared.').waitFor();
      await item.getByLabel('You share it with some roles or departments.').waitFor();
      const theirs = await at.go('/devices', { token: auditor.token });
      await theirs
        .getByRole('region', { name: 'Shared by others' })
        .getByText('Laboratory')
        .click({ button: 'right' });
      expect(await items(theirs)).not.toContain(' Rename…');
      await theirs.getByRole('menuitem', { name: 'Save a copy for me' }).click();
      await theirs.locator('.toast').getByText('A copy of “Laboratory” is yours now.').waitFor();

      await act('Delete…');
      await page.getByText('Those it is shared with lose it too.').waitFor();
      await page.getByRole('button', { name: 'Cancel' }).click();
      await item.waitFor();
      await act('Delete…');
      await page.getByRole('button', { name: 'Delete the view' }).click();
      await item.waitFor({ state: 'detached' });
    });

    it('WIN-002 WIN-003 WIN-010 reads panels anew by hand and by itself, hides two buttons, and closes a dialog that was left', async () => {
      const { token } = await at.world.server.accountWith(['administrator']);
      const { page } = await at.visit({ token });
      await page.clock.install();
      await page.goto('/');
      await page.getByRole('button', { name: 'Refresh “Newest devices”' }).waitFor();
      const asked = () => page.waitForRequest(request => request.url().includes('sort=-registeredAt'));
      const byHand = asked();
      await page.getByRole('button', { name: 'Refresh “Newest devices”' }).click();
      await byHand;
      await page.getByRole('button', { name: 'How often “Newest devices” is refreshed' }).click();
      await page.getByLabel('The same for all panels').check();
      const kept = page.waitForResponse(answer => answer.request().method() === 'PATCH');
      await page.getByRole('button', { name: 'every 5 minutes' }).click();
      expect((await (await kept).json()).preferences.refresh).toEqual({ '*': 300 });
      const byItself = asked();
      await page.clock.runFor(301_000);
      await byItself;

      await page.getByRole('button', { name: /^Account menu of/ }).click();
      await page.getByLabel('Back and forward buttons').click();
      await page.getByRole('button', { name: 'Back to the view before' }).waitFor({ state: 'hidden' });
      await page.keyboard.press('Escape');

      await page.getByRole('button', { name: 'Arrange' }).click();
      const dialog = page.getByRole('dialog', { name: 'Arrange the panels of Home' });
      await dialog.getByRole('button', { name: 'Take Agents away' }).click();
      await page.clock.runFor(56 * 60_000);
      await dialog.getByRole('alert').getByText('The dialog closes in 4 minutes').waitFor();
      await dialog.getByRole('button', { name: 'Keep it open' }).click();
      await page.clock.runFor(50 * 60_000);
      expect(await dialog.isVisible()).toBe(true);
      await page.clock.runFor(11 * 60_000);
      await dialog.waitFor({ state: 'hidden' });
      await page.locator('.toast').getByText('A dialog was closed').waitFor();
      await page.getByRole('heading', { level: 2, name: 'Agents' }).waitFor();
    });
  },
);
