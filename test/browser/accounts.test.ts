import type { Page } from 'playwright-core';
import { settled } from './support/browser.ts';
import { describeConsole } from './support/suite.ts';
import { startWorld } from './support/world.ts';

describeConsole(
  'Accounts at the console',
  () => startWorld(4),
  at => {
    const row = (page: Page, userId: string) =>
      page.getByRole('row').filter({ has: page.getByRole('link', { name: userId, exact: true }) });
    const signIn = async (userId: string, password: string) => {
      const page = await at.go('/sign-in', { token: null });
      await page.getByLabel('User ID').fill(userId);
      await page.getByLabel('Password', { exact: true }).fill(password);
      await page.getByRole('button', { name: 'Sign in' }).click();
      return page;
    };

    it('ACC-018 ACC-024 ACC-025 adds an account with permissions, tasks and departments; its first password must be changed', async () => {
      const page = await at.go('/settings');
      await page.getByRole('link', { name: 'Accounts', exact: true }).click();
      await page.getByRole('button', { name: 'Add account' }).click();
      const dialog = page.getByRole('dialog', { name: 'Add an account' });
      await dialog.getByRole('button', { name: 'Add account' }).click();
      await dialog.getByRole('alert').getByText('Enter a user ID.').waitFor();
      await dialog.getByLabel('User ID').fill('Kimura');
      await dialog.getByLabel('Name', { exact: true }).fill('木村 恵');
      await dialog.getByLabel('E-mail address').fill('kimura@example.com');
      await dialog.getByRole('checkbox', { name: /^System administrator/ }).check();
      await dialog.getByRole('checkbox', { name: 'All tasks' }).uncheck();
      await dialog.getByRole('checkbox', { name: 'Security management' }).uncheck();
      await dialog.getByRole('checkbox', { name: 'Distribution management' }).uncheck();
      await dialog.getByRole('checkbox', { name: /^Set the administration scope/ }).check();
      await dialog.getByRole('button', { name: 'Add account' }).click();
      await dialog.getByRole('alert').getByText('Add at least one department').waitFor();
      await dialog.getByRole('combobox', { name: 'Department' }).fill('Plant A / Quality');
      await dialog.getByRole('button', { name: 'Add', exact: true }).click();
      await dialog.getByRole('combobox', { name: 'Department' }).fill('Plant B');
      await dialog.getByRole('combobox', { name: 'Department' }).press('Enter');
      await dialog.getByRole('button', { name: 'Remove Plant B' }).click();
      await dialog.getByRole('button', { name: 'Add account' }).click();
      const shown = page.getByRole('dialog', { name: 'kimura is added' });
      const password = (await shown.locator('.secret code').textContent())!;
      await shown.getByRole('button', { name: 'Close' }).last().click();
      await row(page, 'kimura').getByText('Asset management, Device management').waitFor();
      const cells = await row(page, 'kimura').getByRole('gridcell').allTextContents();
      expect(cells).toEqual([
        ...['', 'kimura', '木村 恵', 'kimura@example.com', 'System administrator, Viewer'],
        ...['Asset management, Device management', 'Plant A/Quality', 'Password to be changed', '–', 'never'],
      ]);

      const theirs = await signIn('kimura', password);
      await theirs.getByRole('heading', { name: 'Choose your password' }).waitFor();
    });

    it('ACC-019 ACC-021 ACC-022 edits, locks, unlocks and gives a temporary password, ending sessions and tokens', async () => {
      const { server } = at.world;
      const { userId, token } = await server.accountWith(['viewer']);
      await server.call('POST', '/api/v1/api-tokens', { token, body: { name: 'nightly export' } });
      const page = await at.go(`/settings/accounts/${userId}`);
      await page.getByLabel('Name', { exact: true }).fill('Mori Kenji');
      await page.getByRole('checkbox', { name: /^Auditor/ }).check();
      await page.getByRole('checkbox', { name: 'All tasks' }).uncheck();
      await page.getByRole('checkbox', { name: 'Asset management' }).uncheck();
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByRole('heading', { level: 1, name: 'Mori Kenji' }).waitFor();
      expect((await server.call('GET', `/api/v1/accounts/${userId}`)).body).toMatchObject({
        displayName: 'Mori Kenji',
        email: null,
        roles: ['viewer', 'auditor'],
        tasks: ['security', 'devices', 'distribution'],
        scope: null,
      });

      await page.getByRole('button', { name: 'Revoke' }).click();
      await page.getByText('The account has no tokens.').waitFor();
      await page.getByRole('button', { name: 'Lock', exact: true }).click();
      await page.getByText('Locked', { exact: true }).waitFor();
      await page.getByText('The account is signed in nowhere.').waitFor();
      expect((await server.call('GET', '/api/v1/me', { token })).status).toBe(401);
      await page.getByRole('button', { name: 'Unlock' }).click();
      await page.getByText('Enabled').waitFor();
      await page.getByRole('button', { name: 'Set a password' }).click();
      const dialog = page.getByRole('dialog', { name: `Set a password for ${userId}?` });
      await dialog.getByLabel('Password (empty: one is made up)').fill('short');
      await dialog.getByRole('button', { name: 'Set a password' }).click();
      await dialog.getByRole('alert').getByText('too easy to guess').waitFor();
      await dialog.getByLabel('Password (empty: one is made up)').fill('');
      await dialog.getByRole('button', { name: 'Set a password' }).click();
      const password = (await dialog.locator('.secret code').textContent())!;
      await dialog.getByRole('button', { name: 'Close' }).last().click();
      await page.getByText('Password to be changed').waitFor();
      const theirs = await signIn(userId, password);
      await theirs.getByRole('heading', { name: 'Choose your password' }).waitFor();
    });

    it('ACC-015 lets everybody keep their own name and address, and says what they may', async () => {
      const { token } = await at.world.server.accountWith(['viewer'], ['Plant A'], ['devices', 'assets']);
      const page = await at.go('/account', { token });
      await page.getByLabel('Name', { exact: true }).fill(' ');
      await page.getByLabel('E-mail address').fill('nobody');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByRole('alert').getByText('Enter a name.').waitFor();
      await page.getByLabel('Name', { exact: true }).fill('Sato Aoi');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByRole('alert').getByText('This is no e-mail address.').waitFor();
      await page.getByLabel('E-mail address').fill('sato@example.com');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('Profile saved.').first().waitFor();
      expect((await at.world.server.call('GET', '/api/v1/me', { token })).body).toMatchObject({
        displayName: 'Sato Aoi',
        email: 'sato@example.com',
      });
      expect(await page.locator('.kv dd').allTextContents()).toEqual([
        'Viewer',
        'Asset management, Device management',
        'Plant A',
      ]);
    });

    it('ACC-020 removes several at once, never the built-in account nor one’s own', async () => {
      const { server } = at.world;
      const manager = await server.accountWith(['user-manager']);
      const gone = [await server.accountWith(['viewer']), await server.accountWith(['viewer'])];
      await server.caughtUp();
      const page = await at.go('/settings/accounts', { token: manager.token });
      for (const userId of ['system', manager.userId])
        expect(await row(page, userId).getByRole('checkbox').count()).toBe(0);
      for (const { userId } of gone) await row(page, userId).getByRole('checkbox').check();
      await page.getByRole('region', { name: 'Actions on the selection' }).getByText('2 selected').waitFor();
      await page.getByRole('button', { name: 'Remove', exact: true }).click();
      await page
        .getByRole('dialog', { name: 'Remove 2 accounts?' })
        .getByRole('button', { name: 'Remove 2' })
        .click();
      for (const { userId } of gone) await row(page, userId).waitFor({ state: 'detached' });
      await row(page, 'system').waitFor();
      for (const { userId, token } of gone) {
        expect((await server.call('GET', `/api/v1/accounts/${userId}`)).status).toBe(404);
        expect((await server.call('GET', '/api/v1/me', { token })).status).toBe(401);
      }
      for (const userId of ['system', manager.userId]) {
        await page.goto(`/settings/accounts/${userId}`);
        await settled(page);
        expect(await page.getByRole('button', { name: 'Remove', exact: true }).count()).toBe(0);
        expect(await page.getByRole('checkbox', { name: /^Viewer/ }).isDisabled()).toBe(true);
      }
    });

    it('ACC-027 shows the modules of one’s tasks, and a link to another leads Home', async () => {
      const { token } = await at.world.server.accountWith(['administrator'], null, ['assets']);
      const page = await at.go('/', { token });
      const rail = page.getByRole('navigation', { name: 'Modules' }).first();
      const names = await rail.getByRole('link').allTextContents();
      expect(names.filter(Boolean)).toEqual(['Home', 'Assets', 'Reports', 'Health', 'Settings']);
      for (const [path, name] of [
        [`/devices/${at.world.main}?tab=history`, 'Devices'],
        ['/security', 'Security'],
        ['/events', 'Events'],
      ] as const) {
        await page.goto(path);
        await page.getByRole('heading', { level: 1, name: 'Home' }).waitFor();
        await page.getByText(`“${name}” lies outside the tasks of your account`).waitFor();
      }
      await page.goto('/assets');
      await page.getByRole('heading', { level: 1, name: 'Assets' }).waitFor();
      await page.goto('/');
      await settled(page);
      expect(await page.getByRole('alert').count()).toBe(0);
    });

    it('issues an API token that may less than its owner', async () => {
      const { server } = at.world;
      const { token } = await server.accountWith(['administrator'], ['Plant A']);
      const page = await at.go('/account?tab=tokens', { token });
      await page.getByLabel('What it is for').fill('nightly export');
      await page.getByText('Let it do less than you may').click();
      await page.getByRole('checkbox', { name: 'Everything you may' }).uncheck();
      await page.getByRole('checkbox', { name: 'devices.read' }).check();
      await page.getByRole('checkbox', { name: 'Only devices of these departments' }).check();
      await page.getByRole('combobox', { name: 'Department' }).fill('Plant B');
      await page.getByRole('combobox', { name: 'Department' }).press('Enter');
      await page.getByRole('button', { name: 'Create token' }).click();
      await page.getByText('API_TOKEN_BEYOND_OWNER').first().waitFor();
      await page.getByRole('button', { name: 'Remove Plant B' }).click();
      await page.getByRole('combobox', { name: 'Department' }).fill('Plant A/Quality');
      await page.getByRole('combobox', { name: 'Department' }).press('Enter');
      await page.getByRole('button', { name: 'Create token' }).click();
      const secret = (await page.locator('.secret code').textContent())!;
      await page.getByRole('region', { name: 'API tokens' }).getByText('devices.read').waitFor();
      expect((await server.call('GET', '/api/v1/me', { token: secret })).body).toMatchObject({
        permissions: ['devices.read'],
        scope: ['Plant A/Quality'],
      });
    });
  },
);
