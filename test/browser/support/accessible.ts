import type { Page } from 'playwright-core';
import { broken } from './axe.ts';
import { settled, type Dom } from './browser.ts';
import { consolePages, past, type ConsolePage } from './pages.ts';
import { addPeople } from './people.ts';
import { describeConsole } from './suite.ts';
import { startWorld } from './world.ts';

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

export interface Look {
  /** Of the window, px. */
  readonly width: number;
  /** Held against the rules about colours, in both themes; they are the same at every width. */
  readonly colours?: boolean;
}

/** Every page, and what opens above pages, in one look; no page is wider than its window. */
export function describeAccessible({ width, colours = false }: Look): void {
  describeConsole(
    `Every page passes the automatic accessibility rules at ${width}`,
    async () => {
      const world = await startWorld(8);
      await addPeople(world.server);
      return world;
    },
    at => {
      it(`without a violation, ${colours ? 'light and dark' : 'but for colours'}`, async () => {
        const found: string[] = [];
        const guest = await at.visit({ width, height: 844, token: null });
        const person = await at.visit({ width, height: 844 });
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
          for (const rule of await broken(page, colours ? {} : { colours: 'without' }))
            found.push(`${name}: ${rule}`);
          // Nothing on a phone makes the page itself wider than it is.
          const wide = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
          if (wide > 0) found.push(`${name}: ${wide} px wider than the window`);
          if (!colours) continue;
          await inTheme(page, 'dark');
          for (const rule of await broken(page, { colours: 'only' })) found.push(`${name}, dark: ${rule}`);
          await inTheme(page, 'light');
        }
        await guest.context.close();
        await person.context.close();
        expect(found).toEqual([]);
      }, 480_000);
    },
  );
}

/** The page hears of it with its next frame, and draws itself anew. */
async function inTheme(page: Page, colorScheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme });
  await page.waitForFunction(wanted => {
    const { document, getComputedStyle } = globalThis as unknown as Dom;
    return getComputedStyle(document.documentElement).colorScheme === wanted;
  }, colorScheme);
}
