import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A copy of this machine's database of packages, into which dpkg installs; the machine itself stays as it is. */
export interface PackageDatabase {
  /** With these the programs of dpkg ask the copy. */
  readonly environment: Readonly<Record<string, string>>;
  /** Builds a package with one small file and has dpkg install it. */
  install(name: string, version: string): void;
  remove(): void;
}

export function copyPackageDatabase(): PackageDatabase {
  const folder = mkdtempSync(join(tmpdir(), 'muster-packages-'));
  const admin = join(folder, 'dpkg');
  const root = join(folder, 'root');
  cpSync('/var/lib/dpkg', admin, { recursive: true, preserveTimestamps: true });
  mkdirSync(root);
  return {
    environment: { DPKG_ADMINDIR: admin },
    install(name, version) {
      const source = join(folder, name);
      mkdirSync(join(source, 'DEBIAN'), { recursive: true });
      mkdirSync(join(source, 'usr/share', name), { recursive: true });
      writeFileSync(join(source, 'usr/share', name, 'hello'), 'hello\n');
      const control = {
        Package: name,
        Version: version,
        Architecture: 'all',
        Maintainer: 'Muster <tests@example.org>',
        Description: 'a small package for a test',
      };
      const lines = Object.entries(control).map(([key, value]) => `${key}: ${value}\n`);
      writeFileSync(join(source, 'DEBIAN/control'), lines.join(''));
      const file = join(folder, `${name}.deb`);
      execFileSync('dpkg-deb', ['--build', '--root-owner-group', source, file], { stdio: 'ignore' });
      const into = [`--admindir=${admin}`, `--instdir=${root}`, '--force-not-root', '--log=/dev/null'];
      execFileSync('dpkg', [...into, '--install', file], { stdio: 'ignore' });
    },
    remove() {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
