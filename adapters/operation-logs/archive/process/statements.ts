import { operationDetails } from '../../../../domain/operation-logs/records/index.ts';
import type {
  OperationGroup,
  OperationPlace,
  OperationSlot,
} from '../../../../projections/operation-logs/operation-store.ts';
import { quarterMs } from '../../columns.ts';
import { archiveColumns } from '../columns.ts';
import { literal } from './duck.ts';
import { conditionOf, Parameters, quoted } from './filter-sql.ts';
import type { ArchiveOrder, ArchiveQuestion, DayFiles } from './messages.ts';

export interface Statement {
  readonly sql: string;
  readonly given: Parameters;
}

const orders: Readonly<Record<ArchiveOrder, string>> = {
  oldest: '"time", device, seq, "row"',
  newest: '"time" DESC, device DESC, seq DESC, "row" DESC',
  batches: 'device, seq, "row"',
};

/** Moments that a timestamp of milliseconds can hold with room to spare. */
const farthest = 8e12;
const details = operationDetails.map(({ key }) => literal(key)).join(', ');

const cells = archiveColumns
  .map(({ name, kind, unitMs }) => {
    if (kind === 'text') return quoted(name);
    if (kind === 'day') return `CAST(${quoted(name)} AS VARCHAR)`;
    return kind === 'moment'
      ? `CAST(epoch_ms(${quoted(name)}) AS DOUBLE) / ${unitMs ?? 1}`
      : `CAST(${quoted(name)} AS DOUBLE)`;
  })
  .join(', ');

/** Whole records. `first`: number of the first test. */
export function recordsStatement(
  question: ArchiveQuestion,
  order: ArchiveOrder,
  first: number,
  page?: { readonly after: OperationPlace | undefined; readonly most: number },
): Statement {
  const given = new Parameters(first);
  const beyond = page?.after ? ` AND ${beyondPlace(page.after, order, given)}` : '';
  const limit = page ? ` LIMIT ${Math.trunc(page.most)}` : '';
  return {
    sql: `SELECT ${cells} ${fromWhere(question, given)}${beyond} ORDER BY ${orders[order]}${limit}`,
    given,
  };
}

export function countStatement(question: ArchiveQuestion, first: number): Statement {
  const given = new Parameters(first);
  return { sql: `SELECT CAST(count(*) AS DOUBLE) ${fromWhere(question, given)}`, given };
}

export function histogramStatement(question: ArchiveQuestion, slot: OperationSlot, first: number): Statement {
  const given = new Parameters(first);
  const of = {
    quarter: `CAST(epoch_ms("time") // ${quarterMs} * ${quarterMs} AS VARCHAR)`,
    day: `strftime("day", '%Y-%m-%d')`,
    month: `strftime("day", '%Y-%m')`,
  }[slot];
  return {
    sql: `SELECT ${of} AS slot, CAST(count(*) AS DOUBLE) ${fromWhere(question, given)} GROUP BY slot`,
    given,
  };
}

export function groupsStatement(question: ArchiveQuestion, column: OperationGroup, first: number): Statement {
  const given = new Parameters(first);
  const of = column === 'suspicious' ? 'CAST(suspicion IS NOT NULL AS VARCHAR)' : quoted(column);
  return {
    sql:
      `SELECT ${of} AS value, CAST(count(*) AS DOUBLE) ${fromWhere(question, given)} ` +
      `AND ${of} IS NOT NULL GROUP BY value`,
    given,
  };
}

function fromWhere({ days, from, until, filter, devices }: ArchiveQuestion, given: Parameters): string {
  const paths = days.flatMap(day => day.paths.map(literal)).join(', ');
  const conditions = [
    // A file that is not the archive's own is not believed in everything.
    `detail IN (${details})`,
    ...(from === undefined ? [] : [`"time" >= ${momentOf(from)}`]),
    ...(until === undefined ? [] : [`"time" < ${momentOf(until)}`]),
    ...days.flatMap(day => elsewhere(day, given)),
    ...(devices ? [`device IN ${listOf([...devices], given)}`] : []),
    ...(filter ? [conditionOf(filter, given)] : []),
  ];
  return `FROM read_parquet([${paths}], union_by_name = true, hive_partitioning = false) WHERE ${conditions.join(' AND ')}`;
}

function elsewhere({ day, without = [] }: DayFiles, given: Parameters): string[] {
  return without.length === 0
    ? []
    : [`NOT ("day" = DATE ${literal(day)} AND device IN ${listOf(without, given)})`];
}

/** Any number of texts as one value; ids have no line feeds. */
function listOf(texts: readonly string[], given: Parameters): string {
  return `(SELECT unnest(string_split(${given.add(texts.join('\n'))}, chr(10))))`;
}

function momentOf(time: number): string {
  const whole = Math.ceil(Math.min(Math.max(time, -farthest), farthest));
  return `CAST(make_timestamp_ms(${whole}) AS TIMESTAMP_MS)`;
}

function beyondPlace(
  { time, device, seq, row }: OperationPlace,
  order: ArchiveOrder,
  given: Parameters,
): string {
  const than = order === 'newest' ? '<' : '>';
  const moment = momentOf(time);
  const name = given.add(device);
  const rest = `(seq ${than} ${seq} OR (seq = ${seq} AND "row" ${than} ${row}))`;
  const later = `(device ${than} ${name} OR (device = ${name} AND ${rest}))`;
  return `("time" ${than} ${moment} OR ("time" = ${moment} AND ${later}))`;
}
