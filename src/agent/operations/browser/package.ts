import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packZip } from '../../archive/zip.ts';
import { crxOf, extensionId, type ExtensionKey } from './crx.ts';

/** Beside this file in a checkout, beside the program in a package. */
export const extensionFolder = join(import.meta.dirname, 'extension');

/** Everything the extension is made of. */
export const extensionFiles = [
  'manifest.json',
  'worker.js',
  'files.js',
  '_locales/en/messages.json',
  '_locales/ja/messages.json',
] as const;

export interface PackedExtension {
  readonly id: string;
  readonly version: string;
  readonly crx: Buffer;
}

/** Rejects where the installation of the agent is not whole. */
export async function packExtension(key: ExtensionKey): Promise<PackedExtension> {
  const entries = extensionFiles.map(path => ({
    path,
    executable: false,
    bytes: readFileSync(join(extensionFolder, path)),
  }));
  const manifest = JSON.parse(entries[0]!.bytes.toString('utf8')) as { readonly version: string };
  const parts: Uint8Array[] = [];
  for await (const part of packZip(entries)) parts.push(part);
  return { id: extensionId(key), version: manifest.version, crx: crxOf(Buffer.concat(parts), key) };
}
