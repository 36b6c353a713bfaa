import { fixedClock } from '../../../adapters/platform/index.ts';
import { memoryWhiteboard } from '../../../adapters/whiteboard/memory.ts';
import { RateBuckets } from '../../../src/server/rates/rate-buckets.ts';
import { IntakeRates } from '../../../src/server/intake/rate-limits.ts';
import { agentHeaders, basic, sample, startTestIntake, zlib, type TestIntake } from '../../support/intake.ts';

let server: TestIntake;
let token: Record<string, string>;
const open = async (rates: { perAgent: number; perAddress: number }) => {
  server = await startTestIntake({ rates });
  token = basic('enrol', (await server.token()).secret);
};
afterEach(() => server.close());

const glpi = (agentId: string) =>
  server.post(
    '/inventory',
    JSON.stringify({ action: 'contact', deviceid: `${agentId}-2026-11-22-10-30-00` }),
    {
      ...agentHeaders.glpi,
      'glpi-agent-id': agentId,
      ...token,
    },
  );
const prolog = (name: string) =>
  server.post(
    '/ocsinventory',
    zlib(`<REQUEST><DEVICEID>${name}-2026-11-22-10-30-00</DEVICEID><QUERY>PROLOG</QUERY></REQUEST>`),
    { ...agentHeaders.ocs, ...token },
  );
const times = async (count: number, send: () => Promise<{ status: number }>) => {
  const statuses = [];
  for (let index = 0; index < count; index++) statuses.push((await send()).status);
  return statuses;
};

describe('an agent that sends on and on', () => {
  test('is told to wait, its neighbours behind the address are not, and waiting helps', async () => {
    await open({ perAgent: 1, perAddress: 4 });
    expect(await times(5, () => glpi('loud-agent'))).toEqual([200, 200, 200, 200, 200]);
    const refused = await glpi('loud-agent');
    expect([refused.status, refused.headers['retry-after']]).toEqual([429, '60']);
    expect(JSON.parse(refused.text)).toEqual({
      status: 'error',
      message: expect.stringContaining('agent-over-rate'),
    });
    // The address allows 20 at once; what was refused of the loud one does not count.
    expect(await times(50, () => glpi('loud-agent'))).toEqual(Array(50).fill(429));
    expect((await glpi('quiet-agent')).status).toBe(200);
    expect((await prolog('quiet-host')).status).toBe(200);
    server.clock.advance(60_000);
    expect((await glpi('loud-agent')).status).toBe(200);
    expect((await glpi('loud-agent')).status).toBe(429);
    const { refused: count, lastRefusals } = server.intake.health();
    expect(count).toBe(52);
    expect(lastRefusals.map(({ code }) => code)).toEqual(['agent-over-rate', 'agent-over-rate']);
  });

  test('is known by what it sends where no header names it', async () => {
    await open({ perAgent: 1, perAddress: 100 });
    expect(await times(6, () => prolog('loud-host'))).toEqual([200, 200, 200, 200, 200, 429]);
    expect((await prolog('quiet-host')).status).toBe(200);
  });

  test('has nothing recorded of what it sent beyond its rate', async () => {
    await open({ perAgent: 1, perAddress: 100 });
    const send = () => server.post('/ocsinventory', zlib(sample('ocs')), { ...agentHeaders.ocs, ...token });
    expect((await times(6, send)).at(-1)).toBe(429);
    expect(server.intake.health()).toMatchObject({ received: 6, changed: 1, unchanged: 4 });
  });
});

test('an address that sends on and on is told to wait, each message another while', async () => {
  await open({ perAgent: 0, perAddress: 1 });
  expect(await times(5, () => prolog('a'))).toEqual([200, 200, 200, 200, 200]);
  const refused = [await prolog('b'), await prolog('c'), await glpi('d-agent')];
  expect(refused.map(({ status }) => status)).toEqual([429, 429, 429]);
  expect(new Set(refused.map(({ headers }) => headers['retry-after'])).size).toBe(3);
  const guess = await server.post('/inventory', '{}', basic('enrol', 'wrong'));
  expect(guess.status).toBe(429);
  const oauth = await server.post('/inventory/api.php/token', '{}', {});
  expect([oauth.status, Number(oauth.headers['retry-after']) > 0]).toEqual([429, true]);
});

test('an id that is only claimed uses up nothing of the agent that bears it', async () => {
  await open({ perAgent: 1, perAddress: 0 });
  const clock = fixedClock();
  const rates = new IntakeRates({ perAgent: 1, perAddress: 0 }, memoryWhiteboard(clock), clock);
  const shown = (secretHash: string) => ({ kind: 'token', tokenId: 't', secretHash }) as const;
  for (let index = 0; index < 9; index++) await rates.fromSender(shown('stolen'), 'victim', '10.0.0.9');
  expect(await rates.fromSender(shown('stolen'), 'victim', '10.0.0.9')).toBeDefined();
  expect(await rates.fromSender(shown('own'), 'victim', '10.0.0.1')).toBeUndefined();
});

test('a bucket never holds more than its burst, whatever the clock does', async () => {
  await open({ perAgent: 0, perAddress: 0 });
  const buckets = new RateBuckets(1, 5);
  const taken = (nowMs: number) => {
    let count = 0;
    while (!buckets.take('a', nowMs)) count++;
    return count;
  };
  expect([taken(0), taken(60_000), taken(0), taken(3_600_000)]).toEqual([5, 1, 0, 5]);
});

test('an address that one server has told to wait is told so by another after its first message', async () => {
  const whiteboard = memoryWhiteboard(fixedClock());
  await open({ perAgent: 0, perAddress: 1 });
  await server.close();
  const other = await startTestIntake({ rates: { perAgent: 0, perAddress: 1 }, whiteboard });
  server = await startTestIntake({ rates: { perAgent: 0, perAddress: 1 }, whiteboard });
  const sendTo = (intake: TestIntake) => async () => intake.post('/inventory', '{}', basic('enrol', 'wrong'));
  expect(await times(6, sendTo(other))).toEqual([401, 401, 401, 401, 401, 429]);
  await other.intake.stop();
  expect(await times(3, sendTo(server))).toEqual([401, 429, 429]);
  await other.app.close();
});
