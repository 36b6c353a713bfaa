import { parseBody } from '../../../adapters/inventory/index.ts';
import { Inventory, type InventoryReport } from '../../../domain/devices/index.ts';
import { agentHeaders, sample, zlib, type sampleNames } from '../../support/intake.ts';

function reportOf(name: keyof typeof sampleNames, userAgent?: string): InventoryReport {
  const { message } = parseBody(zlib(sample(name)), 'application/x-compress', { userAgent });
  if (message.kind !== 'inventory') throw new Error(message.kind);
  return message.report;
}

describe('inventories of real agents', () => {
  it.each(['fusionInventory', 'ocs', 'ocsLarge', 'windows', 'mac'] as const)(
    '%s obeys the normal form and is understood whole',
    name => {
      const report = reportOf(name);
      Inventory.parse(report.inventory);
      expect(report.unknownSections).toEqual([]);
      expect(report.dropped.filter(({ reason }) => reason !== 'secret')).toEqual([]);
    },
  );

  it('reads FusionInventory on Debian', () => {
    const { inventory, claims, dialect, partial } = reportOf('fusionInventory');
    expect({ dialect, partial }).toEqual({ dialect: 'fusioninventory', partial: false });
    expect(claims).toMatchObject({ deviceId: 'lab-fi-small-2026-01-01-00-00-00', hostName: 'lab-fi-small' });
    expect(inventory.software).toHaveLength(184);
    expect(inventory.software?.[0]).toEqual({
      name: 'adduser',
      version: '3.134',
      architecture: 'all',
      source: 'deb',
      size: 0.67,
    });
    expect(inventory.operatingSystem).toEqual({
      name: 'Debian GNU/Linux 12 (bookworm)',
      family: 'linux',
      version: '12.15',
      kernel: '6.1.0-00-amd64',
      architecture: 'x86_64',
      hostId: '00000000',
      timeZone: 'UTC',
    });
    expect(inventory.networkAdapters?.map(({ name }) => name)).toEqual(['eth0', 'ifb0', 'ifb1']);
    expect(inventory.networkAdapters?.[0]).toEqual({
      name: 'eth0',
      mac: '02:00:5e:00:00:03',
      ipv4: ['192.0.2.11'],
      ipv6: ['2001:db8::1'],
      mask: '255.255.255.0',
      status: 'up',
      virtual: true,
    });
    expect(inventory.agent).toEqual({ name: 'FusionInventory-Agent', version: '2.6-3' });
    expect(inventory.localUsers?.find(({ name }) => name === 'list')).toEqual({
      name: 'list',
      id: '38',
      fullName: 'Mailing List Manager',
      home: '/var/list',
      shell: '/usr/sbin/nologin',
    });
  });

  it('reads OCS on Debian: system in HARDWARE, numbers left out when zero, the agent named by its header only', () => {
    const { inventory, dialect } = reportOf('ocsLarge', agentHeaders.ocs['user-agent']);
    expect(dialect).toBe('ocs');
    expect(inventory.software).toHaveLength(992);
    expect(inventory.software?.[0]).toEqual({
      name: 'acct',
      version: '6.6.4-5+b1',
      architecture: 'amd64',
      source: 'deb',
      installedOn: '2026-10-22',
      size: 0.33,
    });
    expect(inventory.operatingSystem).toEqual({
      name: 'Debian GNU/Linux 12',
      family: 'linux',
      version: '12',
      kernel: '6.1.0-00-amd64',
      architecture: 'x86_64',
    });
    expect(inventory.processors).toEqual([
      {
        name: 'Intel(R) Xeon(R) Processor',
        manufacturer: 'Intel',
        cores: 2,
        threads: 2,
        architecture: 'x86_64',
      },
    ]);
    expect(inventory.volumes).toEqual([
      { mount: '/', device: '/dev/vda', fileSystem: 'ext4', total: 258019, free: 63403 },
    ]);
    expect(inventory.controllers?.[0]).toMatchObject({
      type: expect.not.stringContaining('['),
      pciId: expect.stringMatching(/^[0-9a-f]{4}:/),
    });
    expect(inventory.localUsers?.find(({ name }) => name === 'root')?.id).toBe('0');
    expect(inventory.localGroups?.find(({ name }) => name === 'root')).toEqual({
      name: 'root',
      id: '0',
      members: ['root'],
    });
    expect(inventory.agent).toEqual({ name: 'OCS-NG_unified_unix_agent', version: '2.10.0', tag: 'LAB2' });
    // The description is architecture and uptime; neither is one.
    expect(inventory.description).toBeUndefined();
  });

  it('takes mounted files and memory for no disks, whichever agent tells of them', () => {
    const storages = ['sda', 'loop0', '/dev/loop12', 'zram0', 'ram3', 'loopback drive'].map(
      name => `<STORAGES><NAME>${name}</NAME><DISKSIZE>8388.608</DISKSIZE></STORAGES>`,
    );
    const request = `<REQUEST><QUERY>INVENTORY</QUERY><DEVICEID>lab-2026-01-01-00-00-00</DEVICEID><CONTENT>${storages.join('')}</CONTENT></REQUEST>`;
    const { message } = parseBody(Buffer.from(request), undefined);
    if (message.kind !== 'inventory') throw new Error(message.kind);
    expect(message.report.inventory.disks?.map(({ name }) => name)).toEqual(['loopback drive', 'sda']);
    expect(message.report.dropped).toEqual([]);
  });

  it('reads GLPI on Windows with Japanese texts, an encrypted volume, anti-virus and battery', () => {
    const { inventory, claims, dropped, collectedAt } = reportOf('windows');
    expect(collectedAt).toBe('2026-11-22T12:03:10.000Z');
    expect(claims).toMatchObject({
      uuid: '4c4c4544-0043-3510-8052-b4c04f564231',
      serialNumber: 'PF4K2Z9Q',
      motherboardSerial: 'L1HF36S00Q8',
      macs: ['02:00:5e:10:04:17', '02:00:5e:20:04:17'],
    });
    expect(inventory.hardware).toMatchObject({
      assetTag: '総務-0417',
      chassis: 'Notebook',
      biosDate: '2026-06-18',
      memory: 16152,
    });
    expect(inventory.operatingSystem).toMatchObject({
      family: 'windows',
      version: '24H2',
      build: '10.0.26100',
      installedOn: '2026-01-08',
      timeZone: 'Asia/Tokyo',
    });
    expect(inventory.operatingSystem?.kernel).toBeUndefined();
    expect(inventory.software?.find(({ name }) => name === '一太郎2026')).toEqual({
      name: '一太郎2026',
      version: '36.0.1.4810',
      publisher: '株式会社ジャストシステム',
      architecture: 'i586',
      source: 'registry',
      installedOn: '2026-03-02',
    });
    expect(inventory.volumes).toEqual([
      {
        mount: 'C:',
        label: 'Windows',
        fileSystem: 'ntfs',
        total: 475843,
        free: 301122,
        serialNumber: '5A3B9C10',
        encrypted: true,
      },
      { mount: 'D:', label: 'データ', fileSystem: 'ntfs', total: 10240, free: 9120, encrypted: false },
    ]);
    expect(inventory.antivirus).toEqual([
      {
        name: 'Windows Defender',
        version: '4.18.24090.11',
        company: 'Microsoft Corporation',
        enabled: true,
        upToDate: true,
        definitions: '1.421.507.0',
      },
    ]);
    expect(inventory.batteries).toEqual([
      { name: '5B11H56378', manufacturer: 'SMP', serialNumber: '1842', chemistry: 'LiP', capacity: 52500 },
    ]);
    expect(inventory.cameras).toEqual([
      { name: 'Integrated Camera', manufacturer: 'SunplusIT Inc', model: 'Integrated Camera' },
    ]);
    // Wi-Fi has another speed at every look.
    expect(inventory.networkAdapters?.find(({ type }) => type === 'wifi')).toEqual({
      name: 'Intel(R) Wi-Fi 6E AX211 160MHz',
      mac: '02:00:5e:10:04:17',
      ipv4: ['192.0.2.117'],
      ipv6: ['2001:db8:0:1::117'],
      mask: '255.255.255.0',
      gateway: '192.0.2.1',
      dhcpServer: '192.0.2.2',
      type: 'wifi',
      status: 'up',
      virtual: false,
      ssid: '例示-社内',
    });
    expect(inventory.agent).toEqual({ name: 'GLPI-Agent', version: '1.12', tag: '東京本社' });
    expect(dropped).toEqual([
      { section: 'envs', reason: 'secret', count: 1 },
      { section: 'processes', reason: 'secret', count: 1 },
    ]);
  });

  it('reads GLPI on macOS', () => {
    const { inventory } = reportOf('mac');
    expect(inventory.operatingSystem).toMatchObject({
      family: 'macos',
      name: 'macOS 15.1.1 (24B91)',
      kernel: '24.1.0',
      architecture: 'arm64',
    });
    expect(inventory.networkAdapters?.map(({ name }) => name)).toEqual(['en0']);
    expect(inventory.virtualMachines).toEqual([
      {
        name: 'ubuntu-dev',
        uuid: 'b7f0c1d2-0000-4000-8000-000000000001',
        type: 'parallels',
        subsystem: 'Parallels',
        status: 'running',
        memory: 4096,
        processors: 4,
      },
    ]);
  });
});

describe('what is kept of a body', () => {
  it('holds no environment and no command line, and reads as before', () => {
    const body = sample('windows');
    const { redacted, message } = parseBody(Buffer.from(body), 'application/json');
    expect(body).toContain('hunter2-do-not-store');
    expect(redacted).not.toMatch(/do-not-store/);
    const again = parseBody(Buffer.from(redacted ?? ''), undefined);
    if (message.kind !== 'inventory' || again.message.kind !== 'inventory') throw new Error('no inventory');
    expect(again.message.report.inventory).toEqual(message.report.inventory);
  });

  it('is the body as received where it held none', () => {
    expect(parseBody(Buffer.from(sample('ocs')), undefined).redacted).toBeUndefined();
  });
});

describe('codings and encodings', () => {
  const wrap = (name: string, encoding: string) =>
    `<?xml version="1.0" encoding="${encoding}"?><REQUEST><CONTENT><HARDWARE><NAME>${name}</NAME></HARDWARE></CONTENT>` +
    '<DEVICEID>pc-2026-01-01-00-00-00</DEVICEID><QUERY>INVENTORY</QUERY></REQUEST>';
  const hostNameOf = (bytes: Uint8Array, type?: string) => {
    const { message } = parseBody(bytes, type);
    return message.kind === 'inventory' ? message.report.inventory.hostName : message.kind;
  };

  it('follows the declared encoding and byte order marks', () => {
    expect(hostNameOf(Buffer.from(wrap('Büro-é', 'ISO-8859-1'), 'latin1'))).toBe('Büro-é');
    expect(hostNameOf(Buffer.from(`\ufeff${wrap('東京', 'UTF-8')}`))).toBe('東京');
    expect(hostNameOf(Buffer.from(`\ufeff${wrap('東京', 'UTF-16')}`, 'utf16le'))).toBe('東京');
    const shiftJis = Buffer.concat([
      Buffer.from(wrap('', 'Shift_JIS').split('<NAME>')[0] + '<NAME>'),
      Buffer.from([0x93, 0x8c, 0x8b, 0x9e]),
      Buffer.from('</NAME>' + wrap('', 'x').split('</NAME>')[1]),
    ]);
    expect(hostNameOf(shiftJis)).toBe('東京');
  });

  it('unpacks zlib, gzip and raw deflate, whatever the type says', async () => {
    const { deflateRawSync, deflateSync, gzipSync } = await import('node:zlib');
    const body = wrap('pc', 'UTF-8');
    for (const type of ['application/x-compress', 'application/x-compress-zlib', 'text/plain', undefined]) {
      expect(hostNameOf(deflateSync(body, { level: 1 }), type)).toBe('pc');
      expect(hostNameOf(gzipSync(body), type)).toBe('pc');
      expect(hostNameOf(Buffer.from(body), type)).toBe('pc');
    }
    expect(hostNameOf(deflateRawSync(body), 'application/x-deflate')).toBe('pc');
  });
});

describe('the system as OCS words it', () => {
  const systemOf = (name: string, comment: string) => {
    const body =
      `<REQUEST><CONTENT><HARDWARE><NAME>pc</NAME><OSNAME>${name}</OSNAME><OSVERSION>12</OSVERSION>` +
      `<OSCOMMENTS>${comment}</OSCOMMENTS></HARDWARE></CONTENT><DEVICEID>pc-2026-01-01-00-00-00</DEVICEID><QUERY>INVENTORY</QUERY></REQUEST>`;
    const { message } = parseBody(Buffer.from(body), undefined);
    return message.kind === 'inventory' ? message.report.inventory.operatingSystem : undefined;
  };

  it('takes the comment for a kernel only where it is one', () => {
    expect(systemOf('Debian GNU/Linux 12', '6.1.0-00-amd64')).toMatchObject({
      name: 'Debian GNU/Linux 12',
      kernel: '6.1.0-00-amd64',
    });
    const full = systemOf('Debian GNU/Linux 12', 'Debian GNU/Linux 12 (bookworm)');
    expect(full).toEqual({ name: 'Debian GNU/Linux 12 (bookworm)', family: 'linux', version: '12' });
    expect(systemOf('Microsoft Windows 10 Pro', 'Service Pack 1')).toEqual({
      name: 'Microsoft Windows 10 Pro',
      family: 'windows',
      build: '12',
    });
  });
});
