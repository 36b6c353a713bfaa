import {
  deviceCategories,
  fileDriveTypes,
  operationDetails,
  operationTypes,
  type Term,
} from './vocabulary.ts';
import type { OperationRecord } from './record.ts';
import { localTime, typeOf } from './shown.ts';

/** The 35 columns of the exported file, in their order. */
export const csvHead = [
  'Suspicious Operation',
  'Operation Date/Time',
  'Source',
  'User Name',
  'Operation Type',
  'Operation Type (Detail)',
  'File Created Date/Time',
  'File Last Modified Date/Time',
  'File Size',
  'Original File Drive Type',
  'Original File Created Date/Time',
  'Source File Information',
  'Source File Drive Type',
  'Destination File Information',
  'Destination File Drive Type',
  'User Name (Run As)',
  'File Name',
  'Software Name',
  'Software Version',
  'File Version',
  'Process Name',
  'Drive type',
  'Drive name',
  'Serial #',
  'Device type',
  'Device name',
  'Device instance ID',
  'Printed Document Name',
  'Printer Name',
  'Printed Page Count',
  'URL',
  'Web Page Title',
  'Window Title',
  'Host ID',
  'Device category',
] as const;

const labels = (terms: readonly Term[]): ReadonlyMap<string, string> =>
  new Map(terms.map(({ key, label }) => [key, label]));
const types = labels(operationTypes);
const details = labels(operationDetails);
const drives = labels(fileDriveTypes);
const categories = labels(deviceCategories);

/** A record as a line of the exported file; times by the computer's own clock. */
export function csvLine(record: OperationRecord, tz: number): readonly string[] {
  const moment = (seconds: number | undefined): string =>
    seconds === undefined ? '' : csvTime(seconds * 1_000, tz);
  const drive = (key: string | undefined): string => (key === undefined ? '' : drives.get(key)!);
  return [
    record.suspicion === undefined ? 'FALSE' : 'Warning',
    csvTime(record.time, tz),
    record.source ?? '',
    record.user ?? '',
    types.get(typeOf(record.detail))!,
    details.get(record.detail)!,
    moment(record.fileCreated),
    moment(record.fileModified),
    record.size === undefined ? '' : csvSize(record.size),
    drive(record.originalDrive),
    moment(record.originalCreated),
    record.file ?? '',
    drive(record.fileDrive),
    record.destination ?? '',
    drive(record.destinationDrive),
    record.runAs ?? '',
    record.fileName ?? '',
    record.software ?? '',
    record.softwareVersion ?? '',
    record.fileVersion ?? '',
    record.process ?? '',
    drive(record.drive),
    record.driveName ?? '',
    record.serial ?? '',
    record.deviceType ?? '',
    record.deviceName ?? '',
    record.deviceInstance ?? '',
    record.document ?? '',
    record.printer ?? '',
    record.pages === undefined ? '' : String(record.pages),
    record.url ?? '',
    record.pageTitle ?? '',
    record.windowTitle ?? '',
    record.hostId ?? '',
    record.deviceCategory === undefined ? '' : categories.get(record.deviceCategory)!,
  ];
}

/** `YYYY/MM/DD hh:mm:ss`. */
function csvTime(time: number, tz: number): string {
  return localTime(time, tz).slice(0, 19).replaceAll('-', '/').replace('T', ' ');
}

const units = ['B', 'KB', 'MB', 'GB', 'TB', 'PB'] as const;

/** At most six characters: `48213` bytes are `47.1KB`. */
export function csvSize(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1_024 && unit < units.length - 1) {
    value /= 1_024;
    unit++;
  }
  const whole = Number.isInteger(value) || unit === 0;
  const exact = `${whole ? value : value.toFixed(1)}${units[unit]}`;
  return exact.length <= 6 ? exact : `${Math.floor(value)}${units[unit]}`;
}
