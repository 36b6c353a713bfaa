import { describeConsole } from './support/suite.ts';
import { past } from './support/pages.ts';
import { startWorld } from './support/world.ts';

const phone = { width: 390, height: 844 } as const;

describeConsole(
  'The console on a phone',
  () => startWorld(12, { liar: false }),
  at => {
    it('shows the type of every event whole, and its filters when asked', async () => {
      const page = await at.go('/events', phone);
      const names = page.locator('.events-scroller .name-button');
      await names.first().waitFor();
      const cut = await names.evaluateAll(all =>
        all
          .filter(each => each.scrollWidth > each.clientWidth || each.getBoundingClientRect().right > 390)
          .map(each => each.textContent),
      );
      expect(cut).toEqual([]);
      expect(await page.getByLabel('Event type').isVisible()).toBe(false);
      await page.getByRole('button', { name: 'Filter', exact: true }).click();
      await page.getByLabel('Event type').fill('SoftwareUpdated');
      await page.getByText('1 event shown').waitFor();
      await page.getByRole('button', { name: 'Filter: 1 condition' }).waitFor();
      const fields = page.locator('.events-filter input');
      const right = await fields.evaluateAll(all => all.map(each => each.getBoundingClientRect().right));
      expect(Math.max(...right)).toBeLessThanOrEqual(390);
    });

    it.each([
      ['the kinds of the timeline', () => `/devices/${at.world.main}?tab=history`, 'Other'],
      ['the agents', () => '/devices/add', 'OCS Inventory Agent'],
    ])('shows every choice of %s', async (_what, path, last) => {
      const page = await at.go(path(), phone);
      const box = await page.locator('.ant-segmented-item').getByText(last).boundingBox();
      expect(box!.x + box!.width).toBeLessThanOrEqual(390);
      await page.locator('.ant-segmented-item').getByText(last).click();
      expect(await page.getByRole('radio', { name: last }).isChecked()).toBe(true);
    });

    it('calls a notebook a notebook, and no seal yet a wait rather than a success', async () => {
      const device = await at.go(`/devices/${at.world.main}`, phone);
      await device.locator('.object-line').getByText('Notebook, Debian').waitFor();
      // Agents do not collect a place, people set it.
      const department = device.locator('.kv').filter({ hasText: 'Department' });
      expect(await department.getByRole('definition').innerText()).toBe('not set');
      const home = await at.go('/', phone);
      const seal = home.locator('.lines li').filter({ hasText: 'not sealed yet' });
      expect(await seal.locator('.glyph.tone-unknown').count()).toBe(1);
      expect(await seal.locator('.glyph.tone-safe').count()).toBe(0);
    });

    it('compares two dates with a line for each field', async () => {
      const page = await at.go(`/devices/compare?from=${past(at.world, 12)}`, phone);
      const changes = page.locator('.compare-list li').filter({ hasText: 'LT-10000' });
      const line = changes.locator('.field-changes > div').filter({ hasText: 'User' });
      expect(await line.innerText()).toMatch(/User\s+u11000 → u20114/);
      expect(await changes.locator('.field-changes > div').count()).toBeGreaterThan(2);
    });
  },
);
