import { crc32 } from 'node:zlib';

/** One file of an archive; its bytes are asked for twice, first to be summed up, then to be written. */
export interface ZipEntry {
  /** With `/` between folders. */
  readonly path: string;
  readonly executable?: boolean;
  /** Bytes that `open` brings. */
  readonly size: number;
  readonly open: () => AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

const signatures = { local: 0x04034b50, central: 0x02014b50, end: 0x06054b50 } as const;
/** Version 2.0 of the format, on a Unix: so that programs stay executable. */
const madeOnUnix = (3 << 8) | 20;
const needed = 20;
/** General purpose bit 11: names are UTF-8. */
const utf8 = 1 << 11;
/** 1 January 1980, the first day the format knows. */
const day = 0x21;
const lengths = { local: 30, central: 46, end: 22 } as const;
/** The format without its 64-bit addition. */
const most = 0xffff_ffff;

interface Written extends ZipEntry {
  readonly name: Buffer;
  readonly crc: number;
  /** Of its header in the archive. */
  readonly offset: number;
}

/** Bytes of the archive that `storedZip` makes of these. */
export function zipSize(entries: readonly ZipEntry[]): number {
  const perEntry = lengths.local + lengths.central;
  return entries.reduce<number>(
    (sum, { path, size }) => sum + perEntry + 2 * Buffer.byteLength(path) + size,
    lengths.end,
  );
}

/**
 * A ZIP whose entries are stored as they are: what goes into it is packed already. A piece is in memory at a time.
 * Throws where an entry brings another number of bytes than it said.
 */
export async function* storedZip(entries: readonly ZipEntry[]): AsyncGenerator<Uint8Array> {
  const written: Written[] = [];
  let offset = 0;
  for (const entry of entries) {
    const one = { ...entry, name: Buffer.from(entry.path), crc: await sumOf(entry), offset };
    written.push(one);
    const header = Buffer.concat([localHeader(one), one.name]);
    offset += header.length + one.size;
    if (offset > most) throw new Error('the archive is larger than the format allows');
    yield header;
    yield* one.open();
  }
  const directory = Buffer.concat(written.flatMap(one => [centralHeader(one), one.name]));
  yield directory;
  yield endOf(written.length, directory.length, offset);
}

async function sumOf({ path, size, open }: ZipEntry): Promise<number> {
  let crc = 0;
  let total = 0;
  for await (const piece of open()) {
    crc = crc32(piece, crc);
    total += piece.length;
  }
  if (total !== size) throw new Error(`${path} has ${total} bytes, not ${size}`);
  return crc;
}

function localHeader({ name, crc, size }: Written): Buffer {
  const header = Buffer.alloc(lengths.local);
  header.writeUInt32LE(signatures.local, 0);
  header.writeUInt16LE(needed, 4);
  header.writeUInt16LE(utf8, 6);
  header.writeUInt16LE(day, 12);
  header.writeUInt32LE(crc, 14);
  header.writeUInt32LE(size, 18);
  header.writeUInt32LE(size, 22);
  header.writeUInt16LE(name.length, 26);
  return header;
}

function centralHeader({ name, crc, size, executable, offset }: Written): Buffer {
  const header = Buffer.alloc(lengths.central);
  header.writeUInt32LE(signatures.central, 0);
  header.writeUInt16LE(madeOnUnix, 4);
  header.writeUInt16LE(needed, 6);
  header.writeUInt16LE(utf8, 8);
  header.writeUInt16LE(day, 14);
  header.writeUInt32LE(crc, 16);
  header.writeUInt32LE(size, 20);
  header.writeUInt32LE(size, 24);
  header.writeUInt16LE(name.length, 28);
  header.writeUInt32LE((executable ? 0o100755 : 0o100644) * 0x1_0000, 38);
  header.writeUInt32LE(offset, 42);
  return header;
}

function endOf(count: number, directory: number, offset: number): Buffer {
  const end = Buffer.alloc(lengths.end);
  end.writeUInt32LE(signatures.end, 0);
  end.writeUInt16LE(count, 8);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(directory, 12);
  end.writeUInt32LE(offset, 16);
  return end;
}
