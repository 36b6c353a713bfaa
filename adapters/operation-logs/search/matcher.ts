import {
  detailOf,
  operationColumns,
  operationDetails,
  type OperationColumn,
  type OperationColumnName,
} from '../../../domain/operation-logs/records/index.ts';
import { columnTest, textTest } from '../../../projections/kernel/evaluate.ts';
import { type Filter, type Value, foldText } from '../../../projections/kernel/query.ts';
import { codeOf } from '../format/body.ts';
import type { ReadColumn } from '../format/columns.ts';
import { laidColumns } from '../format/layout.ts';
import type { StoredStrings } from '../format/strings.ts';
import type { Subject } from './subject.ts';
import { recordId } from '../../../projections/operation-logs/record-id.ts';

/** Of each record of a body 1 where it matches, otherwise 0. */
export type Mask = Uint8Array;
export type Matcher = (subject: Subject) => Mask;

type ColumnFilter = Extract<Filter, { column: string }>;
type Test = (value: Value) => boolean;

/**
 * A checked filter over the columns of `operationsCollection` as a test of whole bodies. Each distinct string and
 * term is tested once, by the tests that give the filter language its meaning.
 */
export function matcherOf(filter: Filter): Matcher {
  switch (filter.op) {
    case 'and':
      return combined(filter.filters.map(matcherOf), 1, (one, other) => one & other);
    case 'or':
      return combined(filter.filters.map(matcherOf), 0, (one, other) => one | other);
    case 'not': {
      const inner = matcherOf(filter.filter);
      return subject => inner(subject).map(one => 1 - one);
    }
    case 'search':
      return searchMatcher(filter.text);
    default:
      return columnMatcher(filter);
  }
}

function combined(
  matchers: readonly Matcher[],
  of: 0 | 1,
  combine: (one: number, other: number) => number,
): Matcher {
  return subject => {
    const mask = filled(subject, of);
    for (const matcher of matchers) {
      const other = matcher(subject);
      for (let row = 0; row < mask.length; row++)
        mask[row] = combine(mask[row] as number, other[row] as number);
    }
    return mask;
  };
}

function columnMatcher(filter: ColumnFilter): Matcher {
  const test = columnTest(filter);
  switch (filter.column) {
    case 'id':
      return subject => perRow(subject, row => test(recordId(nameIn(subject, row))));
    case 'device':
      return subject => filled(subject, bit(test(subject.device)));
    case 'time':
      return subject => perRow(subject, row => test(subject.body.times[row] as number));
    case 'type': {
      const byCode = operationDetails.map((_, index) => bit(test(detailOf(index + 1).type)));
      return subject => spread(subject, 'detail', code => byCode[code - 1] as number, bit(test(null)));
    }
    case 'suspicious': {
      const marked = bit(test(true));
      return subject => spread(subject, 'suspicion', () => marked, bit(test(false)));
    }
    default:
      return valueMatcher(filter, filter.column as OperationColumnName, test);
  }
}

function valueMatcher(filter: ColumnFilter, name: OperationColumnName, test: Test): Matcher {
  const missing = bit(test(null));
  const column: OperationColumn = operationColumns[name];
  switch (column.kind) {
    case 'term': {
      const byCode = column.terms.map(({ key }) => bit(test(key)));
      return subject => spread(subject, name, code => byCode[code - 1] as number, missing);
    }
    case 'text': {
      const part = filter.op === 'contains' || filter.op === 'prefix' ? foldText(filter.value) : undefined;
      return subject =>
        part !== undefined && missing === 0 && !subject.foldedTexts.includes(part)
          ? filled(subject, 0)
          : spread(subject, name, tested(subject.body.texts, test), missing);
    }
    case 'name':
      return subject => spread(subject, name, tested(subject.body.names, test), missing);
    case 'seconds':
      return subject => spread(subject, name, value => bit(test(value * 1_000)), missing);
    default:
      return subject => spread(subject, name, value => bit(test(value)), missing);
  }
}

const textColumns = laidColumns.filter(({ column }) => column.kind === 'text');

function searchMatcher(text: string): Matcher {
  const part = foldText(text);
  const test = textTest('contains', text);
  return subject => {
    const mask = filled(subject, 0);
    if (!subject.foldedTexts.includes(part)) return mask;
    const one = tested(subject.body.texts, test);
    for (const { name } of textColumns) {
      const found = spread(subject, name, one, 0);
      for (let row = 0; row < mask.length; row++) mask[row] = (mask[row] as number) | (found[row] as number);
    }
    return mask;
  };
}

/** Tests a string by its place, each once. */
function tested(strings: StoredStrings, test: Test): (place: number) => number {
  const known = new Int8Array(strings.count + 1).fill(-1);
  return place => {
    const before = known[place] as number;
    return before >= 0 ? before : (known[place] = bit(test(strings.at(place))));
  };
}

function spread(
  subject: Subject,
  name: OperationColumnName,
  of: (value: number) => number,
  missing: number,
): Mask {
  const column: ReadColumn | undefined = subject.body.column(codeOf(name));
  if (!column) return filled(subject, missing);
  if (column.kind === 'constant') return filled(subject, of(column.value));
  const { values } = column;
  if (column.kind === 'dense') {
    const mask = new Uint8Array(values.length);
    for (let row = 0; row < mask.length; row++) mask[row] = of(values[row] as number);
    return mask;
  }
  const mask = filled(subject, missing);
  for (const [place, row] of column.rows.entries()) mask[row] = of(values[place] as number);
  return mask;
}

function perRow(subject: Subject, matches: (row: number) => boolean): Mask {
  const mask = new Uint8Array(subject.body.n);
  for (let row = 0; row < mask.length; row++) mask[row] = bit(matches(row));
  return mask;
}

function filled({ body }: Subject, value: number): Mask {
  return value === 0 ? new Uint8Array(body.n) : new Uint8Array(body.n).fill(value);
}

function bit(value: boolean): 0 | 1 {
  return value ? 1 : 0;
}

/** The name of a record of a body. */
export function nameIn({ body, day, device }: Subject, row: number) {
  const { seq, first } = body.runAt(row);
  return { day, device, seq, row: row - first };
}
