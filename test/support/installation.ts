import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openEventStore } from '../../adapters/event-store/open.ts';
import type { StoredEvent } from '../../domain/kernel/index.ts';
import { manifestName, type BackupManifest } from '../../src/cli/backup/manifest.ts';
import { adminPassword, muster } from './programs.ts';

/** Address of the embedded log of a data folder. */
export const logOf = (data: string): string => `sqlite:${join(data, 'events.db')}`;

/** The whole log, read beside whoever writes it. */
export async function eventsAt(address: string): Promise<StoredEvent[]> {
  const log = await openEventStore(address, { readOnly: true });
  const events: StoredEvent[] = [];
  for await (const batch of log.readAll(0)) events.push(...batch);
  await log.close();
  return events;
}

/** Secret of an enrolment token, made by the command line. */
export async function tokenFor(data: string): Promise<string> {
  const made = await muster(['token', 'create', '--uses', '500', '--expires', '2h'], { MUSTER_DATA: data });
  return made.out.trimEnd().split('\n').at(-1)!;
}

export interface Devices {
  readonly total: number;
  readonly items: readonly Record<string, unknown>[];
}

/** The device list of a running server, once it shows everything in its log. */
export async function devicesOf(url: string): Promise<Devices> {
  const session = await fetch(`${url}/api/v1/sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ userId: 'system', password: adminPassword }),
  });
  const { token } = (await session.json()) as { token: string };
  const get = async <T>(path: string): Promise<T> =>
    (await (await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${token}` } })).json()) as T;
  const { position } = await get<{ position: number }>('/api/v1/events?limit=1');
  const fields = 'hostName,osName,memory,softwareCount';
  return get(`/api/v1/devices?limit=1000&sort=hostName&fields=${fields}&after=${position}`);
}

export function manifestOf(backup: string): BackupManifest {
  return JSON.parse(readFileSync(join(backup, manifestName), 'utf8')) as BackupManifest;
}
