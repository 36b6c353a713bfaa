import type { Collector } from '../collector.ts';
import { profileOf } from './system-profiler.ts';

interface Installed {
  readonly _name?: string;
  readonly install_date?: string;
  readonly install_version?: string;
}

/** Whether something stands between this computer and the others, and what looks for malware on it. */
export const protection: Collector = {
  duty: 'security',
  sections: ['firewalls', 'antivirus'],
  words: 'Whether the firewall of macOS is on, and the version of what XProtect looks for.',
  async collect(source) {
    const state = await source.run('/usr/libexec/ApplicationFirewall/socketfilterfw', ['--getglobalstate']);
    const installed = await profileOf<Installed>(source, 'SPInstallHistoryDataType');
    const [newest] = installed
      .filter(({ _name: name }) => name?.startsWith('XProtectPlistConfigData'))
      .sort((one, other) => ((one.install_date ?? '') < (other.install_date ?? '') ? 1 : -1));
    return {
      firewalls:
        state === undefined
          ? []
          : [{ description: 'macOS firewall', status: /State = [12]/.test(state) ? 'on' : 'off' }],
      antivirus: newest
        ? [{ name: 'XProtect', company: 'Apple Inc.', enabled: true, base_version: newest.install_version }]
        : [],
    };
  },
};
