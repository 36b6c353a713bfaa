import { stringify } from 'csv-stringify/sync';
import { csvHead, csvLine, type OperationRecord } from '../../../domain/operation-logs/index.ts';

/** A record, and minutes its computer's clock was ahead of UTC. */
export interface CsvRecord {
  readonly record: OperationRecord;
  readonly tz: number;
}

/** The first line of the 35 columns, after a byte order mark (RFC 4180). */
export const csvTitle = (): string => `\ufeff${lines([csvHead])}`;

export const csvOf = (records: readonly CsvRecord[]): string =>
  records.length === 0 ? '' : lines(records.map(({ record, tz }) => csvLine(record, tz)));

/** The whole file, page by page. */
export async function* csvFile(pages: AsyncIterable<readonly CsvRecord[]>): AsyncGenerator<string> {
  yield csvTitle();
  for await (const page of pages) if (page.length > 0) yield csvOf(page);
}

/** A cell a spreadsheet would run as a formula is written as text. */
function lines(records: readonly (readonly string[])[]): string {
  return stringify(records as string[][], { escape_formulas: true, record_delimiter: 'windows' });
}
