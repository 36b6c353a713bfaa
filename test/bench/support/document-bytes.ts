import { BSON } from 'mongodb';
import { Connection } from '../../../adapters/shared/mongodb.ts';

/** Bytes of every document of a database, as the driver sends them. */
export async function documentBytes(address: string): Promise<number> {
  const connection = new Connection(address, true);
  try {
    await connection.ready();
    let bytes = 0;
    for (const collection of await connection.db.collections())
      for await (const document of collection.find()) bytes += BSON.calculateObjectSize(document);
    return bytes;
  } finally {
    await connection.close();
  }
}
