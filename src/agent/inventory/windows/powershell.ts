import type { Source } from '../collector.ts';

// Without it letters beyond ASCII come in the code page of the console, which is another in each country.
const unicode = '[Console]::OutputEncoding = [Text.Encoding]::UTF8; ';

/**
 * What a script of Windows PowerShell 5.1 gives, as objects. Rejects where it cannot be run, so that what could not be
 * read is not told as gone.
 */
export async function objectsOf(
  { run }: Pick<Source, 'run'>,
  script: string,
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const command = `${unicode}@(${script}) | ConvertTo-Json -Compress -Depth 3`;
  const args = ['-NoProfile', '-NonInteractive', '-ExecutionPolicy', 'Bypass', '-Command', command];
  const said = await run('powershell.exe', args);
  if (said === undefined) throw new Error('PowerShell did not answer');
  return asObjects(said);
}

/** One object is told without brackets around it, none as nothing at all. */
function asObjects(text: string): readonly Readonly<Record<string, unknown>>[] {
  const json = text.replace(/^\uFEFF/, '').trim();
  if (json === '') return [];
  const told: unknown = JSON.parse(json);
  return (Array.isArray(told) ? told : [told]).filter(each => typeof each === 'object' && each !== null);
}

export function textIn(value: unknown): string | undefined {
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && text.trim() !== '' ? text.trim() : undefined;
}
