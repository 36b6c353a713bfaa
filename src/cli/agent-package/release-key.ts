import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { generateLedgerKey, ledgerSigner } from '../../../adapters/platform/index.ts';
import type { LedgerSigner } from '../../../domain/system/index.ts';
import { CommandError, exitCodes } from '../exit-codes.ts';

/** The key in the file (Ed25519, PKCS #8 PEM); where there is no such file it is made, readable by its owner only. */
export function releaseKeyIn(file: string): { readonly signer: LedgerSigner; readonly made: boolean } {
  const known = read(file);
  if (known !== undefined) return { signer: signerOf(file, known), made: false };
  const key = generateLedgerKey();
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(file, key, { flag: 'wx', mode: 0o600 });
  return { signer: ledgerSigner(key), made: true };
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function signerOf(file: string, text: string): LedgerSigner {
  try {
    return ledgerSigner(text);
  } catch (error) {
    throw new CommandError(
      exitCodes.format,
      `${file} holds no private key. Give the release key that packages were signed with before.`,
      { cause: error },
    );
  }
}
