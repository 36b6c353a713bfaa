import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { stringify } from 'csv-stringify/sync';
import { z } from 'zod';
import type { Row as StoreRow, Query, ScopedReads } from '../../../../projections/kernel/index.ts';
import type { Row } from '../../contract.ts';
import type { ServerContext } from './context.ts';
import { caughtUp, ListQuery, toQuery, toRow } from './list.ts';
import { asText, principalOf } from './request.ts';
import { whileAllowed } from './while-allowed.ts';

export const ExportQuery = ListQuery.omit({ limit: true, cursor: true, offset: true, total: true }).extend({
  format: z.enum(['csv', 'json']).default('csv'),
  /** Rows before the heading (CSV) that say what this is: moment, position, filter. */
  about: z.stringbool().default(true),
});
export type ExportQuery = z.infer<typeof ExportQuery>;

const pageSize = 1_000;

interface About {
  readonly of: string;
  readonly asOf: string;
  readonly position: number;
  readonly filter: string;
  readonly sort: string;
  readonly madeAt: string;
  readonly madeBy: string;
}

/**
 * Everything a list would show, page by page, never held as a whole. Rows that change while it runs may be seen
 * as they were on either side; as of a moment the answer is exact.
 */
export async function answerExport(
  context: ServerContext,
  request: FastifyRequest,
  reply: FastifyReply,
  collection: string,
  params: ExportQuery,
  worded: (row: Row) => Row = row => row,
): Promise<string> {
  await caughtUp(context, params.after);
  const principal = principalOf(request);
  const reads = context.reads(principal.scope);
  const definition = reads.definition(collection);
  const query = toQuery({ ...params, limit: pageSize, total: false }, definition);
  // The first page comes before the answer begins: whatever is wrong is still an error, not half a file.
  const pages = pagesOf(reads, collection, row => worded(toRow(row, definition)), query);
  const first = await pages.next();
  if (first.done) throw new Error('a query gave no page');
  const madeAt = context.services.clock.now();
  const about: About = {
    of: collection,
    asOf: params.asOf ?? madeAt,
    position: first.value.position,
    filter: params.filter ?? '',
    sort: params.sort ?? '',
    madeAt,
    madeBy: principal.userId,
  };
  const columns = ['id', ...(query.fields ?? Object.keys(definition.columns))];
  const rest = whileAllowed(request, pages);
  const chunks =
    params.format === 'csv'
      ? csv(columns, first.value.rows, rest, params.about ? about : null)
      : json(first.value.rows, rest, about);
  reply
    .header('Content-Disposition', `attachment; filename="${fileName(collection, about)}.${params.format}"`)
    .header('Muster-Position', String(about.position))
    .type(params.format === 'csv' ? 'text/csv; charset=utf-8' : 'application/json; charset=utf-8');
  return asText(Readable.from(chunks, { objectMode: false, highWaterMark: 256 * 1024 }));
}

interface ExportPage {
  readonly rows: readonly Row[];
  readonly position: number;
}

async function* pagesOf(
  reads: ScopedReads,
  collection: string,
  shown: (row: StoreRow) => Row,
  query: Query,
): AsyncGenerator<ExportPage, void> {
  let cursor: string | null = null;
  do {
    const page = await reads.find(collection, cursor === null ? query : { ...query, cursor });
    yield { rows: page.items.map(shown), position: page.position };
    cursor = page.next;
  } while (cursor !== null);
}

/** RFC 4180 with a byte order mark. A cell a spreadsheet would run as a formula is written as text. */
async function* csv(
  columns: readonly string[],
  first: readonly Row[],
  rest: AsyncIterable<ExportPage>,
  about: About | null,
): AsyncGenerator<string> {
  const line = (records: unknown[][]) =>
    stringify(records, { escape_formulas: true, record_delimiter: 'windows', cast: { boolean: String } });
  yield '\ufeff';
  if (about) yield line(Object.entries(about).map(([name, value]) => [`# ${name}`, value]));
  yield line([[...columns]]);
  const cells = (rows: readonly Row[]) => line(rows.map(row => columns.map(column => row[column] ?? '')));
  if (first.length > 0) yield cells(first);
  for await (const { rows } of rest) if (rows.length > 0) yield cells(rows);
}

async function* json(
  first: readonly Row[],
  rest: AsyncIterable<ExportPage>,
  about: About,
): AsyncGenerator<string> {
  yield `{"about":${JSON.stringify(about)},"items":[`;
  let separator = '\n';
  const items = (rows: readonly Row[]) =>
    rows
      .map(row => {
        const text = `${separator}${JSON.stringify(row)}`;
        separator = ',\n';
        return text;
      })
      .join('');
  yield items(first);
  for await (const { rows } of rest) yield items(rows);
  yield '\n]}\n';
}

/** `devices-list_2026-01-05T09-00-00Z`. */
function fileName(collection: string, about: About): string {
  return `${collection}_${about.asOf}`.replace(/\.\d+Z$/, 'Z').replace(/[^A-Za-z0-9_+-]/g, '-');
}

/** What an export answers, for the description of the interface. */
export const exportResponse = {
  200: {
    description: 'The file.',
    content: {
      'text/csv': { schema: z.string() },
      'application/json': {
        schema: z.object({ about: z.looseObject({}), items: z.array(z.looseObject({})) }),
      },
    },
  },
};
