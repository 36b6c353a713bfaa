import type { Query, ReadStore, Row } from '../../projections/kernel/index.ts';

/** What is asked; pages are turned here. */
export type Question = Omit<Query, 'limit' | 'cursor' | 'total'>;

const pageSize = 1_000;

/** Every row a question has, a page in memory at a time. */
export async function* everyRow(
  read: Pick<ReadStore, 'find'>,
  collection: string,
  question: Question,
): AsyncGenerator<Row> {
  const query = { ...question, limit: pageSize, total: false };
  for (let cursor: string | null | undefined; cursor !== null;) {
    const page = await read.find(collection, cursor === undefined ? query : { ...query, cursor });
    yield* page.items;
    cursor = page.next;
  }
}

/** The same, all at once. */
export async function allRows(...asked: Parameters<typeof everyRow>): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for await (const row of everyRow(...asked)) rows.push(row);
  return rows;
}
