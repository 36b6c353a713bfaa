/**
 * The closed lists of operation log records. A record and its stored form hold a code: the place in the list, from 1.
 * Codes are part of the file format: new entries go to the end, none is ever taken away
 * (docs/operation-log-format.md). `label` is what the CSV export says in English.
 */
export interface Term {
  readonly key: string;
  readonly label: string;
}

const term = <const Key extends string>(key: Key, label: string) => ({ key, label });

export const operationTypes = [
  term('power-and-sessions', 'Power On/Shutdown/Logon/Logoff'),
  term('process', 'Process/Program Operation'),
  term('file', 'File Operation'),
  term('print', 'Print Operation'),
  term('external-media', 'External Media Operation'),
  term('web-access', 'Web Access'),
  term('shut-down', 'Shut Down'),
  term('device', 'Device operation'),
  term('window', 'Window Operation'),
] as const satisfies readonly Term[];

export type OperationType = (typeof operationTypes)[number]['key'];

export interface DetailTerm extends Term {
  /** A detail belongs to one type: records hold the detail only. */
  readonly type: OperationType;
  /** What it does with a file that can be followed; absent: it cannot be traced. */
  readonly file?: FileStep;
}

/**
 * What becomes of a file: `appears` at its place, `passes` from its place to the destination and stays, `moves` to
 * the destination and is no more at its place, `leaves` for where it is not followed by path, `ends`.
 */
export type FileStep = 'appears' | 'passes' | 'moves' | 'leaves' | 'ends';

const detail = <const Key extends string>(
  key: Key,
  label: string,
  type: OperationType,
  file?: FileStep,
): DetailTerm & { readonly key: Key } => (file ? { key, label, type, file } : { key, label, type });

export const operationDetails = [
  detail('power-on', 'Power On', 'power-and-sessions'),
  detail('shutdown', 'Shutdown', 'power-and-sessions'),
  detail('log-on', 'Log On', 'power-and-sessions'),
  detail('log-off', 'Log Off', 'power-and-sessions'),
  detail('block-program-activation', 'Block Program Activation', 'process'),
  detail('process-execution', 'Process Execution', 'process'),
  detail('process-termination', 'Process Termination', 'process'),
  detail('copy-file', 'Copy file', 'file', 'passes'),
  detail('move-file', 'Move file', 'file', 'moves'),
  detail('rename-file', 'Rename file', 'file', 'moves'),
  detail('create-file', 'Create file', 'file', 'appears'),
  detail('delete-file', 'Delete file', 'file', 'ends'),
  detail('copy-folder', 'Copy folder', 'file'),
  detail('move-folder', 'Move folder', 'file'),
  detail('rename-folder', 'Rename folder', 'file'),
  detail('create-folder', 'Create folder', 'file'),
  detail('delete-folder', 'Delete folder', 'file'),
  detail('web-upload', 'Web Access (Upload)', 'file', 'leaves'),
  detail('web-download', 'Web Access (Download)', 'file', 'passes'),
  detail('ftp-send', 'FTP (Send File)', 'file', 'leaves'),
  detail('ftp-receive', 'FTP (Receive File)', 'file', 'passes'),
  detail('mail-send-attachment', 'Send Mail (Attachment File)', 'file', 'leaves'),
  detail('mail-receive-attachment', 'Receive Mail (Attachment File)', 'file', 'passes'),
  detail('save-attached-file', 'Save Attached File', 'file', 'passes'),
  detail('print', 'Print', 'print'),
  detail('block-printing', 'Block Printing', 'print'),
  detail('attach-external-device', 'Attach External Device', 'external-media'),
  detail('detach-external-device', 'Detach External Device', 'external-media'),
  detail('block-attached-external-device', 'Block Attached External Device', 'external-media'),
  detail('web-access', 'Web Access', 'web-access'),
  detail('change-active-window', 'Change active window', 'window'),
  detail('device-connection', 'Device connection', 'device'),
  detail('device-disconnection', 'Device disconnection', 'device'),
  detail('device-connection-suppressed', 'Suppressing device connection', 'device'),
  detail('device-connection-permitted', 'Permitting device connection', 'device'),
] as const satisfies readonly DetailTerm[];

export type OperationDetail = (typeof operationDetails)[number]['key'];

/** Where a file lies. The first five and the last are drive types of devices too. */
export const fileDriveTypes = [
  term('local-disk', 'Local Disk'),
  term('network-drive', 'Network Drive'),
  term('removable-disk', 'Removable Disk'),
  term('cd-rom', 'CD-ROM'),
  term('ram-disk', 'RAM Disk'),
  term('web', 'Web'),
  term('ftp', 'FTP'),
  term('email', 'Email'),
  term('other', 'Other'),
] as const satisfies readonly Term[];

export type FileDriveType = (typeof fileDriveTypes)[number]['key'];

export const deviceCategories = [
  term('usb', 'USB device'),
  term('built-in-cd-dvd', 'Built-in CD or DVD drive'),
  term('internal-floppy', 'Internal floppy disk drive'),
  term('ieee1394', 'IEEE1394 device'),
  term('built-in-sd-card', 'Built-in SD card'),
  term('bluetooth', 'Bluetooth device'),
  term('imaging', 'Imaging device'),
  term('windows-portable', 'Windows portable device'),
  term('unknown', 'Unknown'),
] as const satisfies readonly Term[];

export type DeviceCategory = (typeof deviceCategories)[number]['key'];

/** Why a record is marked; the CSV export says `Warning` for each. */
export const suspicions = [
  term('mail', 'Send/Receive E-mail with Attachments'),
  term('web-ftp', 'Use Web/FTP Server'),
  term('external-device', 'Copy/Move the File to External Device'),
] as const satisfies readonly Term[];

export type Suspicion = (typeof suspicions)[number]['key'];

const byKey = new Map(operationDetails.map((one, index) => [one.key as string, { one, code: index + 1 }]));

/** Of a key of the list of details; throws for others. */
export function detailCode(key: OperationDetail): number {
  return byKey.get(key)!.code;
}

/** Of a code that has been checked. */
export function detailOf(code: number): DetailTerm {
  return operationDetails[code - 1] as DetailTerm;
}
