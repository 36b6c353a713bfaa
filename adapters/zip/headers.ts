/** Lengths and first words of the parts of a ZIP (APPNOTE 6.3.3), without its 64-bit addition. */
export const zipLengths = { local: 30, descriptor: 16, central: 46, end: 22 } as const;
export const zipSignatures = {
  local: 0x04034b50,
  descriptor: 0x08074b50,
  central: 0x02014b50,
  end: 0x06054b50,
} as const;
export const zipMethods = { stored: 0, deflated: 8 } as const;

/** General purpose bits 3, the sum follows the file, and 11, names are UTF-8. */
const bits = { sumFollows: 1 << 3, utf8: 1 << 11 } as const;
const needed = 20;
/** Made on a Unix: the upper half of the attributes is a mode, so that programs stay executable. */
const madeOnUnix = (3 << 8) | needed;
/** 1 January 1980, the first day the format knows: the same entries make the same bytes, whenever. */
const day = 0x21;

/** What the archive says of one plain file. */
export interface ZipHeader {
  /** UTF-8, with `/` between folders. */
  readonly name: Buffer;
  readonly executable: boolean;
  readonly method: (typeof zipMethods)[keyof typeof zipMethods];
  /** The file is written before its sum is known: a descriptor follows it. */
  readonly sumFollows: boolean;
  readonly crc: number;
  /** Bytes of the file, and of what stands for it in the archive. */
  readonly size: number;
  readonly packed: number;
  /** Of its local header in the archive. */
  readonly offset: number;
}

/** Before the file; the name is part of it. */
export function localHeader(entry: ZipHeader): Buffer {
  const header = Buffer.alloc(zipLengths.local);
  header.writeUInt32LE(zipSignatures.local, 0);
  writeCommon(header, 4, entry.sumFollows ? { ...entry, crc: 0 } : entry);
  return Buffer.concat([header, entry.name]);
}

/** After a file whose sum follows. */
export function descriptor({ crc, size, packed }: ZipHeader): Buffer {
  const end = Buffer.alloc(zipLengths.descriptor);
  end.writeUInt32LE(zipSignatures.descriptor, 0);
  end.writeUInt32LE(crc, 4);
  end.writeUInt32LE(packed, 8);
  end.writeUInt32LE(size, 12);
  return end;
}

/** The directory of all files, and the end of the archive. */
export function directory(entries: readonly ZipHeader[], offset: number): Buffer {
  const central = Buffer.concat(entries.map(centralHeader));
  const end = Buffer.alloc(zipLengths.end);
  end.writeUInt32LE(zipSignatures.end, 0);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([central, end]);
}

function centralHeader(entry: ZipHeader): Buffer {
  const header = Buffer.alloc(zipLengths.central);
  header.writeUInt32LE(zipSignatures.central, 0);
  header.writeUInt16LE(madeOnUnix, 4);
  writeCommon(header, 6, entry);
  header.writeUInt32LE(((0o100000 | (entry.executable ? 0o755 : 0o644)) << 16) >>> 0, 38);
  header.writeUInt32LE(entry.offset, 42);
  return Buffer.concat([header, entry.name]);
}

/** What both headers say in the same order. */
function writeCommon(
  header: Buffer,
  at: number,
  { name, method, sumFollows, crc, size, packed }: ZipHeader,
): void {
  header.writeUInt16LE(needed, at);
  header.writeUInt16LE(bits.utf8 | (sumFollows ? bits.sumFollows : 0), at + 2);
  header.writeUInt16LE(method, at + 4);
  header.writeUInt16LE(day, at + 8);
  header.writeUInt32LE(crc, at + 10);
  header.writeUInt32LE(packed, at + 14);
  header.writeUInt32LE(size, at + 18);
  header.writeUInt16LE(name.length, at + 22);
}
