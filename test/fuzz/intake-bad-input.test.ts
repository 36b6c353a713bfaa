import { deflateSync, gzipSync } from 'node:zlib';
import { agentHeaders, basic, sample, startTestIntake, zlib, type TestIntake } from '../support/intake.ts';

/** Every refusal is a 4xx and leaves nothing behind, neither in the stores nor in memory. */
let server: TestIntake;
let good: Record<string, string>;

beforeAll(async () => {
  server = await startTestIntake();
  const { secret } = await server.token(1_000);
  good = { ...agentHeaders.ocs, ...basic('enrol', secret) };
  // The parser thread is there before anything is measured.
  await server.post('/ocsinventory', zlib(sample('ocs')), good);
});
afterAll(() => server.close());

const deviceId = 'pc-2026-01-01-00-00-00';
const request = (content: string, id = deviceId, query = 'INVENTORY') =>
  `<?xml version="1.0"?><REQUEST><CONTENT>${content}</CONTENT><DEVICEID>${id}</DEVICEID><QUERY>${query}</QUERY></REQUEST>`;
const glpi = (value: unknown) =>
  JSON.stringify({ action: 'inventory', deviceid: deviceId, ...(value as object) });

const bomb = deflateSync(Buffer.alloc(600 * 1024 * 1024, 0x20));
const gzipBomb = gzipSync(Buffer.alloc(64 * 1024 * 1024, 0x3c));

const refused: readonly (readonly [
  name: string,
  body: Uint8Array | string,
  code: string,
  status?: number,
])[] = [
  ['nothing', '', 'body-empty'],
  ['a packed nothing', zlib(''), 'body-empty'],
  ['a document type', `<!DOCTYPE REQUEST [<!ENTITY a "b">]>${request('')}`, 'xml-doctype'],
  [
    'an external document type',
    `<!DOCTYPE REQUEST SYSTEM "http://192.0.2.1/x.dtd">${request('')}`,
    'xml-doctype',
  ],
  ['an entity of its own', request('<HARDWARE><NAME>&secret;</NAME></HARDWARE>'), 'xml-entity'],
  ['200,000 nested elements', request('<A>'.repeat(200_000) + '</A>'.repeat(200_000)), 'xml-too-deep'],
  ['a million elements', request('<A/>'.repeat(1_000_000)), 'xml-too-many-elements'],
  ['an inflate bomb of 600 MB', bomb, 'body-too-large', 413],
  ['a gzip bomb', gzipBomb, 'body-too-large', 413],
  ['a truncated body', zlib(sample('ocs')).subarray(0, 5_000), 'body-truncated'],
  ['a truncated document', sample('ocs').slice(0, 20_000), 'xml-malformed'],
  [
    'a damaged stream',
    Buffer.concat([zlib('x').subarray(0, 2), Buffer.alloc(200, 0xff)]),
    'body-coding-broken',
  ],
  ['a picture', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), 'body-coding-broken'],
  [
    'invalid UTF-8',
    Buffer.concat([Buffer.from('<REQUEST>'), Buffer.from([0xc3, 0x28, 0xff]), Buffer.from('</REQUEST>')]),
    'body-charset-broken',
  ],
  ['an unknown encoding', `<?xml version="1.0" encoding="UTF-7"?><REQUEST/>`, 'body-charset-unknown'],
  ['another root', '<html><body>hello</body></html>', 'message-invalid'],
  ['no query', '<REQUEST><DEVICEID>pc-2026-01-01-00-00-00</DEVICEID></REQUEST>', 'message-invalid'],
  ['no device id', request('<HARDWARE><NAME>pc</NAME></HARDWARE>', ''), 'device-id-missing'],
  ['a path as device id', request('', '../../etc/passwd'), 'device-id-invalid'],
  ['markup as device id', request('', '&lt;script&gt;-2026-01-01-00-00-00'), 'device-id-invalid'],
  ['an unknown query', request('', deviceId, 'DOWNLOAD'), 'action-unknown', 501],
  ['cut JSON', glpi({ content: {} }).slice(0, -3), 'json-malformed'],
  ['a JSON list', '[1,2,3]', 'message-invalid'],
  ['JSON nested 200,000 deep', `${'['.repeat(200_000)}${']'.repeat(200_000)}`, 'message-invalid'],
  ['an unknown action', JSON.stringify({ action: 'explode', deviceid: deviceId }), 'action-unknown', 501],
  [
    'an action that is no text',
    JSON.stringify({ action: { $gt: '' }, deviceid: deviceId }),
    'message-invalid',
  ],
  [
    'a device id that is an object',
    JSON.stringify({ action: 'inventory', deviceid: { $ne: 1 }, content: {} }),
    'device-id-invalid',
  ],
  ['content that is a list', glpi({ content: [] }), 'message-invalid'],
  ['partial that is a text', glpi({ content: {}, partial: 'yes' }), 'message-invalid'],
  ['a switch', glpi({ content: {}, itemtype: 'NetworkEquipment' }), 'action-unknown', 501],
];

describe('bodies that are refused', () => {
  it.each(refused.map(([name, ...rest]) => ({ name, rest })))(
    '$name',
    async ({ rest: [body, code, status = 400] }) => {
      global.gc?.();
      const before = process.memoryUsage().rss;
      const answer = await server.post('/ocsinventory', body, good);
      expect({ status: answer.status, code: server.intake.health().lastRefusals[0]?.code }).toEqual({
        status,
        code,
      });
      // Nothing unpacks a bomb or builds a tree of it.
      expect(process.memoryUsage().rss - before).toBeLessThan(200 * 1024 * 1024);
    },
  );

  it('leave nothing behind', async () => {
    const log = await server.log();
    expect(log.filter(event => event.type === 'DeviceRegistered')).toHaveLength(1);
    expect(server.bodies.size).toBe(1);
    expect(server.intake.health().lastRefusals.length).toBeLessThanOrEqual(50);
  });
});

describe('bodies that are taken, made harmless', () => {
  const inventoryOf = async (body: Uint8Array | string, headers = good) => {
    const answer = await server.post('/inventory', body, headers);
    expect({ status: answer.status, text: answer.text.slice(0, 200) }).toMatchObject({ status: 200 });
    const registered = (await server.log('device')).filter(event => event.type === 'DeviceRegistered');
    return (registered.at(-1)?.data as { inventory: Record<string, unknown> }).inventory;
  };
  const named = (n: number) => `taken-${n}-2026-01-01-00-00-00`;

  it('a text of 10 MB is cut', async () => {
    const inventory = await inventoryOf(
      request(`<HARDWARE><NAME>${'x'.repeat(10_000_000)}</NAME></HARDWARE>`, named(1)),
    );
    expect(inventory['hostName']).toBe('x'.repeat(255));
  });

  it('markup, formulas and terminal codes stay text', async () => {
    const payloads = [
      '<script>alert(1)</script>',
      '=HYPERLINK("http://192.0.2.1")',
      '\u001b[31mred\u001b[0m',
      '"><img src=x onerror=alert(1)>',
      "'; DROP TABLE device; --",
      '{{7*7}}${7*7}',
    ];
    const items = payloads.map(name => ({ name, version: name, publisher: name }));
    const body = JSON.stringify({ action: 'inventory', deviceid: named(2), content: { softwares: items } });
    const inventory = await inventoryOf(body);
    const names = (inventory['software'] as { name: string }[]).map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining(['<script>alert(1)</script>', '[31mred[0m', "'; DROP TABLE device; --"]),
    );
    expect(names.join()).not.toMatch(/\p{Cc}/u);
  });

  it('lone surrogates, control characters and direction overrides are taken out', async () => {
    const body = `{"action":"inventory","deviceid":"${named(3)}","content":{"hardware":{"name":"a\\ud800b\\u0000c\\u202ed"}}}`;
    expect((await inventoryOf(body))['hostName']).toBe('a\ufffdbcd');
  });

  it('keys of prototypes are keys like any other', async () => {
    const body =
      `{"action":"inventory","deviceid":"${named(4)}","__proto__":{"admin":true},"constructor":{"prototype":{"x":1}},` +
      '"content":{"__proto__":{"name":"p"},"constructor":[{"name":"c"}],"toString":1,"hardware":{"name":"pc4","__proto__":{"uuid":"x"}},' +
      '"softwares":[{"name":"ok","__proto__":{"version":"9"},"hasOwnProperty":1}]}}';
    const inventory = await inventoryOf(body);
    expect(inventory['hostName']).toBe('pc4');
    expect(inventory['software']).toEqual([{ name: 'ok' }]);
    expect(({} as Record<string, unknown>)['admin']).toBeUndefined();
    const xml = request(
      '<__proto__><NAME>x</NAME></__proto__><constructor><a>1</a></constructor><SOFTWARES><NAME>ok</NAME><__proto__>x</__proto__></SOFTWARES>',
      named(5),
    );
    expect((await inventoryOf(xml))['software']).toEqual([{ name: 'ok' }]);
  });

  it('wrong types, absurd numbers and impossible dates are left out, the rest is kept', async () => {
    const content = {
      hardware: { name: 'pc6', memory: 'lots', swap: -5, uuid: { $ne: null } },
      drives: ['x', null, 7, { type: '/', total: 1e300, free: '12' }],
      softwares: [
        { name: ['first', 'second'] },
        { version: '1' },
        'x',
        { name: 'ok', install_date: '2026-02-31', filesize: '1e999' },
      ],
      networks: { description: 'eth0', mac: 'zz:zz', ipaddress: '999.1.1.1' },
    };
    const inventory = await inventoryOf(JSON.stringify({ action: 'inventory', deviceid: named(6), content }));
    expect(inventory).toMatchObject({
      hostName: 'pc6',
      volumes: [{ mount: '/', free: 12 }],
      software: [{ name: 'first' }, { name: 'ok' }],
      networkAdapters: [{ name: 'eth0' }],
    });
    expect(inventory['hardware']).toEqual({});
  });

  it('unknown sections are passed over', async () => {
    const inventory = await inventoryOf(
      request('<NEWTHING><A>1</A></NEWTHING><HARDWARE><NAME>pc7</NAME></HARDWARE>', named(7)),
    );
    expect(inventory['hostName']).toBe('pc7');
  });

  it('an agent whose clock is a year off is recorded at the time of the server', async () => {
    const content = {
      hardware: { name: 'pc8' },
      accesslog: { logdate: '2025-11-22 12:00:00' },
      operatingsystem: { full_name: 'Debian', timezone: { name: 'UTC', offset: '+0000' } },
    };
    await inventoryOf(JSON.stringify({ action: 'inventory', deviceid: named(8), content }));
    const event = (await server.log('device')).at(-1);
    expect(event?.at).toBe(server.clock.now());
    expect(event?.happenedAt).toBeUndefined();
    const device = event?.stream.slice('device-'.length) ?? '';
    expect(server.presence.get(device)?.clockSkewSeconds).toBe(-365 * 24 * 3600);
  });

  it('nothing an agent said is answered', async () => {
    const marker = 'mirror-me-42';
    const bodies = [
      request(`<HARDWARE><NAME>${marker}</NAME></HARDWARE>`, `${marker}-x`),
      request('', deviceId, marker),
      `<${marker}>`,
      JSON.stringify({ action: marker, deviceid: marker }),
      `{"${marker}`,
    ];
    for (const body of bodies) {
      const answer = await server.post('/inventory', body, {
        ...good,
        'user-agent': marker,
        'glpi-agent-id': marker,
        'glpi-request-id': marker,
      });
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.text + JSON.stringify(answer.headers)).not.toContain(marker);
    }
    expect(JSON.stringify(server.intake.health())).not.toContain(marker);
  });
});
