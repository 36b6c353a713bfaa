import { AxeBuilder } from '@axe-core/playwright';
import { settled } from './support/browser.ts';
import { consolePages, past, type ConsolePage } from './support/pages.ts';
import { describeConsole } from './support/suite.ts';
import { startWorld } from './support/world.ts';

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

describeConsole(
  'Every page passes the automatic accessibility rules',
  () => startWorld(30),
  at => {
    const looks = [
      { theme: 'light', width: 1440 },
      { theme: 'dark', width: 1440 },
      { theme: 'light', width: 390 },
    ] as const;

    it.each(looks)(
      '$theme at $width',
      async ({ theme, width }) => {
        const found: string[] = [];
        const guest = await at.visit({ theme, width, height: 844, token: null });
        const person = await at.visit({ theme, width, height: 844 });
        for (const { name, path, key, guest: signedOut } of views) {
          const { page } = signedOut ? guest : person;
          await page.goto(path(at.world));
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
  },
);
