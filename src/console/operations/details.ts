import type { OperationColumnName, ShownOperation } from '../../../domain/operation-logs/records/index.ts';

type Column = Exclude<OperationColumnName, 'time' | 'detail'>;

/** Every column of a record but its time and its detail, by what it is about. */
const groups = {
  who: ['source', 'user', 'runAs', 'hostId'],
  file: [
    'file',
    'fileName',
    'fileDrive',
    'destination',
    'destinationDrive',
    'size',
    'fileCreated',
    'fileModified',
  ],
  origin: ['originalDrive', 'originalCreated', 'content'],
  program: ['process', 'software', 'softwareVersion', 'fileVersion'],
  device: ['drive', 'driveName', 'deviceName', 'deviceType', 'deviceCategory', 'serial', 'deviceInstance'],
  print: ['document', 'printer', 'pages'],
  web: ['url', 'pageTitle', 'windowTitle'],
  mark: ['suspicion'],
} as const satisfies Readonly<Record<string, readonly Column[]>>;

export type DetailGroup = keyof typeof groups;

export interface DetailPart {
  readonly group: DetailGroup;
  readonly facts: readonly { readonly column: Column; readonly value: string | number }[];
}

/** What the record says, by groups; what it does not say is absent. */
export function detailsOf(record: ShownOperation): readonly DetailPart[] {
  return Object.entries(groups)
    .map(([group, columns]) => ({
      group: group as DetailGroup,
      facts: (columns as readonly Column[]).flatMap(column => {
        const value = record[column];
        return value === undefined ? [] : [{ column, value }];
      }),
    }))
    .filter(({ facts }) => facts.length > 0);
}
