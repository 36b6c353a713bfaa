import { told, type Collector, type Item } from '../collector.ts';
import { profileOf } from './system-profiler.ts';

interface Application {
  readonly _name?: string;
  readonly version?: string;
  readonly arch_kind?: string;
  readonly lastModified?: string;
  readonly obtained_from?: string;
  readonly path?: string;
  readonly signed_by?: readonly string[];
}

/** Applications, and what was installed by packages of others than Apple. */
export const software: Collector = {
  duty: 'security',
  sections: ['softwares'],
  words:
    'Installed applications and packages: name, version, maker, date, folder. Not what anybody does with them.',
  async collect(source) {
    const applications = await profileOf<Application>(source, 'SPApplicationsDataType');
    const receipts = (await source.run('/usr/sbin/pkgutil', ['--regexp', '--pkg-info', '.*'])) ?? '';
    return { softwares: [...applications.flatMap(application), ...packagesIn(receipts)] };
  },
};

function application(app: Application): Item[] {
  const name = told(app._name);
  if (name === undefined) return [];
  return [
    {
      name,
      version: told(app.version),
      publisher: makerOf(app),
      arch: architectures[app.arch_kind ?? ''],
      install_date: app.lastModified?.slice(0, 10),
      folder: told(app.path),
      from: 'app',
    },
  ];
}

const architectures: Readonly<Record<string, string>> = {
  arch_arm: 'arm64',
  arch_arm_i64: 'universal',
  arch_i64: 'x86_64',
  arch_i32_i64: 'x86_64',
};

/** `Developer ID Application: Google LLC (EQHXZ8M8AV)`. */
function makerOf({ signed_by: [signer] = [], obtained_from: from }: Application): string | undefined {
  const named = /^Developer ID Application: (.+?)(?: \([0-9A-Z]{10}\))?$/.exec(signer ?? '')?.[1];
  return named ?? (from === 'apple' ? 'Apple Inc.' : undefined);
}

/** Records of `pkgutil`, parted by empty lines. */
function packagesIn(text: string): Item[] {
  return text.split(/\n\s*\n/).flatMap(record => {
    const field = (name: string) => told(new RegExp(`^${name}: (.*)$`, 'm').exec(record)?.[1]);
    const name = field('package-id');
    if (name === undefined || name.startsWith('com.apple.')) return [];
    const seconds = Number(field('install-time'));
    return [
      {
        name,
        version: field('version'),
        install_date: seconds > 0 ? new Date(seconds * 1_000).toISOString().slice(0, 10) : undefined,
        from: 'pkg',
      },
    ];
  });
}
