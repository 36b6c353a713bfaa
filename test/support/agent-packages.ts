import { createHash } from 'node:crypto';
import { generateLedgerKey, ledgerSigner } from '../../adapters/platform/index.ts';
import {
  packageFile,
  packageText,
  type PackagePlatform,
  type SignedPackage,
} from '../../domain/agents/index.ts';
import type { LedgerSigner } from '../../domain/system/index.ts';
import type { Answer, TestServer } from './server.ts';

export const releaseSigner = (): LedgerSigner => ledgerSigner(generateLedgerKey());

/** The document of a package file, as a build writes it. */
export function documentOf(
  bytes: Uint8Array,
  version: string,
  platform: PackagePlatform,
  signer: LedgerSigner,
): SignedPackage {
  const { keyId, publicKey } = signer;
  const manifest = {
    version,
    platform,
    file: packageFile(version, platform),
    size: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
  };
  return { ...manifest, releaseKey: { keyId, publicKey }, signature: signer.sign(packageText(manifest)) };
}

export function upload(
  server: TestServer,
  document: object,
  bytes: Uint8Array,
  more: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  return server.call('POST', '/api/v1/agent-packages', {
    headers: { 'content-type': 'application/octet-stream' },
    query: { document: JSON.stringify(document), ...more },
    body: Buffer.from(bytes),
  });
}
