import { commonDefinitions } from '../../domain/devices/index.ts';
import type { Values } from '../../src/agent/form/entries.ts';
import { Loopback } from '../../src/agent/form/loopback.ts';
import { describeConsole } from './support/suite.ts';
import { startWorld } from './support/world.ts';

describeConsole(
  'What people say of devices',
  () => startWorld(6, { liar: false }),
  at => {
    it('FLD-001 FLD-008 DEV-022 DEV-026 a field is added, asked for, entered for a device, and is a column of the list', async () => {
      const page = await at.go('/settings/device-fields');
      await page.getByRole('button', { name: 'Add a field' }).click();
      const dialog = page.locator('dialog[open]');
      await dialog.getByLabel('Name in English').fill('Cost centre');
      await dialog.getByLabel('Data source').selectOption('endUser');
      await dialog.getByLabel('Usable characters').selectOption('digits');
      await dialog.getByRole('button', { name: 'Add', exact: true }).click();
      await page.getByText('Asked for: Cost centre.').waitFor();
      await page.getByLabel('Ask again and again').check();
      await page.getByLabel('Days after the last answer').fill('30');
      await page.getByRole('button', { name: 'Apply' }).click();
      await page.getByText('Agents ask as set').first().waitFor();
      const { body } = await at.world.server.call('GET', '/api/v1/device-fields');
      expect(body.form).toEqual({ start: null, everyHours: 720 });

      const id = at.world.ids[2]!;
      await page.goto(new URL(`/devices/${id}`, page.url()).href);
      await page.getByRole('button', { name: 'Actions', exact: true }).click();
      await page
        .getByRole('dialog', { name: 'Actions' })
        .getByRole('button', { name: 'Enter fields…' })
        .click();
      const entry = page.locator('dialog[open]');
      await entry.getByLabel('Cost centre').fill('4711');
      await entry.getByRole('button', { name: /^Enter for / }).click();
      await page.getByText('4711').first().waitFor();

      await page.goto(new URL('/devices?view=all&f=text1.eq.4711&cols=name,text1', page.url()).href);
      await page.getByRole('columnheader', { name: 'Cost centre' }).waitFor();
      await page.getByText('4711').last().waitFor();
    });

    it('DEV-023 the form at the computer is filled in, corrected and finished in a browser', async () => {
      const ended: Values[] = [];
      const { source: _source, ...userName } = commonDefinitions['userName']!;
      const form = new Loopback({
        fields: [{ ...userName, id: 'userName', required: true, options: [] }],
        values: {},
        server: 'https://muster.example.org',
        collects: 'all of it',
        isTheirs: async () => true,
        finished: values => ended.push(values),
        cancelled: () => undefined,
      });
      const page = await at.go('/settings/device-fields');
      await page.goto(await form.open());
      await page.getByRole('button', { name: 'Finish' }).click();
      await page.getByText('Please fill this in.').waitFor();
      await page.getByLabel('User Name').fill('Mori Hanako');
      await page.getByRole('button', { name: 'Finish' }).click();
      await page.getByText('Thank you.').waitFor();
      expect(ended).toEqual([{ userName: 'Mori Hanako' }]);
    });
  },
);
