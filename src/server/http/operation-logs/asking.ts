import type { FastifyRequest } from 'fastify';
import {
  longestQuestion,
  shownOperation,
  type Looked,
  type ShownOperation,
} from '../../../../domain/operation-logs/index.ts';
import { checkFilter, parseTime, resolveTimes, type Filter } from '../../../../projections/kernel/index.ts';
import {
  operationsCollection,
  type OperationFilter,
  type StoredOperation,
} from '../../../../projections/operation-logs/index.ts';
import { AppError } from '../../errors/index.ts';
import { allRows } from '../../rows.ts';
import { namesOf } from '../devices/timeline.ts';
import type { ServerContext } from '../kernel/context.ts';
import { parseFilter } from '../kernel/list.ts';
import { principalOf } from '../kernel/request.ts';
import type { OperationAsked } from './schemas.ts';

/** What a request asks for, as the store is asked: within the scope of who asks. */
export async function filterOf(
  context: ServerContext,
  request: FastifyRequest,
  asked: OperationAsked,
): Promise<OperationFilter> {
  const now = Date.parse(context.services.clock.now());
  const parsed = parseFilter(asked.filter, operationsCollection);
  const filter = parsed && resolveTimes(operationsCollection, parsed, now);
  checkFilter(operationsCollection, filter);
  const from = momentOf('from', asked.from, now);
  const until = momentOf('until', asked.until, now);
  const devices = await devicesFor(context, request, asked);
  return {
    ...(filter && { filter }),
    ...(from !== undefined && { from }),
    ...(until !== undefined && { until }),
    ...(devices && { devices }),
  };
}

/** Computers whose records may be answered; undefined: all. Those that are known no more belong to no department. */
export async function devicesFor(
  context: ServerContext,
  request: FastifyRequest,
  { department, location }: Pick<OperationAsked, 'department' | 'location'> = {},
): Promise<ReadonlySet<string> | undefined> {
  const { scope } = principalOf(request);
  const filters: Filter[] = [];
  if (department !== undefined) filters.push({ op: 'under', column: 'department', path: department });
  if (location !== undefined) filters.push({ op: 'under', column: 'location', path: location });
  if (scope === null && filters.length === 0) return undefined;
  const question = { filter: { op: 'and', filters } as const, fields: [] };
  const rows = await allRows(context.reads(scope), 'devices.list', question);
  return new Set(rows.map(({ id }) => id));
}

/** Records that the caller looks, before anything is answered. */
export async function noteLook(
  { operationLogs }: ServerContext,
  request: FastifyRequest,
  looked: Looked,
  asked: Partial<OperationAsked>,
  record: string | null = null,
): Promise<void> {
  const { filter, from, until, department, location, purpose } = asked;
  const parts = [
    filter,
    department !== undefined && `department under ${JSON.stringify(department)}`,
    location !== undefined && `location under ${JSON.stringify(location)}`,
  ].filter(part => typeof part === 'string');
  const question = {
    looked,
    filter: parts.length === 0 ? null : parts.join(' and ').slice(0, longestQuestion),
    from: from ?? null,
    until: until ?? null,
    record,
  };
  await operationLogs.look(principalOf(request), question, purpose ?? null);
}

export async function rowsOf(
  context: ServerContext,
  request: FastifyRequest,
  found: readonly StoredOperation[],
): Promise<ShownOperation[]> {
  const ids = [...new Set(found.map(({ device }) => device))];
  const names = await namesOf(context.reads(principalOf(request).scope), ids, undefined);
  return found.map(({ archived = false, ...one }) =>
    shownOperation({ ...one, archived, computer: names.get(one.device) ?? null }),
  );
}

function momentOf(parameter: string, text: string | undefined, now: number): number | undefined {
  if (text === undefined) return undefined;
  const time = parseTime(text, now);
  if (time === undefined)
    throw new AppError('VALIDATION_FAILED', {
      issues: [{ path: parameter, message: 'is no RFC 3339 time and nothing such as now-14d' }],
    });
  return time;
}
