import { createInterface, type Interface } from 'node:readline/promises';
import type { FormField } from '../../../domain/agents/index.ts';
import type { EnteredValue } from '../../../domain/devices/index.ts';
import { faultIn, hintsOf, nameIn, valueOf, type Values } from './entries.ts';
import { formTexts, type FormLanguage } from './texts.ts';

export interface Terminal {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
}

/** More choices are typed rather than read. */
const mostListed = 30;

export interface AskedHere {
  readonly fields: readonly FormField[];
  /** What is recorded; undefined: nobody here knows, and a field that is passed over is left as it is. */
  readonly values: Values | undefined;
  /** Who asks, and what becomes of it. */
  readonly lead: string;
}

/** Asks field by field, until each fits. Undefined: the person ended the input before the last. */
export async function askAtTerminal(
  { fields, values, lead }: AskedHere,
  language: FormLanguage,
  { input, output }: Terminal,
): Promise<Values | undefined> {
  const texts = formTexts[language];
  const lines = createInterface({ input, output, terminal: false });
  const ended = new AbortController();
  lines.once('close', () => ended.abort());
  output.write(`${texts.title}\n${lead}\n`);
  const entered: Record<string, EnteredValue | null> = {};
  try {
    for (const field of fields) {
      const recorded = values ? (values[field.id] ?? null) : undefined;
      const value = await ask(field, recorded, language, lines, output, ended.signal);
      if (value !== undefined) entered[field.id] = value;
    }
    return entered;
  } catch (error) {
    if (ended.signal.aborted) return undefined;
    throw error;
  } finally {
    lines.close();
  }
}

/** An empty line keeps what is recorded; a single `-` empties it. Undefined: passed over. */
async function ask(
  field: FormField,
  recorded: EnteredValue | null | undefined,
  language: FormLanguage,
  lines: Interface,
  output: NodeJS.WritableStream,
  signal: AbortSignal,
): Promise<EnteredValue | null | undefined> {
  const texts = formTexts[language];
  const about = hintsOf(field, language, texts).map(hint => `  ${hint}\n`);
  const offered = field.options.slice(0, mostListed).map(option => `  - ${option.value}\n`);
  const more = field.required ? ` (${texts.required})` : '';
  output.write(`\n${nameIn(field, language)}${more}\n${[...about, ...offered].join('')}`);
  for (;;) {
    const said = await lines.question(recorded == null ? '> ' : `[${recorded}] > `, { signal });
    const value = said.trim() === '-' ? null : said.trim() === '' ? recorded : valueOf(field, said);
    const fault = faultIn(field, value ?? null);
    if (!fault) return value;
    output.write(`  ${texts.faults[fault]}\n`);
  }
}
