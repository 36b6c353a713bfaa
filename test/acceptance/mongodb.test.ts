import { startRealServer } from '../support/agents.ts';
import { sample } from '../support/intake.ts';
import { describeMongodb, startMongodb } from '../support/mongodb.ts';
import { startServer } from '../support/programs.ts';
import { temporaryFolders } from '../support/folder.ts';

const folderOf = temporaryFolders();

describeMongodb('Muster with its read models in MongoDB', () => {
  test('takes an inventory in, lists the device, and knows the list as of before and after', async () => {
    const mongodb = await startMongodb();
    const address = mongodb.database();
    const server = await startRealServer({ MUSTER_READ: address });
    try {
      const secret = await server.token(1);
      // The list has heard of the start: it knows of every moment from there on.
      expect(await server.devices()).toEqual([]);
      const before = new Date().toISOString();
      const answer = await fetch(`${server.url}/inventory`, {
        method: 'POST',
        body: sample('fusionInventory'),
        headers: {
          'content-type': 'application/xml',
          authorization: `Basic ${Buffer.from(`enrol:${secret}`).toString('base64')}`,
        },
      });
      expect(answer.status).toBe(200);
      const [device, ...others] = await server.devices();
      expect(others).toEqual([]);
      expect(device).toMatchObject({ dialect: 'fusioninventory', managementStatus: 'managed' });
      const listed = (asOf: string) =>
        server.get<{ total: number }>(`/api/v1/devices?asOf=${encodeURIComponent(asOf)}`);
      expect(await listed(before)).toMatchObject({ total: 0 });
      expect(await listed(new Date().toISOString())).toMatchObject({ total: 1, items: [{ id: device!.id }] });
      const { readStore } = await server.get<{ readStore: { store: string } }>('/api/v1/health');
      expect(readStore.store).toBe(address);
    } finally {
      await server.stop();
      await mongodb.stop();
    }
  }, 180_000);
});

test('a server whose MongoDB is not there says so in one line and does not start', async () => {
  const refused = startServer(folderOf(), { MUSTER_READ: 'mongodb://user:secret@127.0.0.1:1/muster' });
  await expect(refused).rejects.toThrow(
    /MUSTER_READ: mongodb:\/\/127\.0\.0\.1:1\/muster: nothing listens there/,
  );
});

test('an address of another kind is refused by the name of its setting, and not repeated', async () => {
  const refused = startServer(folderOf(), { MUSTER_READ: 'postgres://user:secret@host/muster' });
  await expect(refused).rejects.toThrow(/MUSTER_READ: is not the address of a MongoDB database/);
  await expect(refused).rejects.not.toThrow(/secret/);
});
