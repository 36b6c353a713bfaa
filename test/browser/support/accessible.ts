import { AxeBuilder } from '@axe-core/playwright';
import { settled } from './browser.ts';
import { consolePages, past, type ConsolePage } from './pages.ts';
import { addPeople } from './people.ts';
import { describeConsole } from './suite.ts';
import { startWorld } from './world.ts';

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

interface View extends ConsolePage {
  /** What opens above the page. */
  readonly key?: string;
}

const views: readonly View[] = [
  ...consolePages,
  {
    name: 'devices filtered',
    path: () => '/devices?view=all&f=osFamily.in.linux~memory.gte.8192&sort=-memory,name',
  },
  { name: 'devices in the past', path: world => `/devices?asOf=${past(world, 6)}` },
  { name: 'devices empty', path: () => '/devices?view=all&f=name.eq.nobody&sort=name' },
  { name: 'palette', path: () => '/devices', key: 'Control+k' },
  { name: 'keys', path: () => '/devices', key: '?' },
  { name: 'as-of control', path: () => '/devices', key: 't' },
  { name: 'new filter', path: () => '/devices', key: 'f' },
  { name: 'columns', path: () => '/devices', key: 'c' },
  { name: 'actions on a device', path: world => `/devices/${world.main}`, key: '.' },
];

/** Rules that depend on the theme; all others judge the same elements in both. */
const rulesOfColours = ['color-contrast', 'link-in-text-block'];

export interface Look {
  readonly theme: 'light' | 'dark';
  /** Of the window, px. */
  readonly width: number;
  /** Only the rules about colours, where another look is held against all. */
  readonly coloursOnly?: boolean;
}

/** Every page, and what opens above pages, in one look; no page is wider than its window. */
export function describeAccessible({ theme, width, coloursOnly = false }: Look): void {
  describeConsole(
    `Every page passes the automatic accessibility rules, ${theme} at ${width}`,
    async () => {
      const world = await startWorld(30);
      await addPeople(world.server);
      return world;
    },
    at => {
      it('without a violation', async () => {
        const found: string[] = [];
        const guest = await at.visit({ theme, width, height: 844, token: null });
        const person = await at.visit({ theme, width, height: 844 });
        for (const { name, path, key, guest: signedOut, prepare } of views) {
          const { page } = signedOut ? guest : person;
          await prepare?.(at.world);
          await page.goto(path(at.world));
          await settled(page);
          if (key && !(key === 'c' && width < 761)) {
            await page.keyboard.press(key);
            await page.locator('dialog[open], [popover]').first().waitFor();
            await settled(page);
          }
          const axe = new AxeBuilder({ page });
          const { violations } = await (
            coloursOnly ? axe.withRules(rulesOfColours) : axe.withTags(tags)
          ).analyze();
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
      }, 480_000);
    },
  );
}
