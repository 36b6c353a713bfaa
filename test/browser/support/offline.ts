import type { Page } from 'playwright-core';
import { offlineFile, offlineHost, offlineStatement } from '../../support/offline-files.ts';
import type { World } from './world.ts';

interface Chosen {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

/** Files of one medium: two of a new computer, one of another installation, one that was cut off. */
export function mediumOf(world: World): readonly Chosen[] {
  const at = (days: number) => new Date(world.now - days * 86_400_000).toISOString();
  const other = `${offlineHost.slice(0, -1)}7`;
  const file = (name: string, buffer: Buffer): Chosen => ({
    name: `${name}.muster-inventory`,
    mimeType: 'application/octet-stream',
    buffer,
  });
  const first = offlineFile(offlineStatement({ collectedAt: at(3) }));
  return [
    file('vault-pc-later', offlineFile(offlineStatement({ collectedAt: at(1), sequence: 2 }))),
    file('vault-pc', first),
    file(
      'ship-pc',
      offlineFile(offlineStatement({ hostId: other, hostName: 'ship-pc', installation: 'another' })),
    ),
    file('cut-off', first.subarray(0, 200)),
  ];
}

/** Chooses files as a person would in the dialog of the browser, and waits until each was judged. */
export async function chooseFiles(page: Page, files: readonly Chosen[]): Promise<void> {
  await page.locator('input[type=file]').setInputFiles(files as Chosen[]);
  await page.getByText(/^\d+ ready, /).waitFor();
}
