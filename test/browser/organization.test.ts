import type { Page } from 'playwright-core';
import { broken } from './support/axe.ts';
import { settled } from './support/browser.ts';
import { organize } from './support/organization.ts';
import { describeConsole } from './support/suite.ts';
import { startWorld } from './support/world.ts';

const path = '/settings/organization';

describeConsole(
  'Departments and locations at the console',
  async () => {
    const world = await startWorld(24, { liar: false });
    await organize(world);
    return world;
  },
  at => {
    const choose = async (page: Page, place: string, act: string) => {
      await page.getByRole('button', { name: `Actions for ${place}`, exact: true }).click();
      await page
        .getByRole('dialog', { name: `Actions for ${place}` })
        .getByRole('button', { name: act })
        .click();
      return page.locator('dialog[open]');
    };
    const departmentOf = async (id: string) =>
      (await at.world.server.call('GET', `/api/v1/devices/${id}`)).body.department as string | null;
    const rows = async (page: Page) => page.locator('.place-name').allTextContents();

    it('DEV-041 a department is added below another with the keyboard alone, and found', async () => {
      const page = await at.go(path);
      await page.getByRole('button', { name: 'Actions for Plant B', exact: true }).focus();
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: 'Add below…' }).press('Enter');
      const dialog = page.locator('dialog[open]');
      await page.keyboard.type('Welding');
      expect(await dialog.getByLabel('Below').inputValue()).toBe('Plant B');
      await dialog.getByLabel('Name in Japanese').fill('溶接');
      expect(await broken(page, { within: 'dialog[open]' })).toEqual([]);
      await page.keyboard.press('Tab');
      await dialog.getByRole('button', { name: 'Add', exact: true }).press('Enter');
      await page.locator('.toast').getByText('Welding added.').waitFor();
      await page.getByLabel('Find a department').fill('溶接');
      await page.locator('.place-name', { hasText: 'Accounting' }).waitFor({ state: 'detached' });
      expect(await rows(page)).toEqual(['Plant B', 'Welding']);
    });

    it('DEV-041 a name that is taken is refused where it was typed', async () => {
      const page = await at.go(path);
      await page.getByRole('button', { name: 'Add a department' }).click();
      const dialog = page.locator('dialog[open]');
      await dialog.getByLabel('Name', { exact: true }).fill('plant  A');
      await dialog.getByRole('button', { name: 'Add', exact: true }).click();
      await dialog.getByRole('alert').getByText('DEFINITION_NAME_TAKEN').waitFor();
      await dialog.getByLabel('Below').fill('Nowhere');
      await dialog.getByText('This place is not defined').waitFor();
      expect(await dialog.getByRole('button', { name: 'Add', exact: true }).isDisabled()).toBe(true);
    });

    it('DEV-041 the groups of the device list show what is defined, empty or not, and what is old', async () => {
      const page = await at.go('/devices?view=all&sort=name');
      const panel = page.getByRole('complementary', { name: 'Views and groups' });
      await panel.getByRole('button', { name: 'Department' }).click();
      await panel.getByRole('button', { name: 'Head office 6' }).waitFor();
      const old = panel.getByRole('button', { name: /^Quality.*old.*6$/ });
      await old.waitFor();
      await panel.getByRole('button', { name: /^Information systems.*0$/ }).waitFor();
      await old.click();
      await page.getByText('6 devices').first().waitFor();
    });

    it('DEV-042 an edited definition leaves the old group, which DEV-045 is then renamed, and undone', async () => {
      const page = await at.go(path);
      let dialog = await choose(page, 'Head office/Accounting', 'Edit…');
      await dialog.getByLabel('Name', { exact: true }).fill('Finance');
      await dialog.getByText('6 devices record it or a place below it').waitFor();
      await dialog.getByRole('button', { name: 'Save' }).click();
      await page.locator('.toast').getByText('Finance changed.').waitFor();
      await page.getByRole('button', { name: 'Actions for Head office/Finance' }).waitFor();
      expect(await departmentOf(at.world.ids[1]!)).toBe('Head office/Accounting');

      dialog = await choose(page, 'Head office/Accounting', 'Rename group…');
      const field = dialog.getByLabel('New name and place');
      await field.fill('finance');
      await dialog.getByRole('listbox').waitFor();
      await field.press('ArrowDown');
      await field.press('Enter');
      expect(await field.inputValue()).toBe('Head office/Finance');
      await dialog.getByText('6 devices will record the new name.').waitFor();
      await dialog.getByLabel('Reason or ticket').fill('reform');
      await dialog.getByRole('button', { name: 'Rename on 6 devices' }).click();
      await dialog.getByText('6 devices changed.').waitFor();
      expect(await departmentOf(at.world.ids[1]!)).toBe('Head office/Finance');
      await page
        .getByRole('button', { name: 'Actions for Head office/Accounting' })
        .waitFor({ state: 'detached' });

      await dialog.getByRole('button', { name: 'Undo' }).click();
      await dialog.getByText('6 devices are as they were before.').waitFor();
      expect(await departmentOf(at.world.ids[1]!)).toBe('Head office/Accounting');
    });

    it('DEV-042 DEV-045 a place is dragged onto another, and its devices follow where that is chosen', async () => {
      const page = await at.go(path);
      await page
        .locator('.place-row', { hasText: 'Assembly' })
        .dragTo(page.locator('.place-row', { hasText: 'Plant B' }));
      const dialog = page.locator('dialog[open]');
      expect(await dialog.getByLabel('Below').inputValue()).toBe('Plant B');
      await dialog.getByLabel('They record the new name at once').check();
      await dialog.getByRole('button', { name: 'Next…' }).click();
      await dialog.getByRole('button', { name: 'Rename on 6 devices' }).click();
      await dialog.getByText('6 devices changed.').waitFor();
      await dialog.getByRole('button', { name: 'Close' }).last().click();
      await page.getByRole('button', { name: 'Actions for Plant B/Assembly' }).waitFor();
      expect(await departmentOf(at.world.ids[0]!)).toBe('Plant B/Assembly');
    });

    it('a place is moved up among its siblings', async () => {
      const page = await at.go(path);
      const before = await rows(page);
      await page.getByRole('button', { name: 'Actions for Plant A', exact: true }).click();
      await page.getByRole('button', { name: 'Move up' }).click();
      await page.locator('.place-list > li').first().getByText('Plant A').waitFor();
      expect((await rows(page)).sort()).toEqual(before.sort());
    });

    it('DEV-043 a definition is removed and stays as an old group, DEV-044 which goes with the others', async () => {
      const page = await at.go(path);
      let dialog = await choose(page, 'Plant A/Quality assurance', 'Remove definition…');
      await dialog.getByText('1 definition below it goes too.').waitFor();
      await dialog.getByText('6 devices keep the value').waitFor();
      await dialog.getByRole('button', { name: 'Remove definition' }).click();
      await page.getByRole('button', { name: /^Delete old hierarchies/ }).click();
      dialog = page.locator('dialog[open]');
      await dialog.getByLabel('Head office/Accounting').uncheck();
      await dialog.getByText('What applies to unknown devices').waitFor();
      await dialog.getByRole('button', { name: 'Delete on 12 devices' }).click();
      await dialog.getByText('12 devices changed.').waitFor();
      expect(await departmentOf(at.world.ids[2]!)).toBeNull();
      expect(await departmentOf(at.world.ids[1]!)).toBe('Head office/Accounting');
    });

    it('ORG-018 what becomes of accounts that are restricted to a group is asked before it is deleted', async () => {
      const { userId } = await at.world.server.accountWith(['viewer'], ['Plant B/Assembly']);
      await at.world.server.caughtUp();
      const page = await at.go(path);
      const dialog = await choose(page, 'Plant B/Assembly', 'Delete group…');
      const verb = dialog.getByRole('button', { name: 'Delete on 6 devices' });
      await dialog.getByText(`Accounts restricted to it: ${userId}`).waitFor();
      expect(await verb.isDisabled()).toBe(true);
      await dialog.getByLabel('They keep it in their scopes').check();
      await verb.click();
      await dialog.getByText('6 devices changed.').waitFor();
      await dialog.getByRole('button', { name: 'Undo' }).click();
      await dialog.getByText('6 devices are as they were before.').waitFor();
    });

    it('the field of the place dialog offers places, by the name of any language', async () => {
      const page = await at.go(`/devices/${at.world.ids[20]!}`);
      await page.getByRole('button', { name: 'Actions', exact: true }).click();
      await page.getByRole('dialog', { name: 'Actions' }).getByRole('button', { name: 'Place…' }).click();
      const dialog = page.locator('dialog[open]');
      await dialog.getByLabel('Department').fill('工場B');
      await dialog.getByRole('option', { name: 'Plant B' }).first().click();
      expect(await dialog.getByLabel('Department').inputValue()).toBe('Plant B');
      await dialog.getByLabel('Department').press('ArrowDown');
      await dialog.getByRole('listbox').waitFor();
      await page.keyboard.press('Escape');
      await dialog.getByRole('listbox').waitFor({ state: 'detached' });
      expect(await dialog.isVisible()).toBe(true);
    });

    it('who may only read, and whoever looks at the past, is offered nothing to change', async () => {
      const { token } = await at.world.server.accountWith(['viewer']);
      const page = await at.go(path, { token, locale: 'ja-JP' });
      await page.getByRole('heading', { level: 1, name: '部署と設置場所' }).waitFor();
      await page.getByText('本社').waitFor();
      expect(await page.getByRole('button', { name: /の操作$/ }).count()).toBe(0);
      const past = encodeURIComponent(new Date(at.world.now).toISOString().replace(/\.\d+/, ''));
      const then = await at.go(`${path}?asOf=${past}`);
      await settled(then);
      expect(await then.getByRole('button', { name: /^Actions for/ }).count()).toBe(0);
      expect(await then.getByRole('button', { name: 'Add a department' }).count()).toBe(0);
    });

    it('an administrator of a department sees and changes what lies below it', async () => {
      const { token } = await at.world.server.accountWith(['administrator'], ['Plant B']);
      const page = await at.go(path, { token });
      await page.getByRole('button', { name: 'Actions for Plant B', exact: true }).click();
      const menu = page.getByRole('dialog', { name: 'Actions for Plant B', exact: true });
      expect(await menu.getByRole('button').allTextContents()).toEqual(['Add below…']);
      expect(await rows(page)).not.toContain('Head office');
      expect(await page.getByRole('button', { name: 'Add a department' }).count()).toBe(0);
      await page.goto(`${path}?tab=location`);
      await page.getByText('Osaka').waitFor();
      expect(await page.getByRole('button', { name: /^Actions for/ }).count()).toBe(0);
    });
  },
);
