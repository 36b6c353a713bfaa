import type { PackagePlatform } from './types.ts';

/** What somebody enters of a set; numbers as they are typed. */
export interface Draft {
  readonly name: string;
  readonly platform: PackagePlatform;
  readonly configuration: string;
  readonly folder: string;
  readonly remoteControl: boolean;
  readonly relay: boolean;
  /** Empty: none. */
  readonly group: string;
  readonly files: readonly File[];
  readonly filesFolder: string;
  /** One program a line; words with blanks stand in double quotes. */
  readonly programs: string;
  readonly overwrite: boolean;
  readonly uses: string;
  readonly days: number;
}

export const platforms: readonly PackagePlatform[] = [
  'linux-x64',
  'linux-arm64',
  'win-x64',
  'darwin-arm64',
  'darwin-x64',
];

/** The platform of the browser's own computer, as far as it tells. */
export function ownPlatform(agent = navigator.userAgent): PackagePlatform {
  if (/Windows/.test(agent)) return 'win-x64';
  if (/Macintosh/.test(agent)) return 'darwin-arm64';
  return 'linux-x64';
}

export function emptyDraft(configuration: string): Draft {
  return {
    name: '',
    platform: ownPlatform(),
    configuration,
    folder: '',
    remoteControl: false,
    relay: false,
    group: '',
    files: [],
    filesFolder: '',
    programs: '',
    overwrite: false,
    uses: '1000',
    days: 90,
  };
}

export function isComplete({ name, uses }: Draft): boolean {
  const count = Number(uses);
  return name.trim() !== '' && Number.isInteger(count) && count >= 1 && count <= 1_000_000;
}

/** `"C:\My tools\x.exe" /quiet` → its words. */
export function wordsOf(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
}

/** As the server takes it. */
export async function bodyOf(draft: Draft): Promise<object> {
  const { name, platform, configuration, folder, group, files, filesFolder, programs } = draft;
  const components = (['relay', 'remoteControl'] as const).filter(each => draft[each]);
  return {
    name: name.trim(),
    platform,
    configuration,
    folder: folder.trim() || null,
    components,
    group: group || null,
    files: await Promise.all(files.map(async file => ({ name: file.name, content: await base64(file) }))),
    filesFolder: filesFolder.trim() || null,
    programs: programs
      .split('\n')
      .map(wordsOf)
      .flatMap(([program, ...args]) => (program ? [{ program, arguments: args }] : [])),
    overwrite: draft.overwrite,
    uses: Number(draft.uses),
    expiresInSeconds: draft.days * 24 * 3_600,
  };
}

function base64(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,?/, ''));
    reader.onerror = () => reject(reader.error ?? new Error(file.name));
    reader.readAsDataURL(file);
  });
}
