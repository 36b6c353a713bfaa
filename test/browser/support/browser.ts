import { existsSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import type { TestServer } from '../../support/server.ts';

const there = (candidates: readonly (string | undefined)[]): string | undefined =>
  candidates.find(path => path !== undefined && existsSync(path));
const named = process.env['MUSTER_CHROMIUM'];
/** A browser with windows and extensions, as a person has it. */
export const browserPath = there([
  named,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
]);
/** The same engine without the windows around it where it is there: a fifth less time for a page. */
export const chromiumPath = there([named, '/usr/bin/chromium-headless-shell', browserPath]);
export const chromiumMissing = 'skipped: chromium is not installed; enable it with: apt-get install chromium';

// Tests and the screenshot script both start in the root of the repository.
const root = process.cwd();
export const consoleFolder = join(root, 'dist/console');

/** Builds the console once where it has not been built yet. */
export function ensureConsole(): void {
  if (existsSync(join(consoleFolder, '.vite/manifest.json'))) return;
  execFileSync(process.execPath, [join(root, 'node_modules/vite/bin/vite.js'), 'build'], {
    cwd: root,
    stdio: 'ignore',
  });
}

export function launch(): Promise<Browser> {
  return chromium.launch({
    ...(chromiumPath ? { executablePath: chromiumPath } : {}),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  });
}

export interface Visit {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What the page complained about: script errors, refused styles, failed files. */
  readonly complaints: readonly string[];
}

export interface VisitOptions {
  readonly width?: number;
  readonly height?: number;
  readonly theme?: 'light' | 'dark';
  readonly locale?: string;
  /** Without it the built-in administrator is signed in; null: nobody. */
  readonly token?: string | null;
}

/** A fresh browser profile, signed in by cookie as a person would be. */
export async function visit(
  browser: Browser,
  server: Pick<TestServer, 'url' | 'token'>,
  options: VisitOptions = {},
): Promise<Visit> {
  const { width = 1440, height = 900, theme = 'light', locale = 'en-GB', token = server.token } = options;
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: theme,
    locale,
    baseURL: server.url,
  });
  if (token !== null) await context.addCookies([{ name: 'muster', value: token, url: server.url }]);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', error => complaints.push(error.message));
  page.on('console', message => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  return { page, context, complaints };
}

interface DomAnimation {
  readonly playState: string;
  readonly effect: { getComputedTiming(): { readonly endTime: number } } | null;
  finish(): void;
  cancel(): void;
}

/** The little of a page's globals that tests look at; the server's code is checked without the browser's types. */
export interface Dom {
  readonly document: {
    readonly body: { readonly textContent: string };
    readonly documentElement: object;
    querySelectorAll(selector: string): { readonly length: number };
    getAnimations(): readonly DomAnimation[];
  };
  getComputedStyle(element: object): { readonly colorScheme: string };
}

/** Until nothing is loading any more: rows, panels and lazy parts are there. */
export async function settled(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle');
  // Functions, not texts: the page's policy forbids evaluating texts.
  await page.waitForFunction(
    () => (globalThis as unknown as Dom).document.querySelectorAll('.bone, [aria-busy="true"]').length === 0,
  );
}
