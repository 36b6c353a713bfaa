import { randomUUID } from 'node:crypto';
import { AgentTwin, agentWithDevice, deviceNamed, tokenOf } from '../support/agent-twin.ts';
import type { Page } from 'playwright-core';
import { offerPackages } from './support/agent-packages.ts';
import { describeConsole } from './support/suite.ts';
import { startWorld } from './support/world.ts';

describeConsole(
  'An administrator commands an agent',
  () => startWorld(3, { liar: false }),
  at => {
    const choose = async (page: Page, act: string) => {
      await page.getByRole('button', { name: 'Actions', exact: true }).click();
      await page.getByRole('dialog', { name: 'Actions' }).getByRole('button', { name: act }).click();
      return page.locator('dialog[open]');
    };
    const cardOf = (page: Page) => page.locator('.card').filter({ hasText: 'Commands' });

    it('sends a message, sees that it is on its way and then that it was shown', async () => {
      const { agent, deviceId } = await agentWithDevice(at.world.server, 'PC-MESSAGE');
      const page = await at.go(`/devices/${deviceId}`);
      const dialog = await choose(page, 'Send message…');
      await dialog.getByLabel('Message, up to').fill('Lunch is ready.');
      await dialog.getByRole('button', { name: 'Send to PC-MESSAGE' }).click();
      await cardOf(page).getByText('Message: sent').waitFor();
      await cardOf(page).getByText('Lunch is ready.').waitFor();
      await agent.answer(1, { outcome: 'done' });
      await cardOf(page).getByText('Message: done').waitFor();
    });

    it('DEV-017 shuts a computer down only after ticking that it is to go on', async () => {
      const { agent, deviceId } = await agentWithDevice(at.world.server, 'PC-POWER');
      const page = await at.go(`/devices/${deviceId}`);
      const dialog = await choose(page, 'Shut down…');
      const button = dialog.getByRole('button', { name: 'Shut PC-POWER down' });
      expect(await button.isDisabled()).toBe(true);
      expect((await agent.ask()).body.commands).toEqual([]);
      await dialog.getByLabel('Continue: the computer is off').check();
      await button.click();
      await cardOf(page).getByText('Shut down: sent').waitFor();
      await agent.answer(1, { outcome: 'refused', code: 'FORGED', detail: 'x' });
      await cardOf(page).getByText('It was not signed with the key').waitFor();
    });

    it('asks several computers at once for their inventory, and is told which take no commands', async () => {
      const { agent } = await agentWithDevice(at.world.server, 'PC-BULK');
      const page = await at.go('/devices?view=all&sort=name');
      for (const name of ['PC-BULK', 'LT-10000'])
        await page.getByRole('checkbox', { name: new RegExp(name) }).check();
      const dialog = await choose(page, 'Refresh inventory…');
      await dialog.getByText('1 is refused:').waitFor();
      await dialog.getByText('No Muster agent takes commands on this device').waitFor();
      await dialog.getByRole('button', { name: 'Ask 1 device' }).click();
      await page.locator('.toast').getByText('1 device asked for its inventory.').waitFor();
      expect((await agent.ask()).body.commands).toMatchObject([{ order: { kind: 'inventory' } }]);
    });

    it('leads the agents of the chosen computers to a version, after it is said whom that reaches', async () => {
      const { server } = at.world;
      await offerPackages(at.world);
      const { deviceId } = await agentWithDevice(server, 'PC-UPDATE');
      const page = await at.go('/devices?view=all&sort=name');
      for (const name of ['PC-UPDATE', 'LT-10000'])
        await page.getByRole('checkbox', { name: new RegExp(name) }).check();
      let dialog = await choose(page, 'Update the agent…');
      await dialog.getByRole('heading', { name: 'Update the agent of 2 devices?' }).waitFor();
      await dialog.getByLabel('Version', { exact: true }).selectOption('1.3.2');
      await dialog.getByText('1 of 1 computers is told.').waitFor();
      await dialog.getByLabel('Reason or ticket').fill('CHG-7');
      await dialog.getByRole('button', { name: 'Order the update' }).click();
      await page.locator('.toast').getByText('Agents are led to 1.3.2.').waitFor();
      const { body } = await server.call('GET', '/api/v1/agent-updates');
      const [ordered] = body.items as { version: string; reason: string; target: { devices: string[] } }[];
      expect(ordered).toMatchObject({ version: '1.3.2', reason: 'CHG-7', percent: 100 });
      expect([...ordered!.target.devices].sort()).toEqual([at.world.ids[0]!, deviceId].sort());

      await page.goto(`/devices/${deviceId}`);
      dialog = await choose(page, 'Update the agent…');
      await dialog.getByRole('heading', { name: 'Update the agent of PC-UPDATE?' }).waitFor();
      await dialog.getByText('1 of 1 computers is told.').waitFor();
    });

    it('sees that devices are clones, and gives each its own identity with one click', async () => {
      const { server } = at.world;
      const image = new AgentTwin(server);
      await image.enrol(await tokenOf(server));
      for (const name of ['COPY-0', 'COPY-1']) await image.report(name, randomUUID());
      const page = await at.go(`/devices/${await deviceNamed(server, 'COPY-0')}`);
      await cardOf(page).getByRole('link', { name: 'COPY-1' }).waitFor();
      await cardOf(page).getByRole('button', { name: 'Give each its own identity…' }).click();
      await page.locator('dialog[open]').getByRole('button', { name: 'Give own identities' }).click();
      await cardOf(page).getByText('Own identity: sent').waitFor();
      expect((await image.ask()).body.commands).toMatchObject([{ order: { kind: 'newIdentity' } }]);
    });

    it('offers no commands where no agent of ours takes them', async () => {
      const page = await at.go(`/devices/${at.world.ids[0]!}`);
      await page.getByRole('button', { name: 'Actions', exact: true }).click();
      const menu = page.getByRole('dialog', { name: 'Actions' });
      await menu.getByRole('button', { name: 'Place…' }).waitFor();
      expect(await menu.getByRole('button', { name: 'Restart…' }).count()).toBe(0);
    });
  },
);
