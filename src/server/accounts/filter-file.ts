import { SaxesParser } from 'saxes';

/** The kinds of list whose filters the catalogue exchanges (CLI-054), under its names. */
export const filterTypes = [
  'asset',
  'license',
  'mngsoft',
  'contract',
  'device',
  'inssoft',
  'secdevice',
  'oplog',
  'update',
  'event',
  'package',
  'task',
  'netctl',
] as const;
export type FilterType = (typeof filterTypes)[number];

/** A column that criteria speak of, as the server knew it that wrote the file. */
export interface NamedField {
  readonly name: string;
  readonly type: string;
}

/** One saved filter on its way from one server to another. */
export interface FilterFile {
  readonly type: FilterType;
  readonly name: string;
  /** Conditions that must all hold, each in the text form of the query language. */
  readonly criteria: readonly string[];
  readonly fields: readonly NamedField[];
  /** `name,-lastSeenAt`, as in an address. */
  readonly sort?: string | undefined;
  /** Keys of columns, with commas. */
  readonly columns?: string | undefined;
}

/** As large as a file may be, in bytes: ten times the longest filter an address takes. */
export const filterFileLimit = 256 * 1024;
const version = '1';
const mostElements = 4_000;

/** Why a file cannot be read, and in which line of it. */
export class FilterFileError extends Error {
  readonly line: number;
  constructor(reason: string, line: number) {
    super(reason);
    this.name = 'FilterFileError';
    this.line = line;
  }
}

/** What XML cannot hold, not even as a reference. */
const unwritable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/u;

/** Whether every text of the file can be written in XML. */
export function isWritable({ name, criteria }: Pick<FilterFile, 'name' | 'criteria'>): boolean {
  return ![name, ...criteria].some(text => unwritable.test(text));
}

export function writeFilterFile(file: FilterFile): string {
  const element = (name: string, text: string) => `<${name}>${escape(text)}</${name}>`;
  const lines = [
    element('name', file.name),
    ...file.fields.map(({ name, type }) => `<field name="${escape(name)}" type="${escape(type)}"/>`),
    ...file.criteria.map(text => element('criterion', text)),
    ...(file.sort ? [element('sort', file.sort)] : []),
    ...(file.columns ? [element('columns', file.columns)] : []),
  ];
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<musterFilter version="${version}" type="${file.type}">`,
    ...lines.map(line => `  ${line}`),
    '</musterFilter>',
    '',
  ].join('\n');
}

/** White space that a reader would normalise is written as a reference. */
function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replace(/[\r\n\t]/g, character => `&#${character.charCodeAt(0)};`);
}

type Attributes = Readonly<Record<string, string>>;
/** What stood in each element of text. */
type Texts = Readonly<Record<'name' | 'criterion' | 'sort' | 'columns', string[]>>;

/**
 * Reads what `writeFilterFile` writes, and nothing else: another element, attribute or version, a document type
 * or an entity of its own ends the reading. Throws FilterFileError.
 */
export function readFilterFile(text: string): FilterFile {
  return new FilterFileReader(text).read();
}

class FilterFileReader {
  readonly #source: string;
  readonly #parser = new SaxesParser();
  readonly #texts: Texts = { name: [], criterion: [], sort: [], columns: [] };
  readonly #fields: NamedField[] = [];
  #type: FilterType | undefined;
  #open: string[] = [];
  #text = '';
  #elements = 0;

  constructor(source: string) {
    this.#source = source;
  }

  read(): FilterFile {
    const parser = this.#parser;
    parser.on('error', () => this.#refuse('is not well-formed XML'));
    parser.on('doctype', () => this.#refuse('has a document type declaration'));
    parser.on('opentag', ({ name, attributes }) => this.#start(name, attributes));
    parser.on('text', text => this.#add(text));
    parser.on('cdata', text => this.#add(text));
    parser.on('closetag', () => this.#end());
    parser.write(this.#source).close();
    const { name, criterion, sort, columns } = this.#texts;
    if (!this.#type || name.length !== 1) this.#refuse('names no filter');
    if (sort.length > 1 || columns.length > 1) this.#refuse('says sort or columns twice');
    return {
      type: this.#type,
      name: name[0]!,
      criteria: criterion,
      fields: this.#fields,
      sort: sort[0],
      columns: columns[0],
    };
  }

  #refuse(reason: string): never {
    throw new FilterFileError(reason, this.#parser.line);
  }

  #start(name: string, attributes: Attributes): void {
    if (++this.#elements > mostElements) this.#refuse('has too many elements');
    if (this.#open.length === 0) this.#root(name, attributes);
    else if (this.#open.length > 1) this.#refuse(`has <${shown(name)}> where only text may stand`);
    else if (name === 'field') this.#fields.push(this.#field(attributes));
    else if (!Object.hasOwn(this.#texts, name) || Object.keys(attributes).length > 0)
      this.#refuse(`has <${shown(name)}>, which a filter does not`);
    this.#open.push(name);
    this.#text = '';
  }

  #root(name: string, { version: told, type }: Attributes): void {
    if (name !== 'musterFilter') this.#refuse('is no filter that Muster exported');
    if (told !== version) this.#refuse('is of another version of the format');
    this.#type = filterTypes.find(each => each === type) ?? this.#refuse('is of no known filter type');
  }

  #field({ name, type }: Attributes): NamedField {
    return name && type ? { name, type } : this.#refuse('has a <field> without name and type');
  }

  #add(text: string): void {
    if (this.#open.length === 2 && this.#open[1] !== 'field') this.#text += text;
    else if (text.trim() !== '') this.#refuse('has text where only elements may stand');
  }

  #end(): void {
    const name = this.#open.pop()!;
    if (this.#open.length === 1 && name !== 'field') this.#texts[name as keyof Texts].push(this.#text);
  }
}

/** The name of an element as an error may repeat it. */
const shown = (name: string) => name.slice(0, 40);
