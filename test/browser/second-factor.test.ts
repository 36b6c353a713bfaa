import type { Page } from 'playwright-core';
import { encode } from 'uqr';
import { codeShown } from '../support/authenticator.ts';
import { describeConsole } from './support/suite.ts';
import { startWorld } from './support/world.ts';

const HALF_MINUTE = 30_000;

describeConsole(
  'A second factor at the console',
  () => startWorld(0),
  at => {
    const shown = (secret: string) => codeShown(secret, at.world.server.clock.now());
    const nextCode = () => at.world.server.clock.advance(HALF_MINUTE);
    const password = (number: number) => `a temporary secret of ${number} `;

    async function signIn(userId: string, typed: string): Promise<Page> {
      const page = await at.go('/sign-in', { token: null });
      await page.getByLabel('User ID').fill(userId);
      await page.getByLabel('Password', { exact: true }).fill(typed);
      await page.getByRole('button', { name: 'Sign in' }).click();
      return page;
    }

    it('is set up on the account page, asked for as a second step at sign-in, and given up', async () => {
      const { userId, token } = await at.world.server.accountWith(['viewer']);
      const account = await at.go('/account?tab=factor', { token });
      await account.getByLabel('Current password').fill('not this one');
      await account.getByRole('button', { name: 'Set up' }).click();
      await account.getByRole('alert').getByText('The current password is wrong').waitFor();
      await account.getByLabel('Current password').fill(password(1));
      await account.getByRole('button', { name: 'Set up' }).click();
      const code = account.getByRole('img', { name: 'QR code of the key for the authenticator app' });
      const key = await account.locator('.secret code').first().textContent();
      const secret = key!.replaceAll(' ', '');
      const link = account.getByRole('link', { name: 'Open in the authenticator app of this device' });
      expect(await link.getAttribute('href')).toContain(`otpauth://totp/Muster:${userId}?secret=${secret}&`);
      const scanned = encode((await link.getAttribute('href'))!, { border: 4 });
      const modules = (await code.locator('path').getAttribute('d'))!.match(/M/g)!;
      expect(modules).toHaveLength(scanned.data.flat().filter(Boolean).length);
      await account.getByLabel('Code of the app').fill('000000');
      await account.getByRole('button', { name: 'Confirm' }).click();
      await account.getByRole('alert').getByText('The code is not right').waitFor();
      await account.getByLabel('Code of the app').fill(shown(secret));
      await account.getByRole('button', { name: 'Confirm' }).click();
      await account.getByText('10 recovery codes are left.').waitFor();
      const recovery = await account.locator('.recovery-codes code').allTextContents();
      expect(recovery).toHaveLength(10);

      nextCode();
      const page = await signIn(userId, password(1));
      await page.getByText(`The password for ${userId} was accepted.`).waitFor();
      await page.getByLabel('Code', { exact: true }).fill('000000');
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByRole('alert').getByText('SECOND_FACTOR_WRONG').waitFor();
      await page.getByLabel('Code', { exact: true }).fill(shown(secret));
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByRole('heading', { level: 1, name: 'Home' }).waitFor();

      const lost = await signIn(userId, password(1));
      await lost.getByLabel('Code', { exact: true }).fill(recovery[0]!);
      await lost.getByRole('button', { name: 'Sign in' }).click();
      await lost.getByRole('heading', { level: 1, name: 'Home' }).waitFor();

      nextCode();
      await account.reload();
      await account.getByText('9 recovery codes are left.').waitFor();
      expect(await account.locator('.recovery-codes').count()).toBe(0);
      await account.getByLabel('Current password').fill(password(1));
      await account.getByLabel('Code', { exact: true }).fill(shown(secret));
      await account.getByRole('button', { name: 'Give up the second factor' }).click();
      await account.getByRole('button', { name: 'Set up' }).waitFor();
      const alone = await signIn(userId, password(1));
      await alone.getByRole('heading', { level: 1, name: 'Home' }).waitFor();
    });

    it('is asked for where the session has ended, too, and what was typed stays', async () => {
      const { server } = at.world;
      const { userId, token } = await server.accountWith(['viewer']);
      const { secondFactors, accounts, sessions } = server.context;
      const { secret } = await secondFactors.offer(userId);
      await secondFactors.confirm(userId);
      await accounts.execute(userId, { type: 'EnrolSecondFactor', recoveryCodes: 10 }, 'system:test');
      const { page } = await at.visit({ token });
      await page.goto('/software');
      const field = page.getByLabel('Find a title or a publisher');
      await field.fill('half a word');
      await sessions.revoke(session => session.userId === userId);
      await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))");
      const ended = page.getByRole('dialog', { name: 'Your session has ended' });
      await ended.getByLabel('Password', { exact: true }).fill(password(2));
      await ended.getByRole('button', { name: 'Sign in' }).click();
      await ended.getByLabel('Code', { exact: true }).fill(shown(secret));
      await ended.getByRole('button', { name: 'Sign in' }).click();
      await ended.waitFor({ state: 'hidden' });
      expect(await field.inputValue()).toBe('half a word');
    });
  },
);
