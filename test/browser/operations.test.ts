import { broken } from './support/axe.ts';
import { settled } from './support/browser.ts';
import { carriedId, dayBefore, observeUsers } from './support/operations.ts';
import { describeConsole } from './support/suite.ts';
import { startWorld } from './support/world.ts';

describeConsole(
  'Operation logs at the console',
  () => startWorld(4, { liar: false }),
  at => {
    it('LOG-015 without acquisition and records the page says so and leads to the settings', async () => {
      const page = await at.go('/operations');
      await page.getByRole('heading', { name: 'Operation logs are not acquired' }).waitFor();
      await page.locator('.empty').getByRole('link', { name: 'Settings of operation logs' }).waitFor();
    });

    it('LOG-010 LOG-011 LOG-012 LOG-016 days, quick filters and details', async () => {
      await observeUsers(at.world);
      const page = await at.go('/operations');
      const rows = page.locator('.list-space > .operation-row');
      const day = (daysAgo: number) =>
        page.locator(`.day-chip[aria-pressed="true"][aria-label*="${daysAgo}"]`);
      await page.getByText('129 of 129 records').waitFor();
      expect(await day(Number(dayBefore(at.world, 1).slice(8))).count()).toBe(1);
      // Months end: the day before yesterday may be another month's.
      if (dayBefore(at.world, 1).slice(8) !== '01') {
        const without = page.getByRole('button', { name: /No operation logs/ });
        expect(await without.first().isDisabled()).toBe(true);
      }

      await page.getByRole('button', { name: 'yes 2' }).click();
      await page.getByText('2 of 2 records').waitFor();
      expect(await rows.filter({ hasText: 'Suspicious' }).count()).toBe(2);
      expect(await rows.first().innerText()).toContain('https://share.example/u/');

      await page.getByRole('button', { name: 'Save this filter' }).click();
      await page.getByLabel('Name', { exact: true }).fill('What leaves');
      await page.getByRole('button', { name: 'Save', exact: true }).click();
      await page.getByRole('button', { name: 'What leaves', exact: true, pressed: true }).waitFor();

      await rows.filter({ hasText: 'Copy file' }).getByRole('button').click();
      const drawer = page.getByRole('complementary', { name: 'Operation Details' });
      await drawer.getByText('AA0117').waitFor();
      await drawer.getByText('Copy/Move the File to External Device').waitFor();
      expect(await drawer.getByRole('button', { name: 'Trace' }).isEnabled()).toBe(true);
      expect(await broken(page)).toEqual([]);

      await page.getByRole('button', { name: 'Previous day with records' }).click();
      await page.locator('.toast').getByText('There is nothing earlier.').waitFor();
      await page.getByRole('button', { name: 'yes 2' }).click();
      await page.getByRole('button', { name: 'Previous day with records' }).click();
      await page.getByText('40 of 40 records').waitFor();
      await settled(page);
      expect(new URL(page.url()).searchParams.get('day')).toBe(dayBefore(at.world, 3));
      await page.getByRole('button', { name: 'What leaves', exact: true }).click();
      await page.getByText('No record of this time matches').waitFor();
      await page.getByRole('button', { name: 'Go there' }).click();
      await page.getByText('2 of 2 records').waitFor();
    });

    it('LOG-013 whoever searches texts of a whole month is advised to narrow the time first', async () => {
      await observeUsers(at.world);
      const month = dayBefore(at.world, 1).slice(0, 7);
      const page = await at.go(`/operations?day=${month}&f=file.contains.drawing`);
      await page.getByText('A whole month is searched. Narrow the time first').waitFor();
    });

    it('LOG-016 LOG-022 a warning on Home leads to its record, which is pinned to a new case', async () => {
      await observeUsers(at.world);
      const page = await at.go('/');
      const panel = page.locator('.card', { hasText: 'Suspicious operations, not acknowledged' });
      await panel.getByRole('link', { name: 'Copy to an external device (1 file)' }).click();
      const drawer = page.getByRole('complementary', { name: 'Operation Details' });
      await drawer.getByRole('button', { name: 'Pin to a case' }).click();
      await page.getByLabel('Title of a new case').fill('Drawing A117');
      await page.getByRole('button', { name: 'Open it and pin' }).click();
      await page.locator('.toast').getByText('Pinned to Drawing A117.').waitFor();
      await page.getByRole('link', { name: 'Cases' }).click();
      await page.getByRole('link', { name: 'Drawing A117' }).click();
      await page.getByRole('heading', { name: 'Drawing A117' }).waitFor();
      const pinned = page.getByRole('region', { name: 'Records and traces' });
      expect(await pinned.innerText()).toContain('drawing-A117-rev4.pdf');
      await page.getByRole('button', { name: 'Add a note' }).click();
      await page.getByRole('textbox', { name: 'Note' }).fill('The stick is his own.');
      await page.getByRole('button', { name: 'Save', exact: true }).click();
      await page.locator('.case-note').getByText('The stick is his own.').waitFor();
      await page.getByRole('region', { name: 'History' }).getByText('Note added').waitFor();
      expect(await broken(page)).toEqual([]);
    });

    it('LOG-024 LOG-025 a file is followed to where it left, as a graph and as a table, with both ends', async () => {
      const page = await at.go(`/operations/${carriedId(at.world)}/trace`);
      await page.getByRole('heading', { name: 'Trace of drawing-A117-rev4.pdf' }).waitFor();
      const ends = page.locator('ul.trace-facts > li');
      expect(await ends.nth(0).innerText()).toContain('Web Access (Download)');
      expect(await ends.nth(1).innerText()).toContain('Web Access (Upload)');
      const steps = await page.locator('table tbody tr').count();
      expect(steps).toBeGreaterThanOrEqual(5);
      expect(await page.locator('.trace-node').count()).toBe(steps);
      expect(await page.locator('.trace-lane').allInnerTexts()).toEqual(
        expect.arrayContaining(['LT-10000', 'Removable Disk', 'LT-10001', 'Web']),
      );
      await page.locator('.trace-node[data-asked]').click();
      await page.getByRole('complementary', { name: 'Operation Details' }).getByText('AA0117').waitFor();
      expect(await broken(page)).toEqual([]);

      await page.goto(`/operations?day=${dayBefore(at.world, 1)}&f=detail.eq.print`);
      await page.getByRole('row').getByRole('button', { name: 'Print' }).click();
      const drawer = page.getByRole('complementary', { name: 'Operation Details' });
      await drawer.getByText('This record cannot be traced').waitFor();
      expect(await drawer.getByRole('button', { name: 'Trace' }).isDisabled()).toBe(true);
    });

    it('LOG-014 the page of a device leads to its records', async () => {
      const page = await at.go(`/devices/${at.world.ids[0]}`);
      await page.getByRole('link', { name: 'Operation logs', exact: true }).last().click();
      await page.getByText('7 of 7 records').waitFor();
      await page.getByRole('button', { name: 'Computer is LT-10000' }).first().waitFor();
    });

    it('LOG-022 the warning of a suspicious operation leads to its record and to those of its computer', async () => {
      const { body } = await at.world.server.call('GET', '/api/v1/events', {
        query: { filter: `type.eq.SuspiciousOperationDetected~stream.eq.operationLog-${at.world.ids[0]}` },
      });
      const page = await at.go(`/events?sel=${body.items[0].position}`);
      await page.getByRole('link', { name: 'Logs of the computer' }).waitFor();
      await page.getByRole('link', { name: 'Open the record' }).click();
      await page.getByText('7 of 7 records').waitFor();
      await page.getByRole('complementary', { name: 'Operation Details' }).getByText('AA0117').waitFor();
    });

    it('LOG-003 LOG-009 settings are compared before they change, and a purpose is asked for once it is required', async () => {
      const page = await at.go('/settings/operation-logs');
      await page.getByLabel('Only operations that divulge information').waitFor();
      expect(await page.getByLabel('Only operations that divulge information').isChecked()).toBe(true);
      expect(await broken(page)).toEqual([]);
      await page.getByLabel('Days kept at hand').fill('0');
      await page.locator('.field-error').waitFor();
      expect(await page.getByRole('button', { name: 'Check the changes' }).isDisabled()).toBe(true);
      await page.getByLabel('Days kept at hand').fill('62');
      await page.getByLabel('Delete file', { exact: true }).check();
      expect(await page.getByLabel(/Chosen operations/).isChecked()).toBe(true);
      await page.getByLabel('Reading needs a purpose').check();
      await page.getByRole('button', { name: 'Check the changes' }).click();
      const rows = page.locator('dialog tbody tr');
      await rows.first().waitFor();
      expect(await rows.allInnerTexts()).toEqual([
        expect.stringMatching(/Days kept at hand\s+31\s+62/),
        expect.stringMatching(/Reading needs a purpose\s+no\s+yes/),
        expect.stringMatching(/What is recorded\s+Delete file/),
      ]);
      expect(await broken(page, { within: 'dialog' })).toEqual([]);
      await page.getByRole('button', { name: 'Change the settings' }).click();
      await page.locator('.toast').getByText('The settings are changed').waitFor();

      await page.getByRole('link', { name: 'Open the logs' }).click();
      const dialog = page.getByRole('dialog', { name: 'Why do you need these logs?' });
      await dialog.getByLabel('Purpose, case or ticket').fill('CASE-0117');
      expect(await broken(page, { within: 'dialog' })).toEqual([]);
      await dialog.getByRole('button', { name: 'Open the logs' }).click();
      await page.getByText('129 of 129 records').waitFor();
      const { body } = await at.world.server.call('GET', '/api/v1/events', {
        query: { filter: 'type.eq.OperationLogRead', limit: '1' },
      });
      expect(body.items[0].data).toMatchObject({ purpose: 'CASE-0117' });
    });
  },
);
