import type { Query, Row, ScopedReads } from '../../../projections/kernel/index.ts';

/** Every row a question has, page by page. */
export async function allRows(
  reads: ScopedReads,
  collection: string,
  question: Omit<Query, 'limit' | 'cursor' | 'total'>,
): Promise<readonly Row[]> {
  const query = { ...question, limit: 1_000, total: false };
  const rows: Row[] = [];
  for (let cursor: string | null | undefined; cursor !== null;) {
    const page = await reads.find(collection, cursor === undefined ? query : { ...query, cursor });
    rows.push(...page.items);
    cursor = page.next;
  }
  return rows;
}
