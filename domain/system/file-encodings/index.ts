/** The encodings of the catalogue. UTF-8 carries a byte order mark for spreadsheets, UTF-8N does not. */
export const encodings = [
  'US-ASCII',
  'ISO-8859-1',
  'UTF-8',
  'UTF-8N',
  'UTF-16',
  'UTF-16LE',
  'UTF-16BE',
  'MS932',
  'Shift-JIS',
  'EUC-JP',
  'JIS',
] as const;
export type Encoding = (typeof encodings)[number];
