import type { Collector, Sections, Source } from './collector.ts';
import { machine } from './machine.ts';
import { network } from './network.ts';
import { operatingSystem } from './operating-system.ts';
import { parts } from './parts.ts';
import { peripherals } from './peripherals.ts';
import { storage } from './storage.ts';

/** What is read in one way on every operating system. */
export const commonCollectors: readonly Collector[] = [
  machine,
  operatingSystem,
  parts,
  storage,
  network,
  peripherals,
];

export interface Looked {
  readonly sections: Sections;
  /** What could not be read; the server is told nothing of it, rather than that it is gone. */
  readonly failed: readonly { readonly sections: readonly string[]; readonly why: string }[];
}

/** One look with these collectors; fields that say nothing are left out of the items. */
export async function look(source: Source, collectors: readonly Collector[]): Promise<Looked> {
  const sections: Record<string, Sections[string]> = {};
  const failed: { sections: readonly string[]; why: string }[] = [];
  // One after the other: a look is to be felt by nobody who works on the computer.
  for (const collector of collectors)
    try {
      const found = await collector.collect(source);
      Object.assign(sections, JSON.parse(JSON.stringify(found)));
    } catch (error) {
      failed.push({ sections: collector.sections, why: (error as Error).message });
    }
  return { sections, failed };
}
