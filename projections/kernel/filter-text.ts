import type { ColumnType } from './collection.ts';
import { MAX_FILTER_DEPTH } from './filter-limits.ts';
import type { Filter, Scalar } from './query.ts';
import { isRelativeTime, parseTime } from './time-text.ts';

/**
 * The filter tree in short, for addresses and the command line. This file and what it imports weigh little: the
 * console loads them before anything else.
 *
 *     osFamily.in.linux,bsd~lastSeenAt.within.14d~not(department.under.'Plant A/Quality')
 *
 * `~` joins conditions that must all hold; `or(a~b)`, `and(a~b)` and `not(a)` nest; a condition is
 * `column.operator.value`. Operators: eq, ne, in (values split by `,`), gt, gte, lt, lte (more bounds after a
 * `,`: `memory.gte.4096,lt.8192`), any (has a value), within (a span: 14d), contains, prefix, under, missing;
 * `search(text)` looks everywhere. A value with one of `,~()'` or white space at its ends stands in single
 * quotes, a quote in it doubled. Of the same tree the printer always makes the same text, and
 * parsing it gives the tree again.
 */
export class FilterTextError extends Error {
  /** Where reading stopped, counted in UTF-16 units from 0. */
  readonly at: number;
  readonly reason: string;
  constructor(reason: string, at: number) {
    super(`${reason} (at character ${at + 1})`);
    this.name = 'FilterTextError';
    this.at = at;
    this.reason = reason;
  }
}

/** What the text form needs of a collection: the types of its columns. A CollectionDefinition is one. */
export interface ColumnTypes {
  readonly columns: Readonly<Record<string, { readonly type: ColumnType }>>;
}

const BOUNDS = ['gt', 'gte', 'lt', 'lte'] as const;
type Bound = (typeof BOUNDS)[number];
const isBound = (word: string): word is Bound => (BOUNDS as readonly string[]).includes(word);

export function printFilterText(filter: Filter, types: ColumnTypes): string {
  const print = (part: Filter) => printPart(part, types);
  return filter.op === 'and' && filter.filters.length !== 1
    ? filter.filters.map(print).join('~')
    : print(filter);
}

function printPart(filter: Filter, types: ColumnTypes): string {
  const print = (part: Filter) => printPart(part, types);
  const value = (column: string, scalar: Scalar) => quote(scalarText(scalar, types.columns[column]?.type));
  switch (filter.op) {
    case 'and':
    case 'or':
      return `${filter.op}(${filter.filters.map(print).join('~')})`;
    case 'not':
      return `not(${print(filter.filter)})`;
    case 'search':
      return `search(${quote(filter.text)})`;
    case 'eq':
      return `${filter.column}.eq.${value(filter.column, filter.value)}`;
    case 'in':
      return `${filter.column}.in.${filter.values.map(one => value(filter.column, one)).join(',')}`;
    case 'contains':
    case 'prefix':
      return `${filter.column}.${filter.op}.${quote(filter.value)}`;
    case 'under':
      return `${filter.column}.under.${quote(filter.path)}`;
    case 'missing':
      return `${filter.column}.missing`;
    case 'range': {
      const bounds = BOUNDS.filter(bound => filter[bound] !== undefined);
      if (bounds.length === 0) return `${filter.column}.any`;
      const { gte } = filter;
      if (bounds.length === 1 && isRelativeTime(gte) && gte.startsWith('now-'))
        return `${filter.column}.within.${gte.slice('now-'.length)}`;
      return `${filter.column}.${bounds.map(bound => `${bound}.${value(filter.column, filter[bound] ?? '')}`).join(',')}`;
    }
  }
}

function scalarText(value: Scalar, type: ColumnType | undefined): string {
  if (type !== 'time' || typeof value !== 'number') return String(value);
  // Beyond these years a date has another form; the number of milliseconds is read as well.
  if (!Number.isInteger(value) || value < YEAR_1000 || value >= YEAR_10000) return String(value);
  return new Date(value)
    .toISOString()
    .replace(/(:00)?\.000Z$/, 'Z')
    .replace('T00:00Z', '');
}

const YEAR_1000 = Date.UTC(1000, 0);
const YEAR_10000 = Date.UTC(10_000, 0);

function quote(text: string): string {
  return text === '' || /[,~()']|^\s|\s$/.test(text) ? `'${text.replaceAll("'", "''")}'` : text;
}

/** Throws FilterTextError naming the place. An empty text is the filter that lets everything through. */
export function parseFilterText(text: string, types: ColumnTypes): Filter {
  const reader = new Reader(text, types);
  if (text === '') return { op: 'and', filters: [] };
  const filters = reader.conditions(1);
  reader.end();
  const [only] = filters;
  return filters.length === 1 && only ? only : { op: 'and', filters };
}

class Reader {
  readonly #text: string;
  readonly #types: ColumnTypes;
  #at = 0;

  constructor(text: string, types: ColumnTypes) {
    this.#text = text;
    this.#types = types;
  }

  end(): void {
    if (this.#at < this.#text.length) throw this.#fail(`unexpected \`${this.#text[this.#at]}\``);
  }

  conditions(depth: number): Filter[] {
    if (depth > MAX_FILTER_DEPTH) throw this.#fail(`more than ${MAX_FILTER_DEPTH} levels`);
    const filters = [this.#condition(depth)];
    while (this.#take('~')) filters.push(this.#condition(depth));
    return filters;
  }

  #condition(depth: number): Filter {
    const start = this.#at;
    const word = this.#word();
    if (this.#take('(')) return this.#group(word, start, depth);
    const column = word;
    const declared = column === 'id' ? { type: 'text' as const } : this.#types.columns[column];
    if (!declared || (column !== 'id' && !Object.hasOwn(this.#types.columns, column)))
      throw this.#fail(column ? `there is no column \`${column}\`` : 'a column is expected', start);
    this.#expect('.', `after the column \`${column}\``);
    return this.#operator(column, declared.type);
  }

  #group(word: string, start: number, depth: number): Filter {
    switch (word) {
      case 'and':
      case 'or': {
        const filters = this.#text[this.#at] === ')' ? [] : this.conditions(depth + 1);
        this.#expect(')', `at the end of \`${word}(\``);
        return { op: word, filters };
      }
      case 'not': {
        if (depth >= MAX_FILTER_DEPTH) throw this.#fail(`more than ${MAX_FILTER_DEPTH} levels`);
        const filter = this.#condition(depth + 1);
        this.#expect(')', 'at the end of `not(`');
        return { op: 'not', filter };
      }
      case 'search': {
        const text = this.#value();
        if (text === '') throw this.#fail('a text to search for is expected');
        this.#expect(')', 'at the end of `search(`');
        return { op: 'search', text };
      }
      default:
        throw this.#fail(`\`${word}(\` is none of and(, or(, not(, search(`, start);
    }
  }

  #operator(column: string, type: ColumnType): Filter {
    const start = this.#at;
    const operator = this.#word();
    if (operator === 'missing') return { op: 'missing', column };
    if (operator === 'any') return { op: 'range', column };
    if (isBound(operator)) return this.#range(column, type, operator, start);
    const known = ['eq', 'ne', 'in', 'contains', 'prefix', 'under', 'within'];
    if (!known.includes(operator))
      throw this.#fail(
        `\`${operator}\` is none of ${[...known, ...BOUNDS, 'any', 'missing'].join(', ')}`,
        start,
      );
    this.#expect('.', `after \`${operator}\``);
    switch (operator) {
      case 'eq':
        return { op: 'eq', column, value: this.#scalar(type) };
      case 'ne':
        return { op: 'not', filter: { op: 'eq', column, value: this.#scalar(type) } };
      case 'in': {
        if (this.#atEndOfCondition()) return { op: 'in', column, values: [] };
        const values = [this.#scalar(type)];
        while (this.#take(',')) values.push(this.#scalar(type));
        return { op: 'in', column, values };
      }
      case 'within': {
        if (type !== 'time') throw this.#fail(`\`${column}\` is no time`, start);
        const from = this.#at;
        const gte = `now-${this.#value()}`;
        if (!isRelativeTime(gte)) throw this.#fail('a span such as 30m, 12h, 14d or 2w is expected', from);
        return { op: 'range', column, gte };
      }
      case 'under':
        if (type !== 'path') throw this.#fail(`\`${column}\` is no path`, start);
        return { op: 'under', column, path: this.#value() };
      default: {
        if (type !== 'text' && type !== 'path') throw this.#fail(`\`${column}\` is no text`, start);
        const from = this.#at;
        const value = this.#value();
        if (value === '') throw this.#fail('a text is expected', from);
        return { op: operator === 'prefix' ? 'prefix' : 'contains', column, value };
      }
    }
  }

  #range(column: string, type: ColumnType, first: Bound, start: number): Filter {
    if (type === 'boolean') throw this.#fail(`\`${column}\` is true or false and has no order`, start);
    const range: Extract<Filter, { op: 'range' }> = { op: 'range', column };
    let bound: string = first;
    let at = start;
    for (;;) {
      if (!isBound(bound)) throw this.#fail(`a further bound is expected: ${BOUNDS.join(', ')}`, at);
      if (range[bound] !== undefined) throw this.#fail(`\`${bound}\` stands twice`, at);
      this.#expect('.', `after \`${bound}\``);
      range[bound] = this.#scalar(type) as string | number;
      if (!this.#take(',')) return range;
      at = this.#at;
      bound = this.#word();
    }
  }

  #scalar(type: ColumnType): Scalar {
    const from = this.#at;
    const text = this.#value();
    switch (type) {
      case 'text':
      case 'path':
        return text;
      case 'boolean':
        if (text !== 'true' && text !== 'false') throw this.#fail('true or false is expected', from);
        return text === 'true';
      case 'time':
        if (isRelativeTime(text)) return text;
        return (
          parseTime(text, 0) ??
          this.#number(text, 'a time such as 2026-10-12, 2026-10-12T14:00Z or now-14d', from)
        );
      case 'integer':
      case 'number':
        return this.#number(text, 'a number', from);
    }
  }

  #number(text: string, expected: string, from: number): number {
    if (!/^-?\d+(\.\d+)?(e[+-]?\d+)?$/.test(text) || !Number.isFinite(Number(text)))
      throw this.#fail(`${expected} is expected`, from);
    return Number(text);
  }

  /** A value, unquoted up to the next of `,~()`. */
  #value(): string {
    if (this.#text[this.#at] !== "'") {
      const raw = /[^,~()']*/y;
      raw.lastIndex = this.#at;
      const text = raw.exec(this.#text)?.[0] ?? '';
      this.#at += text.length;
      return text;
    }
    const start = this.#at;
    let value = '';
    for (;;) {
      const close = this.#text.indexOf("'", this.#at + 1);
      if (close < 0) throw this.#fail('the quote is not closed', start);
      value += this.#text.slice(this.#at + 1, close);
      this.#at = close + 1;
      if (this.#text[this.#at] !== "'") return value;
      value += "'";
    }
  }

  #word(): string {
    const letters = /[A-Za-z0-9]*/y;
    letters.lastIndex = this.#at;
    const word = letters.exec(this.#text)?.[0] ?? '';
    this.#at += word.length;
    return word;
  }

  #atEndOfCondition(): boolean {
    const next = this.#text[this.#at];
    return next === undefined || next === '~' || next === ')';
  }

  #take(sign: string): boolean {
    if (this.#text[this.#at] !== sign) return false;
    this.#at += 1;
    return true;
  }

  #expect(sign: string, where: string): void {
    if (!this.#take(sign)) throw this.#fail(`\`${sign}\` is expected ${where}`);
  }

  #fail(reason: string, at = this.#at): FilterTextError {
    return new FilterTextError(reason, at);
  }
}
