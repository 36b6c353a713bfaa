import type { Source } from '../collector.ts';

/** Items of one kind; rejects where it does not answer, so that what could not be read is not told as gone. */
export async function profileOf<Item>({ run }: Pick<Source, 'run'>, kind: string): Promise<readonly Item[]> {
  const said = await run('/usr/sbin/system_profiler', [kind, '-json']);
  if (said === undefined) throw new Error('system_profiler did not answer');
  const items = (JSON.parse(said) as Readonly<Record<string, unknown>>)[kind];
  return Array.isArray(items) ? (items as readonly Item[]) : [];
}
