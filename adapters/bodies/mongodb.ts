import { promisify } from 'node:util';
import { zstdCompress, zstdDecompress } from 'node:zlib';
import { StoreUnavailableError, type BodyStore, type Clock } from '../../domain/kernel/index.ts';
import { Gate } from '../shared/gate.ts';
import { isDuplicate, type Connection } from '../shared/mongodb.ts';
import { bodyHash } from './hash.ts';
import { JustStored } from './just-stored.ts';
import { compression } from './packing.ts';

interface StoredBody {
  /** SHA-256 of the bytes, hex. */
  readonly _id: string;
  /** Time of arrival and a number within this process: the order of first arrivals, also within a millisecond. */
  readonly order: string;
  readonly at: string;
  readonly size: number;
  readonly contentType: string;
}

/** A body in pieces, for a document holds 16 MB at most: `<hash>/<number>`. */
interface Piece {
  readonly _id: string;
  readonly zstd: Buffer;
}

const pieceBytes = 8 * 2 ** 20;
const listed = 1_000;
const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);
/** No more work at once than Node has threads for it: each holds 0.8 MB from the moment it is asked for. */
const packing = new Gate(4);

/**
 * Raw bodies in the collections `bodies` and `body-pieces`, zstd-compressed, one copy of each for all servers. The
 * pieces come first: a body that is listed is whole. The connection stays the caller's.
 */
export async function openMongoBodies(connection: Connection, clock: Clock): Promise<BodyStore> {
  const bodies = connection.db.collection<StoredBody>('bodies');
  const pieces = connection.db.collection<Piece>('body-pieces');
  const stored = new JustStored();
  let arrivals = 0;
  await connection.asked(bodies.createIndex({ order: 1 }));

  async function keep(
    hash: string,
    bytes: Uint8Array,
    about: Omit<StoredBody, '_id' | 'size'>,
  ): Promise<void> {
    if (await bodies.findOne({ _id: hash }, { projection: { _id: 1 } })) return;
    const zstd = await packing.pass(() => compress(bytes, compression));
    for (let from = 0, no = 0; from === 0 || from < zstd.length; from += pieceBytes, no++) {
      const piece = { zstd: zstd.subarray(from, from + pieceBytes) };
      await pieces.replaceOne({ _id: pieceOf(hash, no) }, piece, { upsert: true });
    }
    await bodies.insertOne({ _id: hash, ...about, size: bytes.length }).catch((error: unknown) => {
      // The same body came to another server, or twice to this one, at the same moment.
      if (!isDuplicate(error)) throw error;
    });
  }

  return {
    hashOf: bodyHash,
    async put(given, contentType, hash = bodyHash(given)) {
      if (stored.has(hash)) return hash;
      const bytes = new Uint8Array(given);
      const at = clock.now();
      const order = `${at}/${String((arrivals += 1)).padStart(12, '0')}`;
      await connection.asked(keep(hash, bytes, { order, at, contentType }));
      stored.add(hash);
      return hash;
    },
    async get(hash) {
      const found = await connection.asked(bodies.findOne({ _id: hash }));
      if (!found) return undefined;
      const range = { _id: { $gte: `${hash}/`, $lt: `${hash}0` } };
      const parts = await connection.asked(pieces.find(range).sort({ _id: 1 }).toArray());
      const zstd = Buffer.concat(parts.map(part => part.zstd));
      const bytes = new Uint8Array(await packing.pass(() => decompress(zstd)).catch(() => Buffer.alloc(0)));
      if (bodyHash(bytes) !== hash)
        throw new StoreUnavailableError('corrupt', `the body ${hash} in ${connection.name} is damaged`);
      return { hash, bytes, contentType: found.contentType };
    },
    async *list() {
      for (let after = ''; ;) {
        const found = await connection.asked(
          bodies
            .find({ order: { $gt: after } })
            .sort({ order: 1 })
            .limit(listed)
            .toArray(),
        );
        const last = found.at(-1);
        if (!last) return;
        yield found.map(({ _id: hash, at, size }) => ({ hash, at, size }));
        after = last.order;
      }
    },
    close: async () => undefined,
  };
}

function pieceOf(hash: string, no: number): string {
  return `${hash}/${String(no).padStart(4, '0')}`;
}
