import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  verify,
  type KeyObject,
} from 'node:crypto';
import type { LedgerCrypto, LedgerSigner } from '../../domain/system/index.ts';

export const ledgerCrypto: LedgerCrypto = {
  sha256(...parts) {
    const hash = createHash('sha256');
    for (const part of parts) hash.update(part);
    return hash.digest();
  },
  verify(publicKey, message, signature) {
    try {
      const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' });
      if (key.asymmetricKeyType !== 'ed25519') return false;
      return verify(null, Buffer.from(message), key, Buffer.from(signature, 'base64'));
    } catch {
      // A key that cannot be read has signed nothing.
      return false;
    }
  },
};

/** A new private key, PKCS #8 PEM. */
export function generateLedgerKey(): string {
  return generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
}

export function ledgerSigner(privateKeyPem: string): LedgerSigner {
  const key: KeyObject = createPrivateKey(privateKeyPem);
  const spki = createPublicKey(key).export({ format: 'der', type: 'spki' });
  return {
    keyId: createHash('sha256').update(spki).digest('hex'),
    publicKey: spki.toString('base64'),
    sign: message => sign(null, Buffer.from(message), key).toString('base64'),
  };
}
