import { AxeBuilder } from '@axe-core/playwright';
import type { Browser } from 'playwright-core';
import { chromiumMissing, chromiumPath, launch, settled, visit } from './support/browser.ts';
import { startWorld, type World } from './support/world.ts';

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

if (!chromiumPath) it(chromiumMissing, () => void process.stderr.write(`${chromiumMissing}\n`));
else
  describe('Every page passes the automatic accessibility rules', () => {
    let world: World;
    let browser: Browser;
    beforeAll(async () => {
      [world, browser] = await Promise.all([startWorld(30), launch()]);
    }, 180_000);
    afterAll(async () => {
      await browser?.close();
      await world?.close();
    });
    const past = () => encodeURIComponent(new Date(world.now - 6 * 86_400_000).toISOString());
    const routes: readonly (readonly [string, () => string, string?])[] = [
      ['sign-in', () => '/sign-in'],
      ['home', () => '/'],
      ['devices', () => '/devices'],
      ['devices filtered', () => '/devices?view=all&f=osFamily.in.linux~memory.gte.8192&sort=-memory,name'],
      ['devices in the past', () => `/devices?asOf=${past()}`],
      ['devices empty', () => '/devices?view=all&f=name.eq.nobody&sort=name'],
      ['device', () => `/devices/${world.main}`],
      ['device hardware', () => `/devices/${world.main}?tab=hardware`],
      ['device software', () => `/devices/${world.main}?tab=software`],
      ['device history and comparison', () => `/devices/${world.main}?tab=history&from=${past()}`],
      ['comparison of the list', () => `/devices/compare?from=${past()}`],
      ['software', () => '/software'],
      ['events', () => '/events'],
      ['event', () => '/events?sel=3'],
      ['health', () => '/health'],
      ['jobs', () => '/jobs'],
      ['add devices', () => '/devices/add'],
      ['account', () => '/account'],
      ['account tokens', () => '/account?tab=tokens'],
      ['account password', () => '/account?tab=password'],
      ['a module to come', () => '/security'],
      ['nothing there', () => '/nowhere'],
      ['palette', () => '/devices', 'Control+k'],
      ['keys', () => '/devices', '?'],
      ['as-of control', () => '/devices', 't'],
      ['new filter', () => '/devices', 'f'],
      ['columns', () => '/devices', 'c'],
      ['actions on a device', () => `/devices/${world.main}`, '.'],
    ];
    const looks = [
      { theme: 'light', width: 1440 },
      { theme: 'dark', width: 1440 },
      { theme: 'light', width: 390 },
    ] as const;

    it.each(looks)(
      '$theme at $width',
      async ({ theme, width }) => {
        const found: string[] = [];
        const guest = await visit(browser, world.server, { theme, width, height: 844, token: null });
        const person = await visit(browser, world.server, { theme, width, height: 844 });
        for (const [name, path, key] of routes) {
          const { page } = name === 'sign-in' ? guest : person;
          await page.goto(path());
          await settled(page);
          if (key && !(key === 'c' && width < 761)) {
            await page.keyboard.press(key);
            await page.locator('dialog[open], [popover]').first().waitFor();
            await settled(page);
          }
          const { violations } = await new AxeBuilder({ page }).withTags(tags).analyze();
          for (const { id, nodes } of violations)
            found.push(
              `${name}: ${id}: ${nodes
                .slice(0, 3)
                .map(node => node.target.join(' '))
                .join(' | ')}`,
            );
          // Nothing on a phone makes the page itself wider than it is.
          const wide = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
          if (wide > 0) found.push(`${name}: ${wide} px wider than the window`);
        }
        await guest.context.close();
        await person.context.close();
        expect(found).toEqual([]);
      },
      480_000,
    );
  });
