import { createHash } from 'node:crypto';
import type { EventCatalogue } from '../../domain/kernel/index.ts';
import type { Projection } from '../../projections/kernel/index.ts';
import { eventCatalogue } from './event-catalogue.ts';
import { projections } from './projections.ts';
import { version } from './version.ts';

/** What one version of the program knows of the log and makes of it. */
export interface Program {
  readonly version: string;
  readonly catalogue: EventCatalogue;
  readonly projections: readonly Projection[];
}

export const thisProgram: Program = { version, catalogue: eventCatalogue, projections };

/**
 * Eight hexadecimal digits that are the same for programs whose read models are the same: versions and columns of
 * projections, and the events they are made of, in the versions they are understood in. Servers of one generation
 * share read models; another generation has its own (docs/decisions/0117).
 */
export function generationOf({ projections: all, catalogue }: Program): string {
  const canonical = all.map(({ name, version: of, collections, handles }) => [
    name,
    of,
    collections,
    [...handles].sort().map(type => [type, catalogue.versionOf(type)]),
  ]);
  return createHash('sha256').update(JSON.stringify(canonical)).digest('hex').slice(0, 8);
}
