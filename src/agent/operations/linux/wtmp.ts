/** An entry of the list of logons that the system keeps. */
export interface WtmpEntry {
  readonly kind: 'boot' | 'shutdown' | 'log-on' | 'log-off';
  /** Terminal or display. */
  readonly line: string;
  /** Empty where somebody logged off. */
  readonly user: string;
  /** Milliseconds since the epoch. */
  readonly time: number;
}

/** How glibc lays out an entry: on machines that have always had 64 bits the time has them, too. */
export interface WtmpLayout {
  readonly bytes: number;
  timeOf(entry: Buffer): { readonly seconds: number; readonly micros: number };
}

const compatible: WtmpLayout = {
  bytes: 384,
  timeOf: entry => ({ seconds: entry.readUInt32LE(340), micros: entry.readUInt32LE(344) }),
};
const wide: WtmpLayout = {
  bytes: 400,
  timeOf: entry => ({
    seconds: Number(entry.readBigInt64LE(344)),
    micros: Number(entry.readBigInt64LE(352)),
  }),
};

export const wtmpLayout: WtmpLayout = process.arch === 'arm64' ? wide : compatible;

const kinds: Readonly<Record<number, WtmpEntry['kind']>> = { 2: 'boot', 7: 'log-on', 8: 'log-off' };
const runLevel = 1;

/** Of whole entries; others than these say nothing of people. */
export function entriesIn(bytes: Buffer, layout = wtmpLayout): readonly WtmpEntry[] {
  const entries = Array.from({ length: Math.floor(bytes.length / layout.bytes) }, (_, number) =>
    bytes.subarray(number * layout.bytes, (number + 1) * layout.bytes),
  );
  return entries.flatMap(entry => entryIn(entry, layout));
}

function entryIn(entry: Buffer, layout: WtmpLayout): readonly WtmpEntry[] {
  const type = entry.readInt16LE(0);
  const line = textAt(entry, 8, 32);
  const user = textAt(entry, 44, 32);
  const { seconds, micros } = layout.timeOf(entry);
  const time = seconds * 1_000 + Math.floor(micros / 1_000);
  const kind = type === runLevel && user === 'shutdown' ? 'shutdown' : kinds[type];
  return kind ? [{ kind, line, user, time }] : [];
}

function textAt(entry: Buffer, at: number, length: number): string {
  const bytes = entry.subarray(at, at + length);
  const end = bytes.indexOf(0);
  return bytes.toString('utf8', 0, end < 0 ? length : end);
}
