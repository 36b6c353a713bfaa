import { adminPassword, startTestServer } from '../support/server.ts';
import { consoleFolder, settled } from './support/browser.ts';
import { describeConsole } from './support/suite.ts';
import { computer, startWorld } from './support/world.ts';

const HOUR = 3_600_000;

describeConsole(
  'The console keeps a person company',
  () => startWorld(90, { liar: false }),
  at => {
    it('comes back to the place in the list, and goes to the next and the previous device by keys', async () => {
      const page = await at.go('/devices?view=all&sort=name');
      const list = page.locator('[data-scroll-restoration-id=devices]');
      await list.evaluate(element => element.scrollTo(0, 1_500));
      const row = page.getByRole('link', { name: 'LT-10060', exact: true });
      await row.waitFor();
      await row.click();
      await page.getByRole('heading', { level: 1, name: 'LT-10060' }).waitFor();
      await page.getByText('61 of 90').waitFor();
      await page.keyboard.press(']');
      await page.getByRole('heading', { level: 1, name: 'LT-10061' }).waitFor();
      await page.getByText('62 of 90').waitFor();
      await page.keyboard.press('[');
      await page.getByRole('heading', { level: 1, name: 'LT-10060' }).waitFor();
      await page.getByText('61 of 90').waitFor();
      await page.goBack();
      await page.goBack();
      await page.goBack();
      await page.getByRole('heading', { level: 1, name: 'Devices' }).waitFor();
      await page.locator('[role=row][data-active]').getByText('LT-10060').waitFor();
      expect(await list.evaluate(element => element.scrollTop)).toBeGreaterThan(1_000);
    });

    it('warns before the session ends, goes on, and signs in again over what was typed', async () => {
      const { server } = at.world;
      const { userId } = await server.accountWith(['viewer']);
      await server.context.passwords.set(userId, adminPassword);
      const token = await server.signIn(userId, adminPassword);
      const start = Date.parse(server.clock.now());
      const { page } = await at.visit({ token });
      await page.clock.install({ time: start });
      await page.goto('/software');
      const field = page.getByLabel('Find a title or a publisher');
      await field.fill('half a word');
      await page.waitForURL(/q=half/);
      await settled(page);
      // A page left open asks now and then, and that does not put the end off.
      server.clock.set(new Date(start + 8 * HOUR - 45_000).toISOString());
      await page.clock.runFor(11 * 60_000);
      const ending = page.getByRole('dialog', { name: 'Your session is about to end' });
      await ending.getByText(/You will be signed out in \d+ seconds/).waitFor();
      await ending.getByRole('button', { name: 'Continue' }).click();
      await ending.waitFor({ state: 'hidden' });
      await settled(page);
      expect(await field.inputValue()).toBe('half a word');
      server.clock.set(new Date(start + 17 * HOUR).toISOString());
      await page.clock.runFor(11 * 60_000);
      const ended = page.getByRole('dialog', { name: 'Your session has ended' });
      await ended.getByLabel('Password', { exact: true }).fill('not this one at all');
      await ended.getByRole('button', { name: 'Sign in' }).click();
      await ended.getByRole('alert').waitFor();
      await ended.getByLabel('Password', { exact: true }).fill(adminPassword);
      await ended.getByRole('button', { name: 'Sign in' }).click();
      await ended.waitFor({ state: 'hidden' });
      expect(await field.inputValue()).toBe('half a word');
      expect(new URL(page.url()).pathname).toBe('/software');
      await server.travel(new Date(start).toISOString());
    });

    it('tells wherever one is that a job of one’s own has ended', async () => {
      const page = await at.go('/health');
      const { server } = at.world;
      let finish: () => void = () => undefined;
      await server.context.jobs.start('rebuild', 'system', () => new Promise<void>(done => (finish = done)));
      await server.context.jobs.start('of somebody else', 'u1', () => Promise.resolve());
      await page.getByRole('link', { name: 'Software', exact: true }).first().click();
      await page.getByRole('heading', { level: 1, name: 'Software' }).waitFor();
      finish();
      await page.locator('.toast').getByText('The job “rebuild” is done.').waitFor();
      await page.locator('.toast').getByRole('button', { name: 'Show' }).click();
      await page.getByRole('heading', { level: 1, name: 'Jobs' }).waitFor();
    });

    it('WIN-004 shows an empty installation the way, step by step, and ticks what has happened', async () => {
      const empty = await startTestServer({ listen: true, consoleFolder });
      try {
        const { page } = await at.visit({}, empty);
        await page.goto('/');
        const card = page.locator('.getting-started');
        await card.getByText('1 of 6 done').waitFor();
        await page.getByText('No device has reported its system yet.').waitFor();
        await page.goto('/software');
        await page.getByText('No software has been reported yet.').waitFor();
        await page.getByRole('button', { name: 'Go to a page' }).click();
        await page.getByRole('menuitem', { name: 'Getting started' }).click();
        const step = async (word: string) =>
          page.locator('.start-step').getByText(word, { exact: true }).waitFor();
        await step('Step 2 of 6');
        await page.getByRole('button', { name: 'Add a department' }).click();
        await page.getByLabel('Name', { exact: true }).fill('Sales');
        await page.getByRole('dialog').getByRole('button', { name: 'Add' }).click();
        await page.getByRole('button', { name: 'Next', exact: true }).click();
        await page.getByRole('button', { name: 'Skip for now' }).click();
        await step('Step 4 of 6');
        await page.getByRole('button', { name: 'Create token' }).click();
        await page.getByRole('button', { name: 'Next', exact: true }).click();
        await page.getByText('Waiting for the first device.').waitFor();
        await empty.report(computer(1));
        await page.getByText('The first devices are here.').waitFor();
        await page.getByRole('link', { name: 'LT-10001' }).waitFor();

        // Left here, taken up again elsewhere; what was passed over is known there, too.
        const other = await at.visit({}, empty);
        await other.page.goto('/');
        const there = other.page.locator('.getting-started');
        await there.getByText('4 of 6 done').waitFor();
        await there.getByRole('link', { name: 'Go on: Accounts' }).click();
        await other.page.getByRole('button', { name: 'Add account' }).waitFor();
        await other.page.goto('/');
        await there.getByRole('button', { name: 'Hide from Home' }).click();
        await there.waitFor({ state: 'hidden' });
        await other.page.reload();
        await other.page.getByRole('heading', { level: 2, name: 'Newest devices' }).waitFor();
        expect(await there.count()).toBe(0);
      } finally {
        await empty.close();
      }
    });
  },
);
