import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { PackagePlatform } from '../../../domain/agents/index.ts';
import type { Installer, InstallerParts } from '../../../src/server/agents/installer/installer.ts';
import { unixInstaller } from '../../../src/server/agents/installer/unix.ts';
import { windowsInstaller } from '../../../src/server/agents/installer/windows.ts';

const piece = Buffer.alloc(1024 * 1024, 7);
const pieces = 96;

/** A package of 96 MiB of which only one is ever there, and the count of what was asked of it. */
function large(platform: PackagePlatform): { readonly parts: InstallerParts; readonly given: () => number } {
  let given = 0;
  const sha256 = createHash('sha256');
  for (let each = 0; each < pieces; each++) sha256.update(piece);
  const parts = {
    set: {
      set: 'set-1',
      name: 'Sales',
      platform,
      connections: null,
      contents: {
        folder: null,
        components: [],
        group: null,
        files: [],
        filesFolder: null,
        programs: [],
        overwrite: false,
      },
    },
    package: {
      version: '1.4.0',
      platform,
      file: `muster-agent-1.4.0-${platform}`,
      size: piece.length * pieces,
      sha256: sha256.digest('hex'),
      open: () =>
        Readable.from(
          (function* () {
            for (given = 0; given < pieces;) {
              given++;
              yield piece;
            }
          })(),
          { objectMode: false },
        ),
    },
    server: 'https://muster.example.org',
    secret: 'mse_secret',
    configurationName: 'Travelling',
    read: () => Readable.from([]),
  } as unknown as InstallerParts;
  return { parts, given: () => given };
}

test.each<[PackagePlatform, (parts: InstallerParts) => Installer]>([
  ['linux-x64', unixInstaller],
  ['win-x64', windowsInstaller],
])(
  'AGT-006 an installer of 96 MiB for %s is told its size and sent a few MiB at a time',
  async (platform, make) => {
    const { parts, given } = large(platform);
    const installer = make(parts);
    expect(installer.size).toBeGreaterThan(80 * 1024 * 1024);
    let sent = 0;
    let most = 0;
    for await (const chunk of installer.open()) {
      sent += (chunk as Uint8Array).length;
      most = Math.max(most, given() * piece.length - sent);
    }
    expect(sent).toBe(installer.size);
    expect(most).toBeLessThan(4 * 1024 * 1024);
  },
);
