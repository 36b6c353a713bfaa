import {
  operationColumns,
  operationDetails,
  typeOf,
  type OperationColumn,
  type OperationColumnName,
} from '../../../../domain/operation-logs/records/index.ts';
import { columnTest, textTest } from '../../../../projections/kernel/evaluate.ts';
import { foldText, type Filter, type Value } from '../../../../projections/kernel/query.ts';
import { archiveColumns } from '../columns.ts';

type ColumnFilter = Extract<Filter, { column: string }>;
type Test = (value: Value) => boolean;

/** What a statement is given beside its text. */
export class Parameters {
  readonly values: (string | number)[] = [];
  /** Tests that SQL has no words for, asked by their numbers (`muster_test`), which rise from `first`. */
  readonly tests: Test[] = [];
  readonly #first: number;

  constructor(first: number) {
    this.#first = first;
  }

  /** The place of a value in the statement. */
  add(value: string | number): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }

  addTest(test: Test, text: string): string {
    return `muster_test(${this.#first + this.tests.push(test) - 1}, ${text})`;
  }
}

/**
 * A checked filter as a condition over the columns of the archive, which is true or false and never NULL. Its meaning is
 * that of the filter language: what SQL compares otherwise, such as folded texts, is tested by the very functions that
 * define it, but for texts of ASCII alone, where both are the same.
 */
export function conditionOf(filter: Filter, given: Parameters): string {
  switch (filter.op) {
    case 'and':
      return joined(filter.filters, 'AND', 'TRUE', given);
    case 'or':
      return joined(filter.filters, 'OR', 'FALSE', given);
    case 'not':
      return `(NOT ${conditionOf(filter.filter, given)})`;
    case 'search':
      return `(${textColumns.map(name => folded('contains', filter.text, quoted(name), given)).join(' OR ')})`;
    default:
      return leaf(filter, given);
  }
}

const textColumns = (Object.keys(operationColumns) as OperationColumnName[]).filter(
  name => operationColumns[name].kind === 'text',
);

function joined(filters: readonly Filter[], word: string, none: string, given: Parameters): string {
  return filters.length === 0
    ? none
    : `(${filters.map(filter => conditionOf(filter, given)).join(` ${word} `)})`;
}

function leaf(filter: ColumnFilter, given: Parameters): string {
  const { column } = filter;
  const test = columnTest(filter);
  switch (column) {
    case 'id':
      return textLeaf(filter, recordName, given);
    case 'device':
      return textLeaf(filter, quoted(column), given);
    case 'type':
      return termLeaf(
        'detail',
        operationDetails.map(({ key }) => [key, test(typeOf(key))]),
        test(null),
      );
    case 'suspicious':
      return `(CASE WHEN suspicion IS NULL THEN ${bool(test(false))} ELSE ${bool(test(true))} END)`;
    default: {
      const described: OperationColumn = operationColumns[column as OperationColumnName];
      if (described.kind === 'term')
        return termLeaf(
          column,
          described.terms.map(({ key }) => [key, test(key)]),
          test(null),
        );
      if (described.kind === 'text' || described.kind === 'name')
        return textLeaf(filter, quoted(column), given);
      return numberLeaf(filter, numberOf(column), given);
    }
  }
}

const recordName = `concat(strftime("day", '%Y-%m-%d'), '.', device, '.', seq, '.', "row")`;

function termLeaf(column: string, terms: readonly (readonly [string, boolean])[], missing: boolean): string {
  const keys = terms.flatMap(([key, matches]) => (matches ? [`'${key}'`] : []));
  const found = keys.length === 0 ? 'FALSE' : `coalesce(${quoted(column)} IN (${keys.join(', ')}), FALSE)`;
  return missing ? `(${quoted(column)} IS NULL OR ${found})` : `(${found})`;
}

function textLeaf(filter: ColumnFilter, text: string, given: Parameters): string {
  switch (filter.op) {
    case 'missing':
      return `(${text} IS NULL)`;
    case 'eq':
    case 'in': {
      const values = (filter.op === 'eq' ? [filter.value] : filter.values)
        .map(String)
        // No text that is stored has half a character.
        .filter(value => value.isWellFormed());
      if (values.length === 0) return 'FALSE';
      return `coalesce(${text} IN (${values.map(value => given.add(value)).join(', ')}), FALSE)`;
    }
    case 'contains':
    case 'prefix':
      return folded(filter.op, filter.value, text, given);
    case 'range': {
      const bounds = boundsOf(filter);
      if (bounds.some(([, bound]) => !String(bound).isWellFormed()))
        return tested(columnTest(filter), text, given);
      return compared(bounds, text, given);
    }
    default:
      return tested(columnTest(filter), text, given);
  }
}

function numberLeaf(filter: ColumnFilter, number: string, given: Parameters): string {
  switch (filter.op) {
    case 'missing':
      return `(${number} IS NULL)`;
    case 'eq':
    case 'in': {
      const values = filter.op === 'eq' ? [filter.value] : filter.values;
      if (values.length === 0) return 'FALSE';
      const places = values.map(value => given.add(Number(value)));
      return `coalesce(${number} IN (${places.join(', ')}), FALSE)`;
    }
    default:
      return compared(boundsOf(filter), number, given);
  }
}

type Bound = readonly [operator: string, value: string | number];

function boundsOf(filter: ColumnFilter): Bound[] {
  if (filter.op !== 'range') return [];
  const { gt, gte, lt, lte } = filter;
  const all: readonly (readonly [string, string | number | undefined])[] = [
    ['>', gt],
    ['>=', gte],
    ['<', lt],
    ['<=', lte],
  ];
  return all.filter((one): one is Bound => one[1] !== undefined);
}

function compared(bounds: readonly Bound[], value: string, given: Parameters): string {
  const each = bounds.map(([operator, bound]) => ` AND ${value} ${operator} ${given.add(bound)}`);
  return `(${value} IS NOT NULL${each.join('')})`;
}

function folded(how: 'contains' | 'prefix', wanted: string, text: string, given: Parameters): string {
  const test = textTest(how, wanted);
  const part = foldText(wanted);
  if (!part.isWellFormed()) return tested(test, text, given);
  const plain = `${how === 'contains' ? 'contains' : 'starts_with'}(lower(${text}), ${given.add(part)})`;
  const one = `CASE WHEN strlen(${text}) = length(${text}) THEN ${plain} ELSE ${given.addTest(test, text)} END`;
  return `(${text} IS NOT NULL AND ${one})`;
}

function tested(test: Test, text: string, given: Parameters): string {
  return `(${text} IS NOT NULL AND ${given.addTest(test, text)})`;
}

const bool = (value: boolean): string => (value ? 'TRUE' : 'FALSE');

export function quoted(column: string): string {
  return `"${column}"`;
}

/** A column of numbers as the filter language has it: moments in milliseconds. */
function numberOf(column: string): string {
  const { kind } = archiveColumns.find(({ name }) => name === column)!;
  return kind === 'moment'
    ? `CAST(epoch_ms(${quoted(column)}) AS DOUBLE)`
    : `CAST(${quoted(column)} AS DOUBLE)`;
}
