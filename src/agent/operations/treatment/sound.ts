import {
  operationColumnNames,
  operationColumns,
  serverColumns,
  type OperationRecord,
} from '../../../../domain/operation-logs/index.ts';
import type { SeenOperation } from '../collector.ts';

/** Milliseconds: what a batch can say, the years 1990 to 2199. */
const times = { least: 631_152_000_000, most: 7_258_118_400_000 } as const;

/**
 * A record as a batch can hold it: control characters as their pictures, several files as lines, no halves of characters, no values that say
 * nothing or cannot be. Undefined where the clock of the computer stands beyond all belief.
 */
export function sound({ files, ...record }: SeenOperation): OperationRecord | undefined {
  if (!isWithin(record.time, 1)) return undefined;
  const kept: Record<string, string | number> = { time: record.time };
  for (const name of operationColumnNames) {
    const value = (record as Readonly<Record<string, unknown>>)[name];
    if (name === 'time' || serverColumns.has(name)) continue;
    const fit = typeof value === 'string' ? textOf(value) : numberOf(name, value);
    if (fit !== undefined) kept[name] = fit;
  }
  const lines = files && linesOf(files);
  if (lines !== undefined) kept['file'] = lines;
  return kept as unknown as OperationRecord;
}

/** Texts cut to the most characters of their column. */
export function cut(record: OperationRecord): OperationRecord {
  const kept: Record<string, string | number> = { ...record };
  for (const [name, value] of Object.entries(kept)) {
    const column = operationColumns[name as keyof typeof operationColumns];
    if (typeof value !== 'string' || !('limit' in column) || value.length <= column.limit) continue;
    kept[name] = Array.from(value).slice(0, column.limit).join('');
  }
  return kept as unknown as OperationRecord;
}

function textOf(text: string): string | undefined {
  const visible = text
    .toWellFormed()
    .replace(/[\u0000-\u001f]/g, one => String.fromCharCode(0x2400 + one.charCodeAt(0)))
    .replace(/\u007f/g, '\u2421')
    .replace(/[\u0080-\u009f]/g, '\ufffd');
  return visible === '' ? undefined : visible;
}

/** As many as the column has room for: half a path would be another file's. */
function linesOf(files: readonly string[]): string | undefined {
  let room = operationColumns.file.limit + 1;
  const lines = files
    .map(file => textOf(file))
    .filter(line => line !== undefined && (room -= Array.from(line).length + 1) >= 0);
  return lines.length > 0 ? lines.join('\n') : files[0] && textOf(files[0]);
}

function numberOf(name: keyof typeof operationColumns, value: unknown): number | undefined {
  if (!Number.isSafeInteger(value) || (value as number) < 0) return undefined;
  const number = value as number;
  const column = operationColumns[name];
  if (column.kind === 'seconds' && !isWithin(number, 1_000)) return undefined;
  return column.kind === 'count' && number > column.most ? undefined : number;
}

function isWithin(time: number, unit: number): boolean {
  return Number.isSafeInteger(time) && time * unit >= times.least && time * unit <= times.most;
}
