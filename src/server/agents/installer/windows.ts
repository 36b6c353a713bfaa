import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { storedZip, storedZipSize, type ZipEntry } from '../../../../adapters/zip/index.ts';
import { aboutSet, installerName, type Installer, type InstallerParts } from './installer.ts';

/** Windows reads scripts with its own ends of lines. */
const script = readFileSync(new URL('./installer.ps1', import.meta.url), 'utf8').replace(/\r?\n/g, '\r\n');
/** For whoever double-clicks, and for logon scripts. */
const start = [
  '@echo off',
  'powershell.exe -NoProfile -ExecutionPolicy Bypass -File "%~dp0install.ps1" %*',
  'exit /b %ERRORLEVEL%',
  '',
].join('\r\n');

/**
 * A ZIP with the package, the files of the set and a script. What it says of the set is data beside the script, so that
 * nothing of it is ever read as a program.
 */
export function windowsInstaller(parts: InstallerParts): Installer {
  const { set, package: kept, read } = parts;
  const files: readonly ZipEntry[] = [
    textFile('install.cmd', start),
    textFile('install.ps1', script),
    textFile('set.json', setOf(parts)),
    { path: kept.file, size: kept.size, open: () => kept.open() },
    ...set.contents.files.map(file => ({
      path: `files/${file.name}`,
      size: file.size,
      open: () => read(file),
    })),
  ];
  return {
    file: `${installerName(parts)}.zip`,
    size: storedZipSize(files),
    open: () => Readable.from(storedZip(files), { objectMode: false }),
  };
}

function setOf(parts: InstallerParts): string {
  const { set, package: kept, server, secret } = parts;
  const { folder, filesFolder, files, programs, overwrite } = set.contents;
  const told = {
    server,
    token: secret,
    version: kept.version,
    package: { file: kept.file, sha256: kept.sha256 },
    folder,
    filesFolder,
    files: files.map(({ name, sha256 }) => ({ name, sha256 })),
    programs,
    overwrite,
    about: aboutSet(parts),
    connections: set.connections,
  };
  return `${JSON.stringify(told, null, 2)}\n`;
}

function textFile(path: string, text: string): ZipEntry {
  const bytes = Buffer.from(text);
  return { path, size: bytes.length, open: () => [bytes] };
}
