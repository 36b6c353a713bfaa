import { mkdirSync, writeFileSync } from 'node:fs';
import { offerPackages } from './agent-packages.ts';
import { launch, settled, visit, type Dom } from './browser.ts';
import { chooseFiles, mediumOf } from './offline.ts';
import { handOutInstallers } from './installers.ts';
import { organize } from './organization.ts';
import { consolePages, past, type ConsolePage } from './pages.ts';
import { addPeople } from './people.ts';
import { shrinkPng } from './shrink-png.ts';
import { startWorld } from './world.ts';

/**
 * Draws the pictures of the documentation: `node test/browser/support/screenshots.ts [PART OF A NAME]`.
 * The named ones show what a page is for; `pages/` holds every page in both themes at both widths.
 */
const folder = 'docs/screenshots';
const wide = { width: 1440, height: 900 } as const;
const phone = { width: 390, height: 844 } as const;

interface Picture extends ConsolePage {
  readonly size?: { readonly width: number; readonly height: number };
  readonly theme?: 'light' | 'dark';
  readonly locale?: string;
  readonly key?: string;
  readonly type?: string;
  readonly click?: string;
  readonly wait?: string;
  /** Files are chosen that somebody brought. */
  readonly brings?: typeof mediumOf;
}

const pictures: readonly Picture[] = [
  { name: 'sign-in-light', path: () => '/sign-in', guest: true },
  { name: 'sign-in-dark-ja', path: () => '/sign-in', guest: true, theme: 'dark', locale: 'ja-JP' },
  { name: 'home-light', path: () => '/' },
  { name: 'home-dark', path: () => '/', theme: 'dark' },
  { name: 'devices-light', path: () => '/devices?view=all&f=memory.gte.8192~tag.eq.LAB&sort=-memory,name' },
  { name: 'installers-light', path: () => '/settings/agents?tab=installers', prepare: handOutInstallers },
  { name: 'devices-dark', path: () => '/devices', theme: 'dark' },
  { name: 'devices-ja', path: () => '/devices', locale: 'ja-JP' },
  { name: 'devices-past-light', path: world => `/devices?asOf=${past(world, 12)}` },
  { name: 'devices-past-dark', path: world => `/devices?asOf=${past(world, 12)}`, theme: 'dark' },
  { name: 'devices-filter-light', path: () => '/devices?view=all&f=osFamily.in.linux&sort=name', key: 'f' },
  {
    name: 'devices-empty-light',
    path: () => '/devices?view=all&f=osFamily.eq.linux~name.prefix.ZZZ&sort=name',
  },
  { name: 'as-of-light', path: () => '/devices', key: 't' },
  { name: 'palette-light', path: () => '/devices', key: 'Control+k', type: '10.20.0' },
  { name: 'keys-dark', path: () => '/devices', key: '?', theme: 'dark' },
  { name: 'device-light', path: world => `/devices/${world.main}` },
  { name: 'device-dark', path: world => `/devices/${world.main}`, theme: 'dark' },
  {
    name: 'device-compare-light',
    path: world => `/devices/${world.main}?tab=history&from=${past(world, 10)}`,
  },
  { name: 'device-hardware-dark', path: world => `/devices/${world.main}?tab=hardware`, theme: 'dark' },
  { name: 'software-light', path: () => '/software', click: 'openssl', wait: '.drawer h2' },
  {
    name: 'agent-update-light',
    path: () => '/settings/agents?tab=versions',
    prepare: offerPackages,
    click: 'Update agents',
    wait: '.agent-reach',
  },
  { name: 'organization-light', path: () => '/settings/organization', prepare: organize },
  {
    name: 'organization-dark-ja',
    path: () => '/settings/organization',
    prepare: organize,
    theme: 'dark',
    locale: 'ja-JP',
  },
  { name: 'events-light', path: () => '/events', click: 'SoftwareUpdated', wait: '.drawer .json' },
  { name: 'events-dark', path: () => '/events', theme: 'dark' },
  { name: 'health-light', path: () => '/health' },
  { name: 'health-dark', path: () => '/health', theme: 'dark' },
  { name: 'offline-import-light', path: () => '/devices/offline', brings: mediumOf },
  { name: 'add-devices-light', path: () => '/devices/add', click: 'Create token' },
  { name: 'module-to-come-dark', path: () => '/security', theme: 'dark' },
  { name: 'device-acts-light', path: world => `/devices/${world.main}`, key: '.' },
  {
    name: 'device-acts-dark-ja',
    path: world => `/devices/${world.main}`,
    key: '.',
    theme: 'dark',
    locale: 'ja-JP',
  },
  { name: 'phone-home-light', path: () => '/', size: phone },
  { name: 'phone-devices-dark', path: () => '/devices', size: phone, theme: 'dark' },
  { name: 'phone-device-light', path: world => `/devices/${world.main}`, size: phone },
  { name: 'phone-past-light', path: world => `/devices?asOf=${past(world, 12)}`, size: phone },
];

const everyPage = consolePages.flatMap(page =>
  (['light', 'dark'] as const).flatMap(theme =>
    [wide, phone].map((size): Picture => ({
      ...page,
      name: `pages/${page.name}-${theme}-${size.width}`,
      theme,
      size,
    })),
  ),
);

mkdirSync(`${folder}/pages`, { recursive: true });
const [world, browser] = await Promise.all([startWorld(120, { liar: false }), launch()]);
await addPeople(world.server);
for (const {
  name,
  path,
  size = wide,
  theme = 'light',
  locale = 'en-GB',
  key,
  type,
  click,
  wait,
  brings,
  guest,
  prepare,
} of [...pictures, ...everyPage].filter(each => each.name.includes(process.argv[2] ?? ''))) {
  const { page, context } = await visit(browser, world.server, {
    ...size,
    theme,
    locale,
    ...(guest ? { token: null } : {}),
  });
  await prepare?.(world);
  await page.goto(path(world));
  await settled(page);
  if (key) {
    await page.keyboard.press(key);
    await page.locator('dialog[open], [popover]').first().waitFor();
  }
  if (type) await page.keyboard.type(type, { delay: 20 });
  if (click) await page.getByRole('button', { name: click }).first().click();
  if (brings) await chooseFiles(page, brings(world));
  if (wait) await page.locator(wait).first().waitFor();
  await settled(page);
  await page.waitForFunction(() =>
    (globalThis as unknown as Dom).document.getAnimations().every(each => each.playState !== 'running'),
  );
  writeFileSync(`${folder}/${name}.png`, shrinkPng(await page.screenshot()));
  await context.close();
}
await browser.close();
await world.close();
