import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import {
  packageFile,
  packageText,
  type PackagePlatform,
  type SignedPackage,
} from '../../../domain/agents/index.ts';
import type { LedgerSigner } from '../../../domain/system/index.ts';
import { packTar } from '../../agent/archive/tar.ts';
import { packZip } from '../../agent/archive/zip.ts';
import { entriesOf } from './layout.ts';
import { licencesOf } from './licences.ts';
import type { Runtime } from './runtimes.ts';

export interface Application {
  readonly version: string;
  readonly app: string;
  readonly launcher: string;
  /** Folders of the npm packages in both. */
  readonly packages: readonly string[];
}

export interface PackageBuild {
  readonly application: Application;
  readonly platform: PackagePlatform;
  readonly runtime: Runtime;
  readonly signer: LedgerSigner;
  /** Folder the package and its document come to. */
  readonly output: string;
  /** 1 (quick) to 9 (small, the default). */
  readonly level?: number;
}

/** The agent and its launcher, which are the same for every platform. */
export async function buildApplication(version: string): Promise<Application> {
  // The bundler is loaded for nothing else.
  const { bundle } = await import('./bundle.ts');
  const app = await bundle('main.ts', version);
  const launcher = await bundle('launcher/main.ts', version);
  const packages = [...new Set([...app.packages, ...launcher.packages])].sort();
  return { version, app: app.code, launcher: launcher.code, packages };
}

/**
 * Writes the package of one platform, and beside it `FILE.json`, its signed document. The same input makes the same
 * bytes. Whatever is there under these names is replaced, once the new ones are whole.
 */
export async function buildPackage(build: PackageBuild): Promise<SignedPackage> {
  const { application, platform, runtime, signer, output, level } = build;
  const { version, packages } = application;
  const { keyId, publicKey } = signer;
  const licences = licencesOf(packages, runtime.licence);
  const releaseKey = { keyId, publicKey };
  const entries = entriesOf(platform, { ...application, runtime, licences, releaseKey });
  const file = packageFile(version, platform);
  await mkdir(output, { recursive: true });
  const unfinished = join(output, `.${file}.unfinished`);
  const packed = file.endsWith('.zip') ? packZip(entries, level) : packTar(entries, level);
  const whole = createHash('sha256');
  let size = 0;
  const measured = async function* () {
    for await (const chunk of packed) {
      whole.update(chunk);
      size += chunk.length;
      yield chunk;
    }
  };
  try {
    await pipeline(measured, createWriteStream(unfinished));
    const manifest = { version, platform, file, size, sha256: whole.digest('hex') };
    const document = { ...manifest, releaseKey, signature: signer.sign(packageText(manifest)) };
    await writeFile(join(output, `${file}.json`), `${JSON.stringify(document, null, 2)}\n`);
    await rename(unfinished, join(output, file));
    return document;
  } finally {
    await rm(unfinished, { force: true });
  }
}
