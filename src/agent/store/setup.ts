import { z } from 'zod';
import { readIfThere, writeWhole } from './files.ts';

const Setup = z.strictObject({
  /** False: the agent leaves the server alone, whatever its configuration says. */
  communicate: z.boolean(),
});
export type Setup = z.infer<typeof Setup>;

/** What was set up on the computer itself; what cannot be read counts as not set up. */
export function readSetup(path: string): Setup {
  try {
    return Setup.parse(JSON.parse(readIfThere(path) ?? 'null'));
  } catch {
    return { communicate: true };
  }
}

export function keepSetup(path: string, setup: Setup): void {
  writeWhole(path, `${JSON.stringify(setup)}\n`);
}
