import type { Page } from 'playwright-core';
import { adminPassword } from '../support/server.ts';
import { settled, type Dom } from './support/browser.ts';
import { describeConsole } from './support/suite.ts';
import { computer, startWorld } from './support/world.ts';

const rows = (page: Page) => page.locator('[role=grid] [role=row][aria-selected]');
const foot = (page: Page) => page.locator('.list-foot strong');

describeConsole(
  'A person at the console',
  () => startWorld(60),
  at => {
    it('signs in, is told of a wrong password without a hint which part was wrong, and returns to where they wanted', async () => {
      const page = await at.go('/devices?view=all&sort=-name', { token: null });
      await page.getByLabel('User ID').fill('system');
      await page.getByLabel('Password', { exact: true }).fill('not this one');
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByRole('alert').getByText('SIGN_IN_REFUSED').waitFor();
      await page.getByLabel('Password', { exact: true }).fill(adminPassword);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByRole('heading', { level: 1, name: 'Devices' }).waitFor();
      expect(new URL(page.url()).search).toContain('sort=-name');
    });

    it('must choose a password of their own after a one-time password', async () => {
      const created = await at.world.server.call('POST', '/api/v1/accounts', {
        body: { userId: 'u70001', displayName: 'New person', roles: ['viewer'] },
      });
      const page = await at.go('/', { token: null });
      await page.getByLabel('User ID').fill('u70001');
      await page
        .getByLabel('Password', { exact: true })
        .fill((created.body as { password: string }).password);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByRole('heading', { name: 'Choose your password' }).waitFor();
      await page.getByLabel('New password').fill('a quiet harbour at night');
      await page.getByLabel('Repeat it').fill('a quiet harbour at noon');
      await page.getByRole('button', { name: 'Save and open' }).click();
      await page.getByText('The two passwords differ.').waitFor();
      await page.getByLabel('Repeat it').fill('a quiet harbour at night');
      await page.getByRole('button', { name: 'Save and open' }).click();
      await page.getByRole('heading', { level: 1, name: 'Home' }).waitFor();
      // A viewer sees no page of the log, and its address says why.
      await page.goto('/events');
      await page.getByText('You may not see this.').waitFor();
    });

    it('filters, sorts and reads it back from the address; another person with it sees the same', async () => {
      const page = await at.go('/devices');
      expect(await foot(page).textContent()).toBe('61 devices');
      await page.getByRole('button', { name: 'Model', exact: true }).first().click();
      await page.getByRole('button', { name: /^Latitude 5450/ }).click();
      await page.getByText('15 devices').first().waitFor();
      await page.getByRole('columnheader', { name: 'Name' }).getByRole('button').click();
      await page.waitForURL(/sort=-name/);
      await settled(page);
      expect(new URL(page.url()).searchParams.get('f')).toBe('model.eq.Latitude 5450');
      const names = await rows(page).locator('.row-link').allTextContents();
      expect(names).toEqual([...names].sort().reverse());
      const viewer = await at.world.server.accountWith(['viewer']);
      const other = await at.visit({ token: viewer.token });
      await other.page.goto(page.url());
      await settled(other.page);
      expect(await rows(other.page).locator('.row-link').allTextContents()).toEqual(names);
      await other.context.close();
      await page.keyboard.press('Shift+F');
      await page.getByText('61 devices').first().waitFor();
    });

    it('moves, selects and opens by keys, and comes back to the same place', async () => {
      const page = await at.go('/devices');
      await page.keyboard.press('j');
      await page.keyboard.press('j');
      await page.keyboard.press('x');
      await page.getByRole('region', { name: 'Actions on the selection' }).getByText('1 selected').waitFor();
      const name = await page.locator('[role=row][data-active] .row-link').textContent();
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { level: 1, name: name! }).waitFor();
      await page.goBack();
      await page.getByRole('heading', { level: 1, name: 'Devices' }).waitFor();
      await page.keyboard.press('?');
      await page.getByRole('dialog', { name: 'Keyboard' }).waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('dialog', { name: 'Keyboard' }).waitFor({ state: 'hidden' });
      await page.keyboard.press('g');
      await page.keyboard.press('s');
      await page.getByRole('heading', { level: 1, name: 'Software' }).waitFor();
      // Typing in a field is typing.
      await page.getByLabel('Find a title or a publisher').fill('');
      await page.getByLabel('Find a title or a publisher').pressSequentially('git');
      await page.waitForURL(/q=git/);
      expect(new URL(page.url()).pathname).toBe('/software');
    });

    it('finds a device by a value it no longer has', async () => {
      const page = await at.go('/');
      await page.keyboard.press('Control+k');
      await page.getByRole('combobox', { name: 'Go to, do, find' }).fill('10.20.0.0');
      const former = page.getByRole('option').filter({ hasText: 'until' });
      await former.first().waitFor();
      expect(await former.first().textContent()).toMatch(/LT-10000.*IP address was 10\.20\.0\.0 until/);
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { level: 1, name: 'LT-10000' }).waitFor();
    });

    it('looks at the whole console as of a past moment, carries it along, and returns by Escape', async () => {
      const page = await at.go('/devices');
      await page.keyboard.press('t');
      await page.getByRole('dialog', { name: 'See the whole console as of' }).waitFor();
      // Between the reports of two computers, a quarter of a day from either.
      const then = new Date(at.world.now - 20.25 * 86_400_000);
      const local = new Date(then.getTime() - then.getTimezoneOffset() * 60_000).toISOString();
      await page.getByLabel('Date').fill(local.slice(0, 10));
      await page.getByLabel('Time').fill(local.slice(11, 16));
      await page.getByRole('button', { name: /^Look at/ }).click();
      await page.getByRole('region', { name: 'PAST' }).waitFor();
      await settled(page);
      expect(await foot(page).textContent()).toBe('40 devices');
      expect(await page.getByRole('link', { name: 'Add devices' }).count()).toBe(0);
      await page.getByRole('link', { name: 'Home', exact: true }).first().click();
      await page.getByRole('heading', { level: 1, name: 'Home' }).waitFor();
      expect(new URL(page.url()).searchParams.get('asOf')).toBeTruthy();
      expect(await page.title()).toMatch(/^\[/);
      await page.goto(
        `/devices/${at.world.main}?asOf=${encodeURIComponent(new Date(at.world.now - 10 * 86_400_000).toISOString())}`,
      );
      await page.getByText('10.20.0.0').first().waitFor();
      await page.keyboard.press('Escape');
      await page.getByText('10.99.7.118').first().waitFor();
      expect(new URL(page.url()).searchParams.get('asOf')).toBeNull();
    });

    it('DEV-029 reads the history of a device as sentences by kind, and compares two dates in place', async () => {
      const from = new Date(at.world.now - 10 * 86_400_000).toISOString();
      const page = await at.go(`/devices/${at.world.main}?tab=history&from=${encodeURIComponent(from)}`);
      const diff = page.getByRole('region', { name: 'Compare' }).first();
      await diff.getByText('wireshark').waitFor();
      expect(await diff.locator('s').filter({ hasText: '10.20.0.0' }).count()).toBe(1);
      await diff.getByText('10.99.7.118').first().waitFor();
      const sentences = page.locator('.timeline .sentence');
      await sentences.filter({ hasText: 'Address of eth0 changed from 10.20.0.0 to 10.99.7.118' }).waitFor();
      await page.locator('.kind-filter').getByText('Software', { exact: true }).click();
      await page.waitForURL(/kind=software/);
      await page.waitForFunction(
        () => !(globalThis as unknown as Dom).document.body.textContent.includes('Address of eth0 changed'),
      );
      expect(await sentences.count()).toBeGreaterThan(0);
    });

    it('sees where a value comes from and what it was before', async () => {
      const page = await at.go(`/devices/${at.world.main}`);
      await page.locator('.kv', { hasText: 'User' }).getByRole('button', { name: 'u20114' }).click();
      const card = page.getByRole('dialog', { name: 'Where this value comes from' });
      await card.getByText('GLPI-Agent').first().waitFor();
      expect(await card.textContent()).toContain('u11000');
      await page.keyboard.press('Escape');
      await card.waitFor({ state: 'hidden' });
      expect(await page.evaluate('document.activeElement.textContent')).toBe('u20114');
    });

    it('keeps columns, views and the language on the server', async () => {
      const { token } = await at.world.server.accountWith(['administrator']);
      const page = await at.go('/devices?view=all&f=tag.eq.LAB&sort=name', { token });
      await page.keyboard.press('c');
      await page.getByRole('dialog', { name: 'Columns' }).getByRole('checkbox', { name: 'Kernel' }).click();
      await page.keyboard.press('Escape');
      await page.getByRole('columnheader', { name: 'Kernel' }).waitFor();
      await page.getByRole('button', { name: 'Save as a view' }).click();
      await page.getByLabel('Name of the view').fill('The laboratory');
      await page.getByRole('button', { name: 'Save as a view' }).last().click();
      await page.getByRole('heading', { level: 1, name: 'The laboratory' }).waitFor();
      await page.getByRole('button', { name: /^Account menu/ }).click();
      await page.getByText('日本語').click();
      await page.getByRole('link', { name: '機器', exact: true }).first().waitFor();
      const other = await at.visit({ token });
      await other.page.goto('/devices?view=all&sort=name');
      await other.page.getByRole('columnheader', { name: 'カーネル' }).waitFor();
      await other.page.getByRole('link', { name: /The laboratory/ }).waitFor();
      expect(await other.page.evaluate('document.documentElement.lang')).toBe('ja');
      await other.context.close();
    });

    it('is told that something changed, without a row moving, and merges it on demand', async () => {
      const page = await at.go('/devices?view=all&sort=name');
      const before = await rows(page).locator('.row-link').allTextContents();
      await at.world.server.report(computer(1, { hostName: 'AA-00001' }), at.world.ids[1]);
      await page.getByText('1 changed since you opened.').first().waitFor();
      expect(await rows(page).locator('.row-link').allTextContents()).toEqual(before);
      await page.locator('.live-pill').click();
      await page.getByRole('link', { name: 'AA-00001' }).waitFor();
      await at.world.server.report(computer(1), at.world.ids[1]);
    });

    it('creates a token, gets a configuration to paste, and opens an event with its data', async () => {
      const page = await at.go('/devices/add');
      await page.getByRole('button', { name: 'Create token' }).click();
      const token = await page.locator('.secret code').textContent();
      await page.getByText('OCS Inventory Agent').click();
      expect(await page.locator('pre.command').first().textContent()).toContain(`password=${token}`);
      expect(await page.locator('pre.command').first().textContent()).toContain(
        `${at.world.server.url}/ocsinventory`,
      );
      await page.goto('/events');
      await page.getByRole('button', { name: 'EnrolmentTokenCreated' }).first().click();
      await page
        .getByRole('complementary', { name: /^Event/ })
        .getByText('"uses"')
        .waitFor();
    });

    it('shows what agents say as text and never runs it', async () => {
      for (const path of [
        '/',
        '/devices',
        `/devices/${at.world.hostileId}`,
        `/devices/${at.world.hostileId}?tab=hardware`,
        `/devices/${at.world.hostileId}?tab=software`,
        `/devices/${at.world.hostileId}?tab=history`,
        '/software',
        '/events',
        '/devices?view=all&f=osName.missing',
      ]) {
        const page = await at.go(path);
        expect(
          await page.evaluate(`[typeof window.owned, document.querySelectorAll('img, b b').length]`),
        ).toEqual(['undefined', 0]);
        expect([path, at.last?.complaints]).toEqual([path, []]);
        await at.leave();
      }
      const page = await at.go(`/devices/${at.world.hostileId}`);
      expect(await page.getByRole('heading', { level: 1 }).textContent()).toContain('<img src=x onerror=');
    });

    it('DEV-033 opens a title to its versions and the devices that have it', async () => {
      const page = await at.go('/software');
      await page.getByRole('button', { name: 'wireshark' }).click();
      const drawer = page.getByRole('complementary', { name: 'Details of wireshark' });
      await drawer.getByRole('button', { name: /4\.0\.17/ }).click();
      await page.waitForURL(/version=4\.0\.17/);
      await drawer.getByRole('link', { name: 'LT-10000' }).click();
      await page.getByRole('heading', { level: 1, name: 'LT-10000' }).waitFor();
    });

    it('says why a list is empty and what to do', async () => {
      const page = await at.go('/devices?view=all&f=osFamily.eq.linux~name.prefix.ZZZ&sort=name');
      await page.getByText('No device matches these 2 filters').waitFor();
      await page.getByRole('button', { name: 'Remove that filter' }).click();
      await page.getByText('60 devices').first().waitFor();
      await page.goto('/devices?view=all&f=nonsense.is.this&sort=name');
      await page
        .getByRole('alert')
        .getByText(/cannot be read/)
        .waitFor();
    });
  },
);
