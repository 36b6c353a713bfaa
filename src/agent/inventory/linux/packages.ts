import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { told, type Collector, type Item, type Source } from '../collector.ts';

/** The packages of the distribution's own package manager. */
export const packages: Collector = {
  duty: 'security',
  sections: ['softwares'],
  words:
    'Installed packages (dpkg, rpm): name, version, architecture, size. Not what anybody does with them.',
  async collect(source) {
    const [dpkg, rpm] = await Promise.all([debian(source), redHat(source)]);
    return { softwares: [...dpkg, ...rpm] };
  },
};

/** From the database itself: no program need be started for it. */
async function debian({ root }: Source): Promise<readonly Item[]> {
  const text = await readFile(join(root, 'var/lib/dpkg/status'), 'utf8').catch(() => '');
  return text.split(/\n\n+/).flatMap(stanza => {
    const field = (name: string) => told(new RegExp(`^${name}:[ \\t]*(.*)$`, 'm').exec(stanza)?.[1]);
    const name = field('Package');
    // Removed packages whose settings were kept are in the database too.
    if (name === undefined || !/^Status: \S+ \S+ installed$/m.test(stanza)) return [];
    const kibibytes = Number(field('Installed-Size'));
    return [
      {
        name,
        version: field('Version'),
        arch: field('Architecture'),
        publisher: field('Maintainer'),
        from: 'deb',
        filesize: kibibytes > 0 ? kibibytes * 1_024 : undefined,
      },
    ];
  });
}

const rpmFormat = '%{NAME}\\t%{EPOCHNUM}\\t%{VERSION}-%{RELEASE}\\t%{ARCH}\\t%{SIZE}\\t%{VENDOR}\\n';

async function redHat({ run }: Source): Promise<readonly Item[]> {
  const text = await run('rpm', ['-qa', '--qf', rpmFormat]);
  return (text ?? '').split('\n').flatMap(line => {
    const [name, epoch, version, arch, size, vendor] = line.split('\t');
    // Keys that packages are checked with are listed as packages.
    if (!name || !version || name === 'gpg-pubkey') return [];
    return [
      {
        name,
        version: epoch === '0' || epoch === undefined ? version : `${epoch}:${version}`,
        arch: told(arch),
        publisher: vendor === '(none)' ? undefined : told(vendor),
        from: 'rpm',
        filesize: Number(size) > 0 ? Number(size) : undefined,
      },
    ];
  });
}
