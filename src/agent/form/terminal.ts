import { createInterface, type Interface } from 'node:readline/promises';
import type { FormField, UserForm } from '../../../domain/agents/index.ts';
import type { EnteredValue } from '../../../domain/devices/index.ts';
import { faultIn, hintsOf, nameIn, valueOf, type Values } from './entries.ts';
import { fill, formTexts, type FormLanguage } from './texts.ts';

export interface Terminal {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
}

/** More choices are typed rather than read. */
const mostListed = 30;

/** Asks field by field, until each fits. Undefined: the person ended the input before the last. */
export async function askAtTerminal(
  { fields, values }: UserForm,
  server: string,
  language: FormLanguage,
  { input, output }: Terminal,
): Promise<Values | undefined> {
  const texts = formTexts[language];
  const lines = createInterface({ input, output, terminal: false });
  const ended = new AbortController();
  lines.once('close', () => ended.abort());
  output.write(`${texts.title}\n${fill(texts.lead, { server })}\n`);
  const entered: Record<string, EnteredValue | null> = {};
  try {
    for (const field of fields)
      entered[field.id] = await ask(field, values[field.id] ?? null, language, lines, output, ended.signal);
    return entered;
  } catch (error) {
    if (ended.signal.aborted) return undefined;
    throw error;
  } finally {
    lines.close();
  }
}

/** An empty line keeps what is recorded; a single `-` empties it. */
async function ask(
  field: FormField,
  recorded: EnteredValue | null,
  language: FormLanguage,
  lines: Interface,
  output: NodeJS.WritableStream,
  signal: AbortSignal,
): Promise<EnteredValue | null> {
  const texts = formTexts[language];
  const about = hintsOf(field, language, texts).map(hint => `  ${hint}\n`);
  const offered = field.options.slice(0, mostListed).map(option => `  - ${option.value}\n`);
  const more = field.required ? ` (${texts.required})` : '';
  output.write(`\n${nameIn(field, language)}${more}\n${[...about, ...offered].join('')}`);
  for (;;) {
    const said = await lines.question(recorded === null ? '> ' : `[${recorded}] > `, { signal });
    const value = said.trim() === '-' ? null : said.trim() === '' ? recorded : valueOf(field, said);
    const fault = faultIn(field, value);
    if (!fault) return value;
    output.write(`  ${texts.faults[fault]}\n`);
  }
}
