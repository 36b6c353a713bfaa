import { defaultOperationLogSettings, type OperationRecord } from '../../../domain/operation-logs/index.ts';
import type { World } from './world.ts';

const DAY = 86_400_000;

/** Eight in the morning, UTC, so many days before the world's today. */
export const morning = (world: World, daysAgo: number) =>
  Math.floor((world.now - daysAgo * DAY) / DAY) * DAY + 8 * 3_600_000;

/** `2026-11-22`, by UTC. */
export const dayBefore = (world: World, daysAgo: number) =>
  new Date(morning(world, daysAgo)).toISOString().slice(0, 10);

/** The record of `carry` that takes the drawing to a stick. */
export const carriedId = (world: World) => `${dayBefore(world, 1)}.${world.ids[0]}.1.5`;

const downloads = String.raw`C:\Users\u13390\Downloads\drawing-A117-rev4.pdf`;
const out = String.raw`C:\work\out\drawing-A117-rev4.pdf`;
const content = '9f2c07be5a118d30c64e77f2ab90c3aa';
const file = { user: 'u13390', fileDrive: 'local-disk', content, size: 2_418_907, process: 'explorer.exe' };

type Told = Omit<OperationRecord, 'time'> & { readonly minute: number };

/** A drawing is fetched, copied, carried to a stick and uploaded elsewhere, between things that everybody does. */
const carry: readonly Told[] = [
  { minute: 3, detail: 'log-on', user: 'u13390' },
  {
    minute: 39,
    detail: 'web-download',
    ...file,
    file: 'https://plm.example/files/A117',
    fileDrive: 'web',
    destination: downloads,
    destinationDrive: 'local-disk',
  },
  {
    minute: 40,
    detail: 'web-access',
    user: 'u13390',
    url: 'https://plm.example/search?q=A117',
    pageTitle: 'A117',
  },
  {
    minute: 44,
    detail: 'copy-file',
    ...file,
    file: downloads,
    destination: out,
    destinationDrive: 'local-disk',
  },
  {
    minute: 47,
    detail: 'attach-external-device',
    user: 'u13390',
    drive: 'removable-disk',
    driveName: 'E:\\',
    deviceName: 'Example Stick 32 GB',
    serial: 'AA0117',
  },
  {
    minute: 48,
    detail: 'copy-file',
    ...file,
    file: out,
    destination: String.raw`E:\transfer\drawing-A117-rev4.pdf`,
    destinationDrive: 'removable-disk',
    serial: 'AA0117',
  },
  {
    minute: 55,
    detail: 'print',
    user: 'u13390',
    document: 'drawing-A110-rev2.pdf',
    printer: 'prn-112',
    pages: 4,
  },
];

const receive: readonly Told[] = [
  {
    minute: 62,
    detail: 'copy-file',
    ...file,
    user: 'u20114',
    file: String.raw`F:\transfer\drawing-A117-rev4.pdf`,
    fileDrive: 'removable-disk',
    destination: String.raw`C:\temp\drawing-A117-rev4.pdf`,
    destinationDrive: 'local-disk',
    serial: 'AA0117',
  },
  {
    minute: 66,
    detail: 'web-upload',
    ...file,
    user: 'u20114',
    file: String.raw`C:\temp\drawing-A117-rev4.pdf`,
    destination: 'https://share.example/u/',
    destinationDrive: 'web',
  },
];

const everyday = Array.from({ length: 120 }, (_, index): Told => {
  const minute = (index * 37) % 540;
  const user = `u${11_000 + (index % 5) * 37}`;
  if (index % 3 === 0)
    return { minute, detail: 'process-execution', user, process: 'viewer.exe', software: 'Viewer' };
  if (index % 3 === 1)
    return {
      minute,
      detail: 'create-file',
      user,
      file: `C:\\work\\note-${index}.txt`,
      fileDrive: 'local-disk',
    };
  return { minute, detail: 'web-access', user, url: `https://intranet.example/page/${index}` };
});

/** Users at work on two computers: yesterday with a drawing that leaves, and on two days before. Once per world. */
export async function observeUsers(world: World): Promise<void> {
  const { server, ids } = world;
  const { body } = await server.call('GET', '/api/v1/operation-log-settings');
  if (body.acquire) return;
  await expectOk(
    server.call('PUT', '/api/v1/operation-log-settings', {
      body: {
        ...defaultOperationLogSettings,
        acquire: true,
        suspicious: { mail: true, webFtp: true, externalDevice: true, printedPages: 100 },
      },
    }),
  );
  const tell = (device: string, seq: number, daysAgo: number, told: readonly Told[]) =>
    expectOk(
      server.call('POST', '/api/v1/operations', {
        query: { device, seq: String(seq) },
        headers: { 'content-type': 'application/x-ndjson' },
        body: Buffer.from(
          told
            .map(({ minute, ...record }) =>
              JSON.stringify({
                source: 'LT-10000',
                time: morning(world, daysAgo) + minute * 60_000,
                ...record,
              }),
            )
            .join('\n'),
        ),
      }),
    );
  const [first, second] = ids as readonly [string, string];
  await tell(first, 1, 1, carry);
  await tell(
    second,
    1,
    1,
    receive.map(one => ({ ...one, source: 'LT-10001' })),
  );
  await tell(
    second,
    2,
    1,
    everyday.map(one => ({ ...one, source: 'LT-10001' })),
  );
  await tell(first, 2, 3, everyday.slice(0, 40));
  await tell(first, 3, 4, everyday.slice(0, 20));
}

async function expectOk(answer: Promise<{ readonly status: number; readonly body: unknown }>): Promise<void> {
  const { status, body } = await answer;
  if (status >= 300) throw new Error(`${status}: ${JSON.stringify(body)}`);
}
