import type { Page } from 'playwright-core';
import { settled } from './support/browser.ts';
import { describeConsole } from './support/suite.ts';
import { startWorld } from './support/world.ts';

describeConsole(
  'Views that people share',
  () => startWorld(8, { liar: false }),
  at => {
    const list = '/devices?view=all&f=tag.eq.LAB&sort=name';
    const act = async (page: Page, view: string, word: string) => {
      await page.getByRole('listitem').filter({ hasText: view }).first().hover();
      await page
        .getByRole('button', { name: `What can be done with “${view}”` })
        .first()
        .click();
      await page
        .getByRole('menu', { name: `What can be done with “${view}”` })
        .getByText(word)
        .click();
    };
    const save = async (page: Page, name: string) => {
      await page.getByRole('button', { name: 'Save as a view' }).click();
      await page.getByLabel('Name of the view').fill(name);
      await page.getByRole('button', { name: 'Save as a view' }).last().click();
      await page.getByRole('heading', { level: 1, name }).waitFor();
    };
    const share = async (page: Page, name: string) => {
      await act(page, name, 'Share…');
      const dialog = page.getByRole('dialog', { name: `Share “${name}”?` });
      await dialog.getByText('Each sees only the devices of their own scope.').waitFor();
      await dialog.getByRole('button', { name: 'Share the view' }).click();
      await page.locator('.toast').getByText(`View “${name}” shared.`).waitFor();
    };

    it('shows a shared view to others with the devices of their scope, to read and to save as their own', async () => {
      const { server, ids } = at.world;
      await server.call('PATCH', `/api/v1/devices/${ids[2]!}`, { body: { department: 'Plant B' } });
      await server.caughtUp();
      const owner = await server.accountWith(['viewer']);
      const reader = await server.accountWith(['viewer'], ['Plant B']);
      const page = await at.go(list, { token: owner.token });
      await save(page, 'The laboratory');
      await share(page, 'The laboratory');
      await page.getByRole('img', { name: 'You share it with everybody.' }).waitFor();

      const other = await at.go('/devices', { token: reader.token });
      const shared = other.getByRole('region', { name: 'Shared by others' });
      await shared.getByRole('img', { name: `Shared by ${owner.userId}` }).waitFor();
      await shared.getByRole('button', { name: /^What can be done/ }).click();
      await other.getByRole('menuitem', { name: 'Save a copy for me' }).waitFor();
      expect(await other.getByRole('menuitem', { name: 'Rename…' }).count()).toBe(0);
      await other.keyboard.press('Escape');
      await shared.getByRole('link', { name: /The laboratory/ }).click();
      await other.getByRole('heading', { level: 1, name: 'The laboratory' }).waitFor();
      await other.locator('.list-foot').getByText('1 device', { exact: true }).waitFor();
      await other.getByRole('link', { name: 'LT-10002' }).waitFor();
      await other.getByRole('columnheader', { name: 'Name' }).getByRole('button').click();
      await other.getByText('modified', { exact: true }).waitFor();
      expect(await other.getByRole('button', { name: 'Save', exact: true }).count()).toBe(0);
      await save(other, 'Mine');
    });

    it('follows its owner, and stays with them when an administrator withdraws it', async () => {
      const { server } = at.world;
      const owner = await server.accountWith(['viewer']);
      const page = await at.go(list, { token: owner.token });
      await save(page, 'Old name');
      await share(page, 'Old name');
      await act(page, 'Old name', 'Rename…');
      await page
        .getByRole('dialog', { name: 'Rename “Old name”' })
        .getByLabel('Name of the view')
        .fill('New name');
      await page.getByRole('button', { name: 'Rename', exact: true }).click();
      await page.getByRole('heading', { level: 1, name: 'New name' }).waitFor();
      await page.getByRole('columnheader', { name: 'Name' }).getByRole('button').click();
      await page.getByRole('button', { name: 'Save', exact: true }).click();
      await page.locator('.toast').getByText('View “New name” saved.').waitFor();
      const { body } = await server.call('GET', '/api/v1/views', {});
      expect(body.items).toContainEqual(
        expect.objectContaining({
          name: 'New name',
          filter: 'tag.eq.LAB',
          sort: '-name',
          owner: owner.userId,
        }),
      );

      const administrator = await at.go('/devices?view=all&sort=name');
      await act(administrator, 'New name', 'Share no longer');
      await administrator.locator('.toast').getByText('is shared no longer').waitFor();
      await page.reload();
      await settled(page);
      const kept = page.getByRole('listitem').filter({ hasText: 'New name' });
      await kept.getByLabel('Only you see it.').waitFor();
      await act(page, 'New name', 'Delete…');
      await page.getByRole('button', { name: 'Delete the view' }).click();
      await kept.waitFor({ state: 'detached' });
    });

    it('says why a name cannot be shared twice', async () => {
      const { server } = at.world;
      for (const last of [false, true]) {
        const { token } = await server.accountWith(['viewer']);
        const page = await at.go(list, { token });
        await save(page, 'Everyday');
        if (!last) await share(page, 'Everyday');
        else {
          await act(page, 'Everyday', 'Share…');
          await page.getByRole('button', { name: 'Share the view' }).click();
          await page.locator('.toast').getByText('A shared view has that name').waitFor();
        }
      }
    });
  },
);
