import { generateLedgerKey, ledgerSigner } from '../../adapters/platform/index.ts';
import { licensedProduct, signedText, type LicenceKey } from '../../domain/licensing/index.ts';

/** Who issues keys in a test: a pair of its own, whose public half the server is told. */
export class LicenceIssuer {
  readonly #signer = ledgerSigner(generateLedgerKey());
  #issued = 0;

  get publicKey(): string {
    return this.#signer.publicKey;
  }

  /** Text of a key file; each has a serial of its own unless told. */
  issue(devices: number, more: Partial<LicenceKey> = {}): string {
    const key: LicenceKey = {
      serial: `MUSTER-${String(++this.#issued).padStart(4, '0')}`,
      holder: 'Example Works',
      product: licensedProduct,
      devices,
      issued: '2026-01-01',
      ...more,
    };
    return JSON.stringify({ ...key, signature: this.#signer.sign(signedText(key)) }, null, 2);
  }
}
