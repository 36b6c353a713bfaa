/** One line of the log in which CUPS counts pages. */
export interface PageLine {
  readonly printer: string;
  readonly job: string;
  readonly user: string | undefined;
  readonly document: string | undefined;
  /** Milliseconds since the epoch; undefined where the line does not say. */
  readonly time: number | undefined;
  readonly pages: number;
  /** Of the whole job, and no more lines follow; otherwise of one more page of it. */
  readonly isTotal: boolean;
}

const names: Readonly<Record<string, string>> = {
  '%p': 'printer',
  '%u': 'user',
  '%j': 'job',
  '%T': 'time',
  '%P': 'page',
  '%C': 'copies',
  '%{job-name}': 'document',
};
/** What CUPS is best told to write. */
export const usualFormat =
  '%p %u %j %T %P %C %{job-billing} %{job-originating-host-name} %{job-name} %{media} %{sides}';

/**
 * Reads lines that were written in a format of `cupsd.conf`; undefined where the format does not say enough. Texts such
 * as the name of the document may hold blanks: what stands before and after them has none.
 */
export function pageLogReader(format: string): ((line: string) => PageLine | undefined) | undefined {
  const seen = new Set<string>();
  const pattern = format
    .trim()
    .split(/(%\{[^}]*\}|%[a-zA-Z%])/)
    .map(part => {
      const name = names[part];
      if (name === undefined)
        return /^%[^%]/.test(part) ? '.*?' : part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
      if (seen.has(name)) return '.*?';
      seen.add(name);
      return `(?<${name}>${forms[name] ?? '.*'})`;
    })
    .join('');
  if (!['printer', 'job', 'page'].every(name => seen.has(name))) return undefined;
  const line = new RegExp(`^${pattern}$`);
  return text => {
    // No line that CUPS writes is as long: it cuts names itself.
    const found = text.length > 2_048 ? undefined : line.exec(text)?.groups;
    return found && pageLineOf(found);
  };
}

const forms: Readonly<Record<string, string>> = {
  printer: '\\S+',
  user: '\\S+',
  job: '\\d+',
  time: '\\[[^\\]]*\\]',
  page: 'total|\\d+',
  copies: '\\d+',
};

function pageLineOf(found: Readonly<Record<string, string>>): PageLine {
  const { printer = '', job = '', user, document, time, page = '', copies = '1' } = found;
  return {
    printer,
    job,
    user: known(user),
    document: known(document),
    time: time === undefined ? undefined : timeOf(time),
    // Of a whole job the number of pages stands where that of the copies does.
    pages: Math.min(Number(copies), 2_147_483_647),
    isTotal: page === 'total',
  };
}

const months = 'JanFebMarAprMayJunJulAugSepOctNovDec';

/** `[30/Nov/2026:12:34:56 +0900]`. */
function timeOf(text: string): number | undefined {
  const parts = /^\[(\d\d)\/(\w{3})\/(\d{4}):(\d\d:\d\d:\d\d) ([+-]\d\d)(\d\d)\]$/.exec(text);
  if (!parts) return undefined;
  const [, day, name = '', year, clock, hours, minutes] = parts;
  const month = String(months.indexOf(name) / 3 + 1).padStart(2, '0');
  const time = Date.parse(`${year}-${month}-${day}T${clock}${hours}:${minutes}`);
  return Number.isNaN(time) ? undefined : time;
}

function known(text: string | undefined): string | undefined {
  return text === undefined || text === '' || text === '-' ? undefined : text;
}
