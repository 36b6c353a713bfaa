import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { CredentialCalls } from '../../../adapters/credentials/messages.ts';
import { LazyThread } from '../../../adapters/shared/lazy-thread.ts';
import { temporaryFolders } from '../../support/folder.ts';

const folder = temporaryFolders();
const script = pathToFileURL(path.resolve('adapters/credentials/worker.ts'));
const row = (id: string) => ({ kind: 'session' as const, id, secret: 's', details: '{}', expires_at: null });
const create = (id: string) => ({ op: 'create' as const, row: row(id), now: '2026-01-05T09:00:00.000Z' });

async function ended(thread: LazyThread<CredentialCalls>): Promise<void> {
  while (thread.running) await new Promise(resolve => setTimeout(resolve, 5));
}

test('a thread comes with the first call, ends when there are none, and the next one comes after it', async () => {
  const thread = new LazyThread<CredentialCalls>(
    script,
    { file: path.join(folder(), 'c.db') },
    { endsAfter: 1 },
  );
  expect(thread.running).toBe(false);
  expect(await Promise.all([thread.call(create('a')), thread.call(create('b'))])).toEqual([true, true]);
  for (let round = 0; round < 3; round++) {
    await ended(thread);
    // At once: the thread before is still on its way out.
    expect(await Promise.all([thread.call(create('a')), thread.call(create(`new ${round}`))])).toEqual([
      false,
      true,
    ]);
  }
  await thread.close();
  expect(thread.running).toBe(false);
});

test('a thread that cannot start fails the call, and the next call tries again', async () => {
  const inTheWay = path.join(folder(), 'file');
  writeFileSync(inTheWay, '');
  const thread = new LazyThread<CredentialCalls>(script, { file: path.join(inTheWay, 'c.db') });
  await expect(thread.call(create('a'))).rejects.toThrow();
  expect(thread.running).toBe(false);
  await expect(thread.call(create('a'))).rejects.toThrow();
  await thread.close();
});
