import type { OperationDetail } from './vocabulary.ts';

/** What bears on information that leaves: files that go to media, the web, by mail or print, and the media. */
export const divulgingDetails: readonly OperationDetail[] = [
  'copy-file',
  'move-file',
  'rename-file',
  'web-upload',
  'ftp-send',
  'mail-send-attachment',
  'save-attached-file',
  'print',
  'attach-external-device',
  'detach-external-device',
  'block-attached-external-device',
];
