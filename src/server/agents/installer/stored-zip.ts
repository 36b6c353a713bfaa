import { crc32 } from 'node:zlib';

/** A file of the archive, as it is: what is in it is packed already. */
export interface StoredFile {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  bytes(): AsyncIterable<Uint8Array>;
}

const lengths = { local: 30, descriptor: 16, central: 46, end: 22 } as const;
const signatures = {
  local: 0x04034b50,
  descriptor: 0x08074b50,
  central: 0x02014b50,
  end: 0x06054b50,
} as const;
/** Bit 3: the checksum follows the file; bit 11: names are UTF-8. */
const flags = (1 << 3) | (1 << 11);
/** 1 January 1980, the first day the format knows. */
const day = 0x21;

/** Bytes of the archive, before anything of it is read. */
export function storedZipSize(files: readonly StoredFile[]): number {
  const each = files.map(
    ({ name, size }) =>
      lengths.local + lengths.descriptor + lengths.central + 2 * Buffer.byteLength(name) + size,
  );
  return each.reduce((sum, length) => sum + length, lengths.end);
}

/** A ZIP of files that are read once, one after the other, and never held. */
export async function* storedZip(files: readonly StoredFile[]): AsyncGenerator<Uint8Array> {
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, size, bytes } of files) {
    const named = Buffer.from(name);
    yield Buffer.concat([localHeader(named.length, size), named]);
    let crc = 0;
    for await (const chunk of bytes()) {
      crc = crc32(chunk, crc);
      yield chunk;
    }
    yield descriptor(crc, size);
    directory.push(centralHeader(named.length, size, crc, offset), named);
    offset += lengths.local + named.length + size + lengths.descriptor;
  }
  const central = Buffer.concat(directory);
  yield central;
  yield endOf(files.length, central.length, offset);
}

function localHeader(named: number, size: number): Buffer {
  const header = Buffer.alloc(lengths.local);
  header.writeUInt32LE(signatures.local, 0);
  writeCommon(header, 4, { named, size, crc: 0 });
  return header;
}

function descriptor(crc: number, size: number): Buffer {
  const end = Buffer.alloc(lengths.descriptor);
  end.writeUInt32LE(signatures.descriptor, 0);
  end.writeUInt32LE(crc, 4);
  end.writeUInt32LE(size, 8);
  end.writeUInt32LE(size, 12);
  return end;
}

function centralHeader(named: number, size: number, crc: number, offset: number): Buffer {
  const header = Buffer.alloc(lengths.central);
  header.writeUInt32LE(signatures.central, 0);
  header.writeUInt16LE(20, 4);
  writeCommon(header, 6, { named, size, crc });
  header.writeUInt32LE(offset, 42);
  return header;
}

/** What both headers say in the same order. */
function writeCommon(
  header: Buffer,
  at: number,
  { named, size, crc }: { readonly named: number; readonly size: number; readonly crc: number },
): void {
  header.writeUInt16LE(20, at);
  header.writeUInt16LE(flags, at + 2);
  header.writeUInt16LE(day, at + 8);
  header.writeUInt32LE(crc, at + 10);
  header.writeUInt32LE(size, at + 14);
  header.writeUInt32LE(size, at + 18);
  header.writeUInt16LE(named, at + 22);
}

function endOf(files: number, length: number, offset: number): Buffer {
  const end = Buffer.alloc(lengths.end);
  end.writeUInt32LE(signatures.end, 0);
  end.writeUInt16LE(files, 8);
  end.writeUInt16LE(files, 10);
  end.writeUInt32LE(length, 12);
  end.writeUInt32LE(offset, 16);
  return end;
}
