/** Stands for the birth of a document among its columns: what was never changed happened then. */
const BIRTH = -1;

/**
 * When what stands in each cell of one document happened (milliseconds), so that a fact learned late does not
 * replace a later one. Only what was set since the last write is held; the rest is read when a late fact comes.
 */
export class CellTimes {
  private readonly fresh = new Map<number, number>();
  private stored: Map<number, number> | undefined;

  /** Whether `of` can answer. */
  get complete(): boolean {
    return this.stored !== undefined || this.fresh.has(BIRTH);
  }

  /** The document is born: nothing of an earlier one with its id counts. */
  begin(time: number): void {
    this.fresh.clear();
    this.stored = undefined;
    this.fresh.set(BIRTH, time);
  }

  set(column: number, time: number): void {
    this.fresh.set(column, time);
  }

  complement(stored: Iterable<readonly [number, number]>): void {
    this.stored = new Map(stored);
  }

  of(column: number): number {
    return (
      this.fresh.get(column) ??
      this.stored?.get(column) ??
      this.fresh.get(BIRTH) ??
      this.stored?.get(BIRTH) ??
      Number.NEGATIVE_INFINITY
    );
  }

  /** What is to be written: column number and time. */
  written(): Iterable<readonly [number, number]> {
    return this.fresh;
  }
}
