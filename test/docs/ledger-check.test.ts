import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { memoryEventStore } from '../../adapters/event-store/memory.ts';
import { ledgerCrypto } from '../../adapters/platform/index.ts';
import { proveEvent, type LedgerProof } from '../../domain/system/index.ts';
import { temporaryFolders } from '../support/folder.ts';
import { ledgerOn } from '../support/ledger.ts';

const folder = temporaryFolders();
const script = path.resolve(__dirname, '../../docs/ledger-check.mjs');

function check(
  proof: unknown,
  ...more: string[]
): { readonly status: number | null; readonly output: string } {
  const file = path.join(folder(), 'proof.json');
  writeFileSync(file, JSON.stringify(proof));
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, file, ...more], {
    encoding: 'utf8',
  });
  return { status, output: stdout + stderr };
}

describe('the script a stranger checks a proof with', () => {
  let proof: LedgerProof;
  beforeAll(async () => {
    const events = memoryEventStore();
    const { sealer, raise } = ledgerOn(events);
    await raise(37);
    await sealer.sealNow();
    const result = await proveEvent(events, ledgerCrypto, 23);
    if (result.kind !== 'proof') throw new Error(result.code);
    proof = result.proof;
  });

  test('needs nothing but node:crypto and node:fs, and is short', () => {
    const text = readFileSync(script, 'utf8');
    expect([...text.matchAll(/from '([^']+)'/g)].map(match => match[1])).toEqual(['node:crypto', 'node:fs']);
    expect(text.split('\n').length).toBeLessThan(65);
  });

  test('accepts a good proof, with or without the key one knows', () => {
    const said = expect.stringContaining('CounterRaised at position 23') as string;
    expect(check(proof)).toEqual({ status: 0, output: said });
    expect(check(proof, proof.key.keyId)).toEqual({ status: 0, output: said });
  });

  test.each<[string, () => [unknown, ...string[]], string]>([
    [
      'an altered event',
      () => [{ ...proof, event: { ...proof.event, actor: 'account:eve' } }],
      'not the one that was sealed',
    ],
    [
      'another position',
      () => [{ ...proof, event: { ...proof.event, position: 99 } }],
      'outside the sealed range',
    ],
    [
      'an altered seal',
      () => [{ ...proof, seal: { ...proof.seal, sealedAt: '2020-01-01T00:00:00.000Z' } }],
      'the signature is wrong',
    ],
    [
      'an altered path',
      () => [{ ...proof, inclusion: { ...proof.inclusion, path: proof.inclusion.path.toReversed() } }],
      'not the one that was sealed',
    ],
    ['a key one does not know', () => [proof, '00'.repeat(32)], 'another key than the one you know'],
  ])('refuses %s', (_name, make, message) => {
    expect(check(...make())).toEqual({ status: 1, output: expect.stringContaining(message) as string });
  });
});
