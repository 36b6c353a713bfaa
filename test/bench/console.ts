import type { Browser } from 'playwright-core';
import { chromiumMissing, chromiumPath, ensureConsole, launch } from '../browser/support/browser.ts';
import { benchRow, quantile, type BenchRow, type Skipped } from './row.ts';
import { filledStore, listedDevices } from './support/filled-store.ts';
import { ServerProcess } from './support/server-process.ts';

const visits = 7;

/** What of the page's globals is looked at. */
interface Page {
  readonly document: { querySelectorAll(selector: string): { readonly length: number } };
  readonly performance: {
    now(): number;
    getEntriesByType(
      type: 'resource',
    ): readonly { readonly name: string; readonly encodedBodySize: number }[];
  };
}

interface Seen {
  /** Milliseconds from the address being entered. */
  readonly row: number;
  /** Bytes of scripts as they were sent, until the first row. */
  readonly script: number;
}

/** What a person waits for who opens the list of 50,000 devices for the first time, and again. */
export async function* measureConsole(): AsyncGenerator<BenchRow | Skipped> {
  if (!chromiumPath) return yield { skipped: chromiumMissing.replace(/^skipped: /, '') };
  ensureConsole();
  const { folder, release } = await filledStore();
  const server = await ServerProcess.start(folder);
  const browser = await launch();
  try {
    await server.caughtUp();
    const blank: number[] = [];
    const first: Seen[] = [];
    const again: number[] = [];
    for (let visit = 0; visit < visits; visit++) {
      const profile = await profileOf(browser, server);
      blank.push(await profile.open('/health/live', 'pre'));
      const seen = await profile.look();
      first.push(seen);
      again.push((await profile.look()).row);
      await profile.close();
    }
    const devices = listedDevices.toLocaleString('en-GB');
    const limit = { limit: quantile(blank, 0.5), limitName: 'a line of text in the same browser, median' };
    const time = { unit: 'ms, median', better: 'lower', budget: 1_000, ...limit } as const;
    const row = quantile(
      first.map(seen => seen.row),
      0.5,
    );
    yield benchRow({ work: `Console: first row of ${devices} devices, first visit`, value: row, ...time });
    yield benchRow({ work: 'The same, every further visit', value: quantile(again, 0.5), ...time });
    yield benchRow({
      work: 'Console: JavaScript sent before the first row',
      value: Math.max(...first.map(seen => seen.script)) / 1_024,
      unit: 'KiB',
      limit: null,
      budget: 350,
      better: 'lower',
    });
  } finally {
    await browser.close();
    await server.stop();
    release();
  }
}

/** A browser that was never here, signed in. */
async function profileOf(browser: Browser, server: ServerProcess) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, baseURL: server.url });
  await context.addCookies([{ name: 'muster', value: server.bearer, url: server.url }]);
  const page = await context.newPage();

  /** Milliseconds until the page shows one of these. */
  async function open(path: string, selector: string): Promise<number> {
    await page.goto(path, { waitUntil: 'commit' });
    const shown = await page.waitForFunction(wanted => {
      const { document, performance } = globalThis as unknown as Page;
      return document.querySelectorAll(wanted).length > 0 && performance.now();
    }, selector);
    return (await shown.jsonValue()) as number;
  }

  return {
    open,
    async look(): Promise<Seen> {
      const row = await open('/devices', '[role="row"][aria-selected]');
      const script = await page.evaluate(() =>
        (globalThis as unknown as Page).performance
          .getEntriesByType('resource')
          .filter(({ name }) => name.endsWith('.js'))
          .reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0),
      );
      return { row, script };
    },
    close: () => context.close(),
  };
}
