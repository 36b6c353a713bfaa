import type { Collector, Item, Source } from '../collector.ts';

/** Whether something stands between this computer and the others. */
export const protection: Collector = {
  duty: 'security',
  sections: ['firewalls', 'antivirus'],
  words: 'Whether a firewall is on (firewalld, ufw, nftables) and whether ClamAV runs, with its version.',
  async collect(source) {
    return { firewalls: await firewalls(source), antivirus: await antivirus(source) };
  },
};

const services = ['firewalld', 'ufw', 'nftables'] as const;

async function firewalls({ run }: Source): Promise<readonly Item[]> {
  const states = await Promise.all(services.map(async name => ({ name, ...(await unitOf(run, name)) })));
  return states
    .filter(({ installed }) => installed)
    .map(({ name, active }) => ({ description: name, status: active ? 'on' : 'off' }));
}

async function antivirus({ run }: Source): Promise<readonly Item[]> {
  const version = /^ClamAV ([\d.]+)(?:\/(\d+))?/.exec((await run('clamscan', ['--version'])) ?? '');
  if (!version) return [];
  const { active } = await unitOf(run, 'clamav-daemon');
  return [
    {
      name: 'ClamAV',
      version: version[1],
      enabled: active,
      base_version: version[2],
    },
  ];
}

async function unitOf(
  run: Source['run'],
  unit: string,
): Promise<{ readonly installed: boolean; readonly active: boolean }> {
  const shown = await run('systemctl', ['show', '--property=LoadState,ActiveState', `${unit}.service`]);
  return {
    installed: shown?.includes('LoadState=loaded') ?? false,
    active: shown?.includes('ActiveState=active') ?? false,
  };
}
