/** What the ledger needs of cryptography; the node:crypto adapter is in `adapters/platform`. */
export interface LedgerCrypto {
  /** SHA-256 over the parts one after the other. */
  sha256(...parts: readonly (Uint8Array | string)[]): Uint8Array;
  /** Ed25519. False also for a key or signature that is none. */
  verify(publicKey: string, message: string, signature: string): boolean;
}

/** A signing key. `publicKey` is SPKI DER in base64, `keyId` the SHA-256 of those bytes in hex. */
export interface LedgerSigner {
  readonly keyId: string;
  readonly publicKey: string;
  /** Signature in base64. */
  sign(message: string): string;
}

export function toHex(bytes: Uint8Array): string {
  let hex = '';
  for (const byte of bytes) hex += byte.toString(16).padStart(2, '0');
  return hex;
}

export function fromHex(hex: string): Uint8Array {
  return Uint8Array.from({ length: hex.length / 2 }, (_, index) =>
    parseInt(hex.slice(index * 2, index * 2 + 2), 16),
  );
}
