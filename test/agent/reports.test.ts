import { inflateSync } from 'node:zlib';
import { changedSections } from '../../src/agent/inventory/changes.ts';
import type { Sections } from '../../src/agent/inventory/collector.ts';
import { reportOf } from '../../src/agent/inventory/report.ts';

const sections: Sections = {
  hardware: { name: 'pc-1', uuid: '4c4c4544-0042-3510-8051-b7c04f4d3132' },
  operatingsystem: { full_name: 'Debian GNU/Linux 12', timezone: { name: 'Asia/Tokyo', offset: '+0900' } },
  drives: [
    { type: '/', total: 100_000, free: 50_000 },
    { type: '/home', total: 10_000, free: 5_000 },
  ],
  networks: [{ description: 'eth0', ipaddress6: '2001:db8:1:2:aaaa:bbbb:cccc:dddd' }],
  softwares: Array.from({ length: 50 }, (_, number) => ({ name: `package-${number}`, version: '1.0' })),
};
const sent = changedSections(sections, {});
const changed = (more: Sections) => Object.keys(changedSections({ ...sections, ...more }, sent));

describe('what counts as a change', () => {
  test('AGT-033 nothing where nothing is otherwise, in whatever order it is found', () => {
    expect(Object.keys(sent).sort()).toEqual(Object.keys(sections).sort());
    expect(changed({})).toEqual([]);
    expect(changed({ softwares: [...(sections['softwares'] as [])].reverse() })).toEqual([]);
  });

  test('AGT-033 one package of another version is', () => {
    const [first, ...others] = sections['softwares'] as { name: string; version: string }[];
    expect(changed({ softwares: [{ ...first, version: '1.1' }, ...others] })).toEqual(['softwares']);
  });

  test.each([
    [50_000 - 9_000, []],
    [50_000 - 10_000, ['drives']],
    [50_000 + 10_000, ['drives']],
  ])('free space that moves to %d MiB of 100,000', (free, expected) => {
    const home = { type: '/home', total: 10_000, free: 5_000 };
    expect(changed({ drives: [{ type: '/', total: 100_000, free }, home] })).toEqual(expected);
  });

  test('the lower half of an address, which is another every day, is none; the network is', () => {
    const at = (ipaddress6: string) => changed({ networks: [{ description: 'eth0', ipaddress6 }] });
    expect(at('2001:db8:1:2:1111:2222:3333:4444')).toEqual([]);
    expect(at('2001:db8:1:3:aaaa:bbbb:cccc:dddd')).toEqual(['networks']);
  });
});

describe('a report', () => {
  const at = new Date(2026, 10, 30, 9, 5, 7);
  const read = (body: Uint8Array) => JSON.parse(inflateSync(body).toString());

  test('holds the sections, which agent wrote it and when', () => {
    const { body, told, leftOut } = reportOf('agent-1', sections, false, at);
    const message = read(body);
    expect(message).toMatchObject({ action: 'inventory', deviceid: 'agent-1', partial: false });
    expect(message.content).toMatchObject({
      versionclient: expect.stringMatching(/^Muster-Agent_v\d/),
      accesslog: { logdate: '2026-11-30 09:05:07' },
      ...sections,
    });
    expect(told).toEqual(Object.keys(sections));
    expect(leftOut).toEqual([]);
  });

  test('that would be too large tells as many sections as there is room for, each of them whole', () => {
    const maximum = 1_500;
    const { body, told, leftOut } = reportOf('agent-1', sections, false, at, maximum);
    expect(leftOut).toEqual(['softwares']);
    expect(told).toEqual(['hardware', 'operatingsystem', 'drives', 'networks']);
    expect(inflateSync(body).length).toBeLessThanOrEqual(maximum);
    // Partial: what is not told is unknown, not gone.
    expect(read(body).partial).toBe(true);
    expect(read(body).content.softwares).toBeUndefined();
  });
});
