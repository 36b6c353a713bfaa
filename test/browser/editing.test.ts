import type { Page } from 'playwright-core';
import { describeConsole } from './support/suite.ts';
import { startWorld } from './support/world.ts';

describeConsole(
  'An administrator enters what agents cannot know',
  () => startWorld(12, { liar: false }),
  at => {
    const choose = async (page: Page, act: string) => {
      await page.getByRole('button', { name: 'Actions', exact: true }).click();
      await page.getByRole('dialog', { name: 'Actions' }).getByRole('button', { name: act }).click();
      return page.locator('dialog[open]');
    };
    const detailOf = async (id: string) =>
      (await at.world.server.call('GET', `/api/v1/devices/${id}`)).body as {
        deviceType: string;
        fixedType: boolean;
        notes: { text: string }[];
        inventory: { hardware: { model?: string; assetTag?: string } };
      };

    it('DEV-010 DEV-011 edits a device and undoes it, the field that was unknown included', async () => {
      const id = at.world.ids[2]!;
      const before = await detailOf(id);
      const page = await at.go(`/devices/${id}`);
      const dialog = await choose(page, 'Edit…');
      await dialog.getByText('A device type chosen here stays').waitFor();
      await dialog.getByLabel('Type', { exact: true }).selectOption('storage');
      await dialog.getByLabel('Model', { exact: true }).fill('Shelf 9');
      await dialog.getByLabel('Asset tag').fill('A-0017');
      await dialog.getByLabel('Reason or ticket').fill('stocktaking');
      await dialog.getByRole('button', { name: 'Save LT-10002' }).click();
      await page.locator('.object-line').getByText('Storage').waitFor();
      expect(await detailOf(id)).toMatchObject({
        deviceType: 'storage',
        fixedType: true,
        inventory: { hardware: { model: 'Shelf 9', assetTag: 'A-0017' } },
      });
      await page
        .getByText(/to Shelf 9.*Reason: stocktaking/)
        .first()
        .waitFor();
      await page.getByRole('button', { name: 'Undo' }).click();
      await page.locator('.toast').getByText('Undone.').waitFor();
      const after = await detailOf(id);
      expect(after.inventory).toEqual(before.inventory);
      expect(after).toMatchObject({ deviceType: before.deviceType, fixedType: false });
    });

    it('DEV-010 edits a selection, field by field', async () => {
      const page = await at.go('/devices?view=all&f=hostName.in.LT-10003,LT-10004&sort=name');
      await page.getByRole('checkbox', { name: 'Select the rows of this page' }).click();
      const dialog = await choose(page, 'Edit…');
      expect(await dialog.getByLabel('Model', { exact: true }).isDisabled()).toBe(true);
      expect(await dialog.getByLabel('Serial number', { exact: true }).count()).toBe(0);
      await dialog.getByLabel('What happens to Model').selectOption('set');
      await dialog.getByLabel('Model', { exact: true }).fill('Latitude 9');
      await dialog.getByText('2 devices will change.').waitFor();
      await dialog.getByRole('button', { name: 'Save 2 devices' }).click();
      await page.getByText('Latitude 9').first().waitFor();
      for (const number of [3, 4])
        expect((await detailOf(at.world.ids[number]!)).inventory.hardware.model).toBe('Latitude 9');
    });

    it('notes something, changes it and takes it away; the history keeps all of it', async () => {
      const id = at.world.ids[5]!;
      const page = await at.go(`/devices/${id}?tab=notes`);
      await page.getByText('Nothing has been noted yet.').waitFor();
      await page.getByLabel('New note').fill('Key at the desk of Mori <b>2F</b>');
      await page.getByRole('button', { name: 'Add note' }).click();
      await page.locator('.note-text').getByText('Key at the desk of Mori <b>2F</b>').waitFor();
      await page.getByRole('link', { name: 'Notes 1' }).waitFor();
      await page.getByRole('button', { name: 'Edit', exact: true }).click();
      await page.getByLabel('Text of the note').fill('Key in the safe');
      await page.getByRole('button', { name: 'Save', exact: true }).click();
      await page.getByText('changed by').waitFor();
      expect((await detailOf(id)).notes).toMatchObject([{ text: 'Key in the safe' }]);
      await page.getByRole('button', { name: 'Remove', exact: true }).click();
      await page.getByText('Nothing has been noted yet.').waitFor();
      await page.getByRole('link', { name: 'History' }).click();
      await page.getByText('Noted: Key at the desk of Mori <b>2F</b>').first().waitFor();
      await page.getByText('Note removed: Key in the safe').waitFor();
    });

    it('WIN-012 WIN-013 puts a selection into a new group, finds it by the group, and removes the group', async () => {
      const page = await at.go('/devices?view=all&f=hostName.in.LT-10007,LT-10008&sort=name');
      await page.getByRole('checkbox', { name: 'Select the rows of this page' }).click();
      const dialog = await choose(page, 'Groups…');
      await dialog.getByLabel('Or a new group').fill('Under repair');
      await dialog.getByRole('button', { name: 'Create it' }).click();
      await dialog.getByText('2 devices will change.').waitFor();
      await dialog.getByRole('button', { name: 'Put 2 devices into Under repair' }).click();
      const panel = page.getByRole('region', { name: 'Custom groups' });
      await page.goto('/devices?view=all&sort=name');
      await panel.getByRole('button', { name: 'Under repair 2', exact: true }).click();
      await page.locator('.chip').getByText('Under repair').waitFor();
      await page.getByText('LT-10008').first().waitFor();
      expect(await page.getByText('LT-10001').count()).toBe(0);
      // Carried with the mouse, a row is asked about like any other.
      await page.locator('.chip-remove').click();
      await page
        .getByRole('link', { name: 'LT-10001' })
        .dragTo(panel.getByRole('button', { name: 'Under repair 2', exact: true }));
      const dropped = page.getByRole('dialog');
      await dropped.getByRole('button', { name: 'Put LT-10001 into Under repair' }).waitFor();
      await dropped.getByRole('button', { name: 'Cancel' }).click();
      await panel.getByRole('button', { name: 'What can be done with the group Under repair' }).click();
      await page.getByRole('menuitem', { name: 'Rename…' }).click();
      await page.getByLabel('Name of the group').fill('Repair');
      await page.getByRole('button', { name: 'Rename', exact: true }).click();
      await panel.getByRole('button', { name: 'Repair 2', exact: true }).waitFor();
      await panel.getByRole('button', { name: 'What can be done with the group Repair' }).click();
      await page.getByRole('menuitem', { name: 'Remove…' }).click();
      await page.getByText('2 devices in it stay what they are.').waitFor();
      await page.getByRole('button', { name: 'Remove the group' }).click();
      await panel.waitFor({ state: 'hidden' });
      await page.getByText('LT-10001').first().waitFor();
    });

    it('registers a device that nothing reports for, and is told where it stands when it is there already', async () => {
      const page = await at.go('/devices/add');
      const open = async () => {
        await page.getByRole('button', { name: 'Register a device…' }).click();
        const dialog = page.locator('dialog[open]');
        await dialog.getByLabel('Name', { exact: true }).fill('printer-7');
        await dialog.getByLabel('Serial number (optional)').fill('PRN-000777');
        return dialog;
      };
      let dialog = await open();
      await dialog.getByLabel('Type', { exact: true }).selectOption('printer');
      await dialog.getByLabel('IP address (optional)').fill('192.0.2');
      await dialog.getByText('This is no IP address.').waitFor();
      expect(await dialog.getByRole('button', { name: 'Register', exact: true }).isDisabled()).toBe(true);
      await dialog.getByLabel('IP address (optional)').fill('192.0.2.70');
      await dialog.getByLabel('Department (optional)').fill('Plant A / Print');
      await dialog.getByRole('button', { name: 'Register', exact: true }).click();
      await page.getByRole('heading', { level: 1, name: 'printer-7' }).waitFor();
      await page.locator('.object-line').getByText('Plant A / Print').waitFor();
      await page.getByText('Registered by hand').first().waitFor();
      await page.goto('/devices/add');
      dialog = await open();
      await dialog.getByRole('button', { name: 'Register', exact: true }).click();
      await dialog.getByText('The device exists already').waitFor();
    });

    it('writes nothing for who may only read, and nothing into the past', async () => {
      const id = at.world.ids[6]!;
      const { token } = await at.world.server.accountWith(['viewer']);
      const page = await at.go(`/devices/${id}?tab=notes`, { token });
      await page.getByText('Nothing has been noted yet.').waitFor();
      expect(await page.getByLabel('New note').count()).toBe(0);
      const then = await at.go(
        `/devices/${id}?tab=notes&asOf=${new Date(at.world.now - 60_000).toISOString()}`,
      );
      await then.getByText('Nothing has been noted yet.').waitFor();
      expect(await then.getByLabel('New note').count()).toBe(0);
    });
  },
);
