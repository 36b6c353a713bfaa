import { canonicalJson } from './canonical.ts';
import { toHex, type LedgerCrypto, type LedgerSigner } from './crypto.ts';
import type { LedgerKey, Seal, SealStatement } from './events.ts';

/** What is signed begins with what it is, so that no signature means two things. */
const sealTag = 'muster-ledger-seal-v1\n';
const keyTag = 'muster-ledger-key-v1\n';

export function signSeal(signer: LedgerSigner, statement: SealStatement): Seal {
  return { ...statement, signature: signer.sign(sealTag + canonicalJson(statement)) };
}

export function isSignedBy(
  crypto: LedgerCrypto,
  seal: Seal,
  key: Pick<LedgerKey, 'keyId' | 'publicKey'>,
): boolean {
  const { signature, ...statement } = seal;
  return (
    seal.keyId === key.keyId && crypto.verify(key.publicKey, sealTag + canonicalJson(statement), signature)
  );
}

/** What the next seal names as the one before: the hash of all of it, its signature included. */
export function sealHash(crypto: LedgerCrypto, seal: Seal): string {
  return toHex(crypto.sha256(canonicalJson(seal)));
}

/** The new key, endorsed by the one before where that is still at hand. */
export function introduceKey(signer: LedgerSigner, before: LedgerSigner | null): LedgerKey {
  const key = { keyId: signer.keyId, algorithm: 'Ed25519' as const, publicKey: signer.publicKey };
  const endorsement = before && { keyId: before.keyId, signature: before.sign(keyTag + canonicalJson(key)) };
  return { ...key, endorsement };
}

export function isEndorsedBy(crypto: LedgerCrypto, key: LedgerKey, before: LedgerKey): boolean {
  const { endorsement, ...bare } = key;
  return (
    endorsement?.keyId === before.keyId &&
    crypto.verify(before.publicKey, keyTag + canonicalJson(bare), endorsement.signature)
  );
}
