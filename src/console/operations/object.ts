import type { ShownOperation } from '../../../domain/operation-logs/records/index.ts';

/** What an operation was done to, in one line: from where and, where it went anywhere, to where. */
export interface OperationObject {
  readonly from: string | undefined;
  readonly to: string | undefined;
}

export function objectOf(record: ShownOperation): OperationObject {
  if (record.file !== undefined || record.destination !== undefined)
    return { from: record.file, to: record.destination };
  const from =
    record.document ??
    record.url ??
    record.windowTitle ??
    record.pageTitle ??
    record.process ??
    record.software ??
    record.deviceName ??
    record.driveName ??
    record.fileName;
  const to = record.document === undefined ? undefined : record.printer;
  return { from, to };
}

/** The last part of a path or an address, for where there is little room. */
export function lastPart(path: string): string {
  const parts = path.split(/[\\/]/).filter(part => part !== '');
  return parts.at(-1) ?? path;
}
