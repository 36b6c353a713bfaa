import { stringify } from 'csv-stringify/sync';
import { csvHead, csvLine } from '../../../domain/operation-logs/index.ts';
import type { StoredOperation } from '../../../projections/operation-logs/index.ts';

/** RFC 4180 with a byte order mark. A cell a spreadsheet would run as a formula is written as text. */
export async function* csvOf(pages: AsyncIterable<readonly StoredOperation[]>): AsyncGenerator<string> {
  const lines = (records: readonly (readonly string[])[]) =>
    stringify(records as string[][], { escape_formulas: true, record_delimiter: 'windows' });
  yield `\ufeff${lines([csvHead])}`;
  for await (const page of pages)
    if (page.length > 0) yield lines(page.map(one => csvLine(one.record, one.tz)));
}
