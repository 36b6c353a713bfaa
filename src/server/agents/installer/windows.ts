import type { Installer, InstallerParts } from './installer.ts';
export function windowsInstaller(_parts: InstallerParts): Installer {
  throw new Error('not yet');
}
