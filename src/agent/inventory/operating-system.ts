import { architecture, told, type Collector } from './collector.ts';

const kernels: Readonly<Record<string, string>> = { win32: 'MSWin32', darwin: 'darwin' };

export const operatingSystem: Collector = {
  duty: 'security',
  sections: ['operatingsystem'],
  words: 'Name, version and build of the operating system, kernel, architecture, time zone.',
  async collect({ si }) {
    const os = await si.osInfo();
    const { release, codename } = os;
    const named = [told(os.distro), told(release)].filter(part => part !== undefined);
    return {
      operatingsystem: {
        full_name: named.join(' ') + (told(codename) ? ` (${codename})` : ''),
        version: told(release),
        kernel_name: kernels[os.platform] ?? os.platform,
        kernel_version: told(os.kernel),
        arch: architecture,
        timezone: zone(new Date()),
      },
    };
  },
};

/** `+0900`, and the name of the zone. */
export function zone(at: Date): { readonly name: string; readonly offset: string } {
  const minutes = -at.getTimezoneOffset();
  const part = (value: number) => String(Math.trunc(Math.abs(value))).padStart(2, '0');
  return {
    name: Intl.DateTimeFormat().resolvedOptions().timeZone,
    offset: `${minutes < 0 ? '-' : '+'}${part(minutes / 60)}${part(minutes % 60)}`,
  };
}
