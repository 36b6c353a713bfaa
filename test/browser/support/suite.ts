import type { Browser, Page } from 'playwright-core';
import type { TestServer } from '../../support/server.ts';
import {
  chromiumMissing,
  chromiumPath,
  launch,
  settled,
  visit,
  type Visit,
  type VisitOptions,
} from './browser.ts';
import type { World } from './world.ts';

/** What the tests of a suite share, and ways to come to the console; every visit ends with its test. */
export class AtConsole {
  world!: World;
  browser!: Browser;
  readonly #open: Visit[] = [];

  /** Of the server of the world, unless another is named. */
  async visit(options: VisitOptions = {}, server: TestServer = this.world.server): Promise<Visit> {
    const made = await visit(this.browser, server, options);
    this.#open.push(made);
    return made;
  }

  /** Opens a page in a fresh browser profile and waits until it has come to rest. */
  async go(path: string, options: VisitOptions = {}): Promise<Page> {
    const { page } = await this.visit(options);
    await page.goto(path);
    await settled(page);
    return page;
  }

  /** The newest visit of the test that runs. */
  get last(): Visit | undefined {
    return this.#open.at(-1);
  }

  async leave(): Promise<void> {
    for (const { context } of this.#open.splice(0)) await context.close();
  }
}

/** Tests in a real browser over one world; where there is no Chromium, one line says so. */
export function describeConsole(
  title: string,
  start: () => Promise<World>,
  suite: (at: AtConsole) => void,
): void {
  if (!chromiumPath) return it(chromiumMissing, () => void process.stderr.write(`${chromiumMissing}\n`));
  describe(title, () => {
    const at = new AtConsole();
    beforeAll(async () => {
      [at.world, at.browser] = await Promise.all([start(), launch()]);
    }, 180_000);
    afterAll(async () => {
      await at.browser?.close();
      await at.world?.close();
    });
    afterEach(() => at.leave());
    suite(at);
  });
}
