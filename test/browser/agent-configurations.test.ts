import type { Page } from 'playwright-core';
import { broken } from './support/axe.ts';
import { describeConsole } from './support/suite.ts';
import { startWorld } from './support/world.ts';

const accessible = async (page: Page) => expect(await broken(page)).toEqual([]);

const dialogOf = (page: Page, name: string) => page.getByRole('dialog', { name });
const saved = '/settings/agents';

describeConsole(
  'Agent configurations at the console',
  () => startWorld(6, { liar: false }),
  at => {
    const place = async (device: string, department: string) => {
      await at.world.server.call('PATCH', `/api/v1/devices/${device}`, { body: { department } });
      await at.world.server.caughtUp();
    };
    const settingsOf = (device: string) => at.world.server.context.agentSettings.agentSettingsFor(device);

    it('AGT-022 AGT-025 are added, edited after it is said whom that reaches, undone, copied and removed', async () => {
      const page = await at.go(saved);
      await page.getByRole('button', { name: 'Add', exact: true }).click();
      const added = dialogOf(page, 'Add an agent configuration');
      await added.getByLabel('Name').fill('Notebooks');
      await added.getByLabel('Monitoring interval (security)').fill('2');
      await added.getByText('A whole number from 5 to 10080.').waitFor();
      expect(await added.getByRole('button', { name: 'Add' }).isDisabled()).toBe(true);
      await added.getByLabel('Monitoring interval (security)').fill('15');
      await added.getByText('The default configuration says: 30 min.').waitFor();
      await accessible(page);
      await added.getByRole('button', { name: 'Add' }).click();
      await page.getByLabel('Choose Notebooks', { exact: true }).waitFor();

      await page.getByRole('button', { name: 'Edit Default' }).click();
      const edited = dialogOf(page, 'Edit Default');
      await edited.getByLabel('Polling interval').fill('5');
      await edited
        .getByLabel('Uninstallation', { exact: true })
        .selectOption({ label: 'Ask for a password' });
      await edited.getByLabel('Uninstallation: password').fill('only the help desk');
      await edited.getByRole('button', { name: 'Continue' }).click();
      await edited.getByText('Changes the settings of 6 computers with an agent.').waitFor();
      await accessible(page);
      await edited.getByRole('button', { name: 'Save' }).click();
      await page.getByText('Default is saved; its computers are told.').first().waitFor();
      const [device] = at.world.ids;
      expect((await settingsOf(device!)).settings).toMatchObject({
        pollingMinutes: 5,
        uninstallPassword: expect.stringMatching(/^scrypt/),
      });
      await page.getByRole('button', { name: 'Undo' }).click();
      await page
        .getByRole('row', { name: /Default/ })
        .getByRole('cell', { name: '60 min' })
        .nth(1)
        .waitFor();

      await page.getByRole('button', { name: 'Copy Notebooks' }).click();
      await dialogOf(page, 'Add an agent configuration').getByRole('button', { name: 'Add' }).click();
      await page.getByLabel('Choose Notebooks (copy)').check();
      await page.getByRole('button', { name: 'Remove 1' }).click();
      await dialogOf(page, 'Remove the agent configuration').getByRole('button', { name: 'Remove' }).click();
      // The message that it was added may still be there.
      await page.getByLabel('Choose Notebooks (copy)').waitFor({ state: 'hidden' });
    });

    it('AGT-028 AGT-029 AGT-030 are assigned to a department and a computer below it, and cancelled', async () => {
      const [first, second] = at.world.ids as [string, string];
      await place(first, 'Plant A/Quality');
      await place(second, 'Plant A/Quality');
      for (const name of ['Laboratory', 'Office'])
        await at.world.server.call('POST', '/api/v1/agent-configurations', { body: { name } });
      const page = await at.go(`${saved}?tab=assignment`);
      const [groups, computers] = [
        page.getByRole('region', { name: 'Groups' }),
        page.getByRole('region', { name: 'Computers' }),
      ];
      const assign = async (button: number, title: string, configuration: string, reach: string) => {
        await page.getByRole('button', { name: 'Assign', exact: true }).nth(button).click();
        const dialog = dialogOf(page, title);
        await dialog.getByLabel('Configuration').selectOption({ label: configuration });
        await dialog.getByText(reach).waitFor();
        await accessible(page);
        await dialog.getByRole('button', { name: 'Assign' }).click();
        await dialog.waitFor({ state: 'hidden' });
      };
      await groups.getByRole('radio', { name: 'Plant A', exact: true }).check();
      await assign(0, 'Assign to Plant A', 'Office', 'Changes the settings of 2 computers');
      await groups.getByRole('row', { name: /Quality.*Office.*Indirect/ }).waitFor();
      await computers.getByRole('row', { name: /LT-10000.*Office.*Indirect/ }).waitFor();

      await computers.getByLabel('Choose LT-10001').check();
      await assign(1, 'Assign to LT-10001', 'Laboratory', 'Changes the settings of 1 computer');
      await computers.getByRole('row', { name: /LT-10001.*Laboratory.*Direct/ }).waitFor();
      const { page: devicePage } = await at.visit();
      await devicePage.goto(`/devices/${first}`);
      const facts = devicePage.locator('.card', { hasText: 'Agent configuration' }).locator('dl');
      await facts.getByText('Office').waitFor();
      expect(await facts.textContent()).toContain('IndirectDepartment: Plant A');
      expect((await settingsOf(first)).configuration).not.toBe((await settingsOf(second)).configuration);

      await page.getByRole('button', { name: 'Cancel assignment' }).first().click();
      const cancel = dialogOf(page, 'Cancel the assignment of Plant A');
      await cancel.getByText('Changes the settings of 1 computer').waitFor();
      await cancel.getByRole('button', { name: 'Cancel assignment' }).click();
      await groups.getByRole('row', { name: /^Plant A Plant A .*Default.*Default/ }).waitFor();
      await computers.getByRole('row', { name: /LT-10001.*Laboratory.*Direct/ }).waitFor();

      await page.getByText('Network', { exact: true }).click();
      await page.getByRole('button', { name: 'Assign to a network' }).click();
      const network = dialogOf(page, 'Assign to a network');
      await network.getByLabel('Network').fill('10.21.0.0/16');
      await network.getByLabel('Configuration').selectOption({ label: 'Office' });
      await network.getByRole('button', { name: 'Assign' }).click();
      await groups.getByRole('radio', { name: '10.21.0.0/16' }).waitFor();
    });

    it('are read by who may not change them, in Japanese, dark and on a phone', async () => {
      const { token } = await at.world.server.accountWith(['auditor']);
      const { page } = await at.visit({
        token,
        locale: 'ja-JP',
        theme: 'dark',
        width: 390,
        height: 844,
      });
      for (const tab of ['', '?tab=assignment']) {
        await page.goto(`${saved}${tab}`);
        await page.getByRole('heading', { level: 1, name: 'エージェント設定' }).waitFor();
        await accessible(page);
        expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0);
        expect(await page.getByRole('button', { name: '追加' }).count()).toBe(0);
        expect(await page.getByRole('button', { name: '割り当て', exact: true }).count()).toBe(0);
      }
    });
  },
);
