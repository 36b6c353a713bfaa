import { readFileSync, statSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { PackageManifest } from '../../../domain/agents/index.ts';
import { unpackTar } from '../archive/tar.ts';
import { ArchiveError, Unpacked } from '../archive/unpacked.ts';
import { unpackZip } from '../archive/zip.ts';
import { makePublicFolder } from '../store/files.ts';
import { UpdateFault, withoutRoom } from './fault.ts';
import { type Home, runtimeIn } from './home.ts';

/** Puts a package beside the version that runs. Rejects with an `UpdateFault`; nothing is left behind then. */
export async function unpackPackage(home: Home, manifest: PackageManifest, file: string): Promise<void> {
  const folder = home.folderOf(manifest.version);
  const unfinished = `${folder}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  try {
    await makePublicFolder(unfinished);
    const into = new Unpacked(unfinished, 'muster-agent');
    await (manifest.file.endsWith('.zip') ? unpackZip(file, into) : unpackTar(file, into));
    requireWhole(unfinished, manifest.version);
    await rm(folder, { recursive: true, force: true });
    await rename(unfinished, folder);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    throw error instanceof ArchiveError
      ? new UpdateFault('UPDATE_NO_PACKAGE', error.message)
      : withoutRoom(error);
  }
}

function requireWhole(folder: string, version: string): void {
  const parts = [
    runtimeIn(folder),
    join(folder, 'app.mjs'),
    join(folder, 'launcher.mjs'),
    join(folder, 'VERSION'),
  ];
  const missing = parts.find(part => !statSync(part, { throwIfNoEntry: false })?.isFile());
  if (missing !== undefined)
    throw new UpdateFault('UPDATE_NO_PACKAGE', `it has no ${missing.slice(folder.length + 1)}`);
  const named = readFileSync(join(folder, 'VERSION'), 'utf8').trim();
  if (named !== version) throw new UpdateFault('UPDATE_NO_PACKAGE', `it calls itself ${named.slice(0, 60)}`);
}
