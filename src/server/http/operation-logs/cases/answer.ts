import type { FastifyRequest } from 'fastify';
import {
  shownOperation,
  type LegalHolds,
  type PinnedRecord,
  type ShownOperation,
} from '../../../../../domain/operation-logs/index.ts';
import type { CaseFile, StoredOperation } from '../../../../../projections/operation-logs/index.ts';
import type { Principal } from '../../../auth/principal.ts';
import type { ServerContext } from '../../kernel/context.ts';
import { namesOf } from '../../devices/timeline.ts';
import { principalOf } from '../../kernel/request.ts';
import { devicesFor } from '../asking.ts';
import type { Hold } from './schemas.ts';

/** Records as a case keeps them. */
export async function pinnedOf(
  context: ServerContext,
  request: FastifyRequest,
  found: readonly StoredOperation[],
): Promise<PinnedRecord[]> {
  const ids = found.map(({ device }) => device);
  const names = await namesOf(context.reads(principalOf(request).scope), ids, undefined);
  return found.map(({ id, device, tz, receivedAt, record }) => ({
    id,
    device,
    computer: names.get(device) ?? null,
    tz,
    receivedAt,
    record,
  }));
}

export function shownPinned({ id, device, computer, tz, receivedAt, record }: PinnedRecord): ShownOperation {
  return shownOperation({ id, device, computer, tz, receivedAt, archived: false, record });
}

/** What of a case its reader may see: the scope holds within a case too. */
export async function visibleIn(
  context: ServerContext,
  request: FastifyRequest,
  { records, traces }: Pick<CaseFile, 'records' | 'traces'>,
) {
  const devices = await devicesFor(context, request);
  const maySee = ({ device }: { readonly device: string }) => !devices || devices.has(device);
  const seen = {
    records: records.filter(maySee),
    traces: traces.filter(({ steps }) => steps.every(maySee)),
  };
  const leftOut = records.length - seen.records.length + traces.length - seen.traces.length;
  return { ...seen, leftOut };
}

/** Holds with the days they keep; nothing is at hand where nothing keeps operation logs. */
export async function shownHolds(
  { operationLogs, services }: ServerContext,
  principal: Principal,
  holds: LegalHolds,
): Promise<Hold[]> {
  const days = services.operations ? await operationLogs.holds.daysOf(holds, services.operations) : new Map();
  const shown: Hold[] = [];
  for (const [id, hold] of Object.entries(holds)) {
    // Who is suspected is for the members; which days fill the disk, and why, is not.
    const member = await operationLogs.cases.has(principal, hold.caseId);
    shown.push({
      ...hold,
      id,
      member,
      devices: member ? [...hold.devices] : [],
      users: member ? [...hold.users] : [],
      days: [...((days.get(id) as readonly string[] | undefined) ?? [])],
    });
  }
  return shown;
}

export function holdsOfCase(holds: LegalHolds, caseId: string): LegalHolds {
  return Object.fromEntries(Object.entries(holds).filter(([, hold]) => hold.caseId === caseId));
}
