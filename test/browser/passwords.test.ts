import { describeConsole } from './support/suite.ts';
import { startWorld } from './support/world.ts';

const DAY = 86_400_000;
const first = 'a temporary secret of 1 ';
const good = 'a quiet harbour at night';

describeConsole(
  'A password at the console',
  () => startWorld(0, { environment: { MUSTER_PASSWORD_DAYS: '30' } }),
  at => {
    const signIn = async (userId: string, password: string, locale = 'en') => {
      const page = await at.go('/sign-in', { token: null, locale });
      await page.getByLabel('User ID').fill(userId);
      await page.getByLabel('Password', { exact: true }).fill(password);
      await page.getByRole('button', { name: 'Sign in' }).click();
      return page;
    };

    it('ACC-010 ACC-013 is asked for a week ahead and may be put off; once expired it must be changed, with advice', async () => {
      const { server, now } = at.world;
      const { userId } = await server.accountWith(['viewer']);
      server.clock.set(new Date(now + 25 * DAY).toISOString());
      const early = await signIn(userId, first);
      await early.getByText('Your password expires in 5 days.').waitFor();
      await early.getByRole('button', { name: 'Later' }).click();
      await early.getByRole('heading', { level: 1, name: 'Home' }).waitFor();

      server.clock.set(new Date(now + 31 * DAY).toISOString());
      const page = await signIn(userId, first);
      await page.getByText(`The password of ${userId} has expired.`).waitFor();
      expect(await page.getByRole('button', { name: 'Later' }).count()).toBe(0);
      const advice = page.locator('#password-advice li');
      expect(await advice.allTextContents()).toEqual([
        ' Mix upper and lower case, digits and symbols',
        ' No obvious sequence such as 12345',
        ' No name or birthday of yours, a friend or a relative',
        ' No word as it stands in a dictionary',
      ]);
      await page.getByLabel('New password').fill('Sunshine Princess');
      await page.getByLabel('Repeat it').fill('Sunshine Princess');
      await page.getByRole('button', { name: 'Save and open' }).click();
      await page.getByRole('alert').getByText('Little is left of it without words').waitFor();
      // Advice is not asked for: this one has neither digits nor capitals.
      await page.getByLabel('New password').fill(good);
      await page.getByLabel('Repeat it').fill(good);
      await page.getByRole('button', { name: 'Save and open' }).click();
      await page.getByRole('heading', { level: 1, name: 'Home' }).waitFor();
      await page.goto('/account?tab=password');
      await page.getByText('No obvious sequence such as 12345').waitFor();
    });

    it('ACC-010 is changed over the page where the session had ended, so that what was typed stays', async () => {
      const { server, now } = at.world;
      server.clock.set(new Date(now + 31 * DAY).toISOString());
      const { userId, token } = await server.accountWith(['viewer']);
      const { page } = await at.visit({ token });
      await page.goto('/software');
      const field = page.getByLabel('Find a title or a publisher');
      await field.fill('half a word');
      server.clock.set(new Date(now + 62 * DAY).toISOString());
      await server.context.sessions.revoke(session => session.userId === userId);
      await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))");
      const ended = page.getByRole('dialog', { name: 'Your session has ended' });
      await ended.getByLabel('Password', { exact: true }).fill('a temporary secret of 2 ');
      await ended.getByRole('button', { name: 'Sign in' }).click();
      const change = page.getByRole('dialog', { name: 'Choose your password' });
      await change.getByLabel('New password').fill(good);
      await change.getByLabel('Repeat it').fill(good);
      await change.getByRole('button', { name: 'Save and open' }).click();
      await change.waitFor({ state: 'hidden' });
      expect(await field.inputValue()).toBe('half a word');
      expect(new URL(page.url()).pathname).toBe('/software');
    });
  },
);
