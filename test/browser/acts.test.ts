import type { Page } from 'playwright-core';
import { settled } from './support/browser.ts';
import { describeConsole } from './support/suite.ts';
import { computer, startWorld } from './support/world.ts';

describeConsole(
  'An administrator acts on devices',
  () => startWorld(20, { liar: false }),
  at => {
    const choose = async (page: Page, act: string) => {
      await page.getByRole('button', { name: 'Actions', exact: true }).click();
      await page.getByRole('dialog', { name: 'Actions' }).getByRole('button', { name: act }).click();
      return page.locator('dialog[open]');
    };
    const stateOf = async (id: string) => {
      const { body } = await at.world.server.call('GET', `/api/v1/devices/${id}`);
      return body as {
        managementStatus: string;
        department: string | null;
        location: string | null;
        mergedInto: string | null;
        absorbed: string[];
      };
    };

    it('places a device where it belongs, is told of a broken path, and undoes it', async () => {
      const id = at.world.ids[3]!;
      const page = await at.go(`/devices/${id}`);
      const dialog = await choose(page, 'Place…');
      await dialog.getByLabel('Department').fill('Plant A//Quality');
      await dialog.getByText('A part of the path is empty').waitFor();
      await dialog.getByLabel('Department').fill('Plant A / Quality');
      await dialog.getByLabel('Location').fill('Osaka/Building 2');
      await dialog.getByLabel('Reason or ticket').fill('moved in May');
      await dialog.getByRole('button', { name: 'Place LT-10003' }).click();
      await page.locator('.object-line').getByText('Plant A / Quality, Osaka/Building 2').waitFor();
      expect(await stateOf(id)).toMatchObject({
        department: 'Plant A/Quality',
        location: 'Osaka/Building 2',
      });
      await page.getByRole('button', { name: 'Undo' }).click();
      await page.locator('.toast').getByText('Undone.').waitFor();
      expect(await stateOf(id)).toMatchObject({ department: null, location: null });
    });

    it('shows what somebody else did meanwhile beside the own change, and lets one choose', async () => {
      const id = at.world.ids[4]!;
      const page = await at.go(`/devices/${id}`);
      const begin = async (department: string, theirs: string) => {
        const dialog = await choose(page, 'Place…');
        await dialog.getByLabel('Department').fill(department);
        await dialog.getByLabel('Reason or ticket').fill('moved in May');
        await at.world.server.call('PATCH', `/api/v1/devices/${id}`, {
          body: { department: theirs, reason: 'audit' },
        });
        await dialog.getByRole('button', { name: 'Place LT-10004' }).click();
        return page.getByRole('alert').filter({ hasText: 'Someone else changed this device' });
      };
      let conflict = await begin('Plant B', 'Plant C');
      const theirs = conflict.locator('section').filter({ hasText: 'Theirs' });
      await theirs.getByText('Department changed from – to Plant C. Reason: audit').waitFor();
      await theirs.getByText('account:system').waitFor();
      const yours = conflict.locator('section').filter({ hasText: 'Yours' });
      await yours.getByText('Department: – → Plant B').waitFor();
      await yours.getByText('Reason: moved in May').waitFor();
      expect(await stateOf(id)).toMatchObject({ department: 'Plant C' });
      await page.getByRole('button', { name: 'Keep theirs' }).click();
      await page.locator('.object-line').getByText('Plant C').waitFor();
      expect(await stateOf(id)).toMatchObject({ department: 'Plant C' });

      conflict = await begin('Plant B', 'Plant D');
      await conflict.getByText('Department changed from Plant C to Plant D. Reason: audit').waitFor();
      await page.getByRole('button', { name: 'Apply mine on top' }).click();
      await page.locator('.object-line').getByText('Plant B').waitFor();
      expect(await stateOf(id)).toMatchObject({ department: 'Plant B' });
      await page.getByRole('button', { name: 'Undo' }).click();
      await page.locator('.object-line').getByText('Plant D').waitFor();
    });

    it('takes a report of the agent for no conflict, and splits only what it has seen', async () => {
      const id = at.world.ids[14]!;
      const page = await at.go(`/devices/${id}`);
      let dialog = await choose(page, 'Ignore…');
      await at.world.server.report(computer(14, { lastUser: 'u99999' }), id);
      await dialog.getByRole('button', { name: 'Ignore LT-10014' }).click();
      await page.locator('.object-title').getByText('Ignored').waitFor();

      dialog = await choose(page, 'Split…');
      await dialog.getByLabel(/serialNumber/).check();
      await at.world.server.call('POST', `/api/v1/devices/${id}/manage`);
      await dialog.getByRole('button', { name: 'Split off a device' }).click();
      await page.getByText('Someone else changed this device').waitFor();
      await page.getByText('Became managed').last().waitFor();
      await page.getByRole('button', { name: 'Apply mine on top' }).click();
      await page.locator('.toast').getByText('Undo').waitFor();
      const { body } = await at.world.server.call('GET', `/api/v1/devices/${id}`);
      expect(body.keys.filter((key: string) => key.includes('serialNumber'))).toEqual([]);
    });

    it('ignores a device after reading what follows, and manages it again', async () => {
      const id = at.world.ids[5]!;
      const page = await at.go(`/devices/${id}`);
      let dialog = await choose(page, 'Ignore…');
      await dialog.getByText('its software is no longer counted').waitFor();
      await dialog.getByLabel('Reason or ticket').fill('INC-4712: lent out');
      await dialog.getByRole('button', { name: 'Ignore LT-10005' }).click();
      await page.locator('.object-title').getByText('Ignored').waitFor();
      expect((await stateOf(id)).managementStatus).toBe('ignored');
      await page.getByText('Taken out of management. Reason: INC-4712: lent out').waitFor();
      dialog = await choose(page, 'Manage again…');
      await dialog.getByRole('button', { name: 'Manage LT-10005' }).click();
      await page.locator('.object-title').getByText('Managed').waitFor();
      expect((await stateOf(id)).managementStatus).toBe('managed');
      await page.goto('/events');
      await page.getByRole('button', { name: 'DeviceIgnored' }).first().click();
      const details = page.getByRole('complementary', { name: /^Event/ });
      await details.getByRole('definition').getByText('INC-4712: lent out').waitFor();
    });

    it('removes a device only after typing its name, and keeps it readable', async () => {
      const id = at.world.ids[6]!;
      const page = await at.go(`/devices/${id}`);
      const dialog = await choose(page, 'Remove…');
      const remove = dialog.getByRole('button', { name: 'Remove LT-10006' });
      expect(await remove.isDisabled()).toBe(true);
      await dialog.getByLabel('Type LT-10006 to confirm').fill('LT-10006');
      await remove.click();
      await page.getByText('This device was removed').waitFor();
      expect((await stateOf(id)).managementStatus).toBe('removed');
      expect(await page.getByRole('button', { name: 'Actions', exact: true }).count()).toBe(0);
      expect(await page.getByRole('button', { name: 'Undo' }).count()).toBe(0);
    });

    it('merges a device into another with a reason, and takes the merge back later', async () => {
      const [from, into] = [at.world.ids[7]!, at.world.ids[8]!];
      const page = await at.go(`/devices/${from}`);
      let dialog = await choose(page, 'Merge into…');
      await dialog.getByLabel('Find the device to keep').fill('LT-10008');
      await dialog.getByText('LT-10008').click();
      await dialog.getByRole('button', { name: 'Next' }).click();
      dialog = page.getByRole('dialog', { name: 'Merge two devices?' });
      await dialog.getByText('DeviceMerged').waitFor();
      await dialog.getByLabel('Reason or ticket').fill('INC-4711');
      await dialog.getByRole('button', { name: 'Merge LT-10007 into LT-10008' }).click();
      await page.getByRole('heading', { level: 1, name: 'LT-10008' }).waitFor();
      expect((await stateOf(from)).mergedInto).toBe(into);
      await page.goto(`/devices/${from}`);
      await page.getByRole('link', { name: 'Open that device' }).click();
      await page.getByRole('heading', { level: 1, name: 'LT-10008' }).waitFor();
      dialog = await choose(page, 'Split back…');
      await dialog.getByText('LT-10007').waitFor();
      await dialog.getByRole('button', { name: 'Split back' }).click();
      await page.locator('.toast').getByText('Split back.').waitFor();
      expect(await stateOf(from)).toMatchObject({ managementStatus: 'managed', mergedInto: null });
      const { body } = await at.world.server.call('GET', '/api/v1/events', { query: { limit: '1000' } });
      expect(JSON.stringify(body)).toContain('INC-4711');
    });

    it('acts on the selection: shows how many change, says each refusal, undoes all of it', async () => {
      await at.world.server.call('POST', `/api/v1/devices/${at.world.ids[10]!}/ignore`);
      await at.world.server.caughtUp();
      const page = await at.go('/devices?view=all&f=hostName.in.LT-10010,LT-10011,LT-10012&sort=name');
      await page.getByRole('checkbox', { name: 'Select the rows of this page' }).click();
      const dialog = await choose(page, 'Ignore…');
      await dialog.getByText('2 devices will change.').waitFor();
      await dialog.getByText('1 is so already.').waitFor();
      // Gone between the look and the act.
      await at.world.server.call('DELETE', `/api/v1/devices/${at.world.ids[12]!}`);
      await dialog.getByRole('button', { name: 'Ignore 2 devices' }).click();
      await dialog.getByText('1 was refused:').waitFor();
      await dialog.getByText('The device was removed').waitFor();
      await dialog.getByRole('button', { name: 'Close' }).last().click();
      expect((await stateOf(at.world.ids[11]!)).managementStatus).toBe('ignored');
      await page.getByRole('button', { name: 'Undo' }).click();
      await page.locator('.toast').getByText('Undone.').waitFor();
      expect((await stateOf(at.world.ids[11]!)).managementStatus).toBe('managed');
      expect((await stateOf(at.world.ids[10]!)).managementStatus).toBe('ignored');
    });

    it('offers nothing to who may only read', async () => {
      const { token } = await at.world.server.accountWith(['viewer']);
      const page = await at.go(`/devices/${at.world.ids[13]!}`, { token });
      await page.getByRole('heading', { level: 1, name: 'LT-10013' }).waitFor();
      expect(await page.getByRole('button', { name: 'Actions', exact: true }).count()).toBe(0);
      await page.goto('/devices?view=all&sort=name');
      await settled(page);
      await page.getByRole('checkbox', { name: 'Select LT-10013' }).click();
      await page.getByText('1 selected').first().waitFor();
      expect(await page.getByRole('button', { name: 'Actions', exact: true }).count()).toBe(0);
    });

    it('acts on all that match, more than it does itself, by a job of the server, and undoes all of it', async () => {
      const { server } = at.world;
      const many = 1_003;
      for (let number = 0; number < many; number++)
        await server.report(computer(1_000 + number, { hostName: `FLEET-${number}` }));
      await server.caughtUp();
      const ignored = async () => {
        await server.caughtUp();
        const filter = 'managementStatus.eq.ignored~name.prefix.FLEET-';
        return (await server.call('GET', '/api/v1/devices', { query: { filter, limit: '1' } })).body.total;
      };
      const page = await at.go('/devices?view=all&f=name.prefix.FLEET-&sort=name');
      await page.getByRole('checkbox', { name: 'Select the rows of this page' }).click();
      await page.getByRole('button', { name: 'Select all 1,003' }).click();
      await page.getByRole('button', { name: 'Actions', exact: true }).click();
      const menu = page.getByRole('dialog', { name: 'Actions' });
      await menu.getByRole('button', { name: 'Place…' }).waitFor();
      // Values of each device are not entered for so many.
      expect(await menu.getByRole('button', { name: 'Edit…' }).count()).toBe(0);
      await menu.getByRole('button', { name: 'Ignore…' }).click();
      const dialog = page.locator('dialog[open]');
      await dialog.getByText('The server does it as a job').waitFor();
      await dialog.getByText('1,003 devices will change.').waitFor();
      await dialog.getByRole('button', { name: 'Ignore 1,003 devices' }).click();
      await page.locator('.toast').getByText('1,003 devices').waitFor();
      expect(await ignored()).toBe(many);
      await page.getByRole('button', { name: 'Undo' }).click();
      await page.locator('.toast').getByText('Undone.').waitFor();
      expect(await ignored()).toBe(0);
    });
  },
);
