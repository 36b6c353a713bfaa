import type { StoredEvent } from '../../domain/kernel/index.ts';

/** A projection could not fold an event: a defect of the projection, which trying again does not mend. */
export class FoldError extends Error {
  readonly event: Pick<StoredEvent, 'position' | 'type'>;

  constructor({ position, type }: Pick<StoredEvent, 'position' | 'type'>, reason: unknown) {
    super(reason instanceof Error ? reason.message : String(reason), { cause: reason });
    this.name = 'FoldError';
    this.event = { position, type };
  }
}
