import type { CollectionDefinition, DocumentChange } from '../../../projections/kernel/index.ts';
import type { Reached } from './collection-writer.ts';
import { CollectionWriter } from './collection-writer.ts';
import type { Connection } from './database.ts';
import type { EventTime } from './entry.ts';
import { createIndexesSql } from './schema.ts';

/** Fills one collection of a file that is built from nothing. Afterwards ids have their index, and nothing else has. */
export interface CollectionBuilder {
  readonly definition: CollectionDefinition;
  change(change: DocumentChange, time: EventTime): void;
  endEvent(time: EventTime): void;
  endBatch(reached: Reached): void;
  finish(reached: Reached): void;
}

/** Documents folded in memory before they are written in between; about 2 KiB each. */
const heldDocuments = 200_000;

/** For documents that change again and again: they are folded in memory and written once. */
export class FoldBuilder implements CollectionBuilder {
  readonly definition: CollectionDefinition;
  private readonly db: Connection;
  private readonly writer: CollectionWriter;
  private readonly held: number;
  private spilled = false;

  constructor(db: Connection, definition: CollectionDefinition, prefix: string, held = heldDocuments) {
    this.db = db;
    this.definition = definition;
    this.writer = new CollectionWriter(db, definition, prefix, 'bulk');
    this.held = held;
  }

  change(change: DocumentChange, time: EventTime): void {
    this.writer.change(change, time);
  }

  endEvent(time: EventTime): void {
    this.writer.endEvent(time);
  }

  endBatch(reached: Reached): void {
    this.writer.writeHistory(reached);
    if (this.writer.held > this.held) this.spill();
  }

  finish(reached: Reached): void {
    this.writer.writeHistory(reached);
    this.writer.finishHistory();
    this.spill();
  }

  /** From here on documents may have to be read again, so ids need their index. */
  private spill(): void {
    this.writer.write();
    if (!this.spilled) this.db.exec(createIndexesSql(this.definition)[0]!);
    this.spilled = true;
  }
}
