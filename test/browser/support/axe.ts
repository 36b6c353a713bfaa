import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { settled, type Dom } from './browser.ts';

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** Rules that depend on the theme; all others judge the same elements in both. */
const rulesOfColours = ['color-contrast', 'link-in-text-block'];

export interface Judged {
  /** The part of the page that is judged (CSS selector); the whole page without it. */
  readonly within?: string;
  /** The rules of colours alone, or all others; both where absent. */
  readonly colours?: 'only' | 'without';
}

/**
 * The accessibility rules that a page breaks once it has come to rest, each with the first three places. Console pages
 * have no frames, so the older way of running the rules sees the same, and only violations are described: a list of
 * thirty rows takes two seconds instead of twelve.
 */
export async function broken(page: Page, { within, colours }: Judged = {}): Promise<string[]> {
  await settled(page);
  // A button that was just allowed is on its way from pale to full, and so is everything in another theme. All are
  // brought to their end: an engine that has no frames to draw leaves them under way for as long as it likes. What is
  // inside sets out for the new colour once what it stands in has it.
  await page.waitForFunction(() => {
    const underWay = (globalThis as unknown as Dom).document.getAnimations();
    for (const each of underWay)
      if (each.effect?.getComputedTiming().endTime === Infinity) each.cancel();
      else each.finish();
    return underWay.length === 0;
  });
  const axe = new AxeBuilder({ page }).setLegacyMode(true).options({ resultTypes: ['violations'] });
  if (within) axe.include(within);
  if (colours === 'only') axe.withRules(rulesOfColours);
  else axe.withTags(tags);
  if (colours === 'without') axe.disableRules(rulesOfColours);
  const { violations } = await axe.analyze();
  return violations.map(({ id, nodes }) => {
    const places = nodes.slice(0, 3).map(({ target }) => target.join(' '));
    return `${id}: ${places.join(' | ')}`;
  });
}
