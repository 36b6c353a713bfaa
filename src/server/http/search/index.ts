import { z } from 'zod';
import type {
  CollectionDefinition,
  FormerValue,
  Row,
  ScopedReads,
} from '../../../../projections/kernel/index.ts';
import { QueryError, searchableColumns, textTest } from '../../../../projections/kernel/index.ts';
import { Value } from '../../contract.ts';
import { AppError } from '../../errors/index.ts';
import type { Permission } from '../../permissions.ts';
import type { RouteModule } from '../kernel/context.ts';
import { parseMoment } from '../kernel/list.ts';
import { principalOf } from '../kernel/request.ts';

const SearchQuery = z.strictObject({
  q: z.string().trim().min(1).max(200),
  limit: z.coerce.number().int().min(1).max(100).default(20),
  /** Only values held at some time between these moments; asks for former values alone. */
  from: z.string().max(40).optional(),
  to: z.string().max(40).optional(),
});

const Hit = z.object({
  type: z.enum(['device', 'software', 'account', 'department', 'location']),
  id: z.string(),
  title: z.string(),
  /** Where it was found and what stands there. */
  column: z.string(),
  value: Value,
  /** Null: it has the value now. Otherwise since and until when it had it. */
  held: z
    .object({
      from: z.object({ position: z.number(), at: z.string() }),
      to: z.object({ position: z.number(), at: z.string() }).nullable(),
    })
    .nullable(),
});
type Hit = z.infer<typeof Hit>;

interface Place {
  readonly type: Hit['type'];
  readonly collection: string;
  readonly permission: Permission;
  readonly titleColumn: string;
}

const places: readonly Place[] = [
  { type: 'device', collection: 'devices.list', permission: 'devices.read', titleColumn: 'name' },
  { type: 'software', collection: 'software.products', permission: 'software.read', titleColumn: 'name' },
  { type: 'account', collection: 'accounts.list', permission: 'accounts.manage', titleColumn: 'displayName' },
  {
    type: 'department',
    collection: 'organization.departments',
    permission: 'devices.read',
    titleColumn: 'path',
  },
  { type: 'location', collection: 'organization.locations', permission: 'devices.read', titleColumn: 'path' },
];

export const searchRoutes: RouteModule = (api, context) => {
  api.route({
    method: 'GET',
    url: '/search',
    config: { access: 'self', errors: ['QUERY_BEFORE_RECORDS'] },
    schema: {
      summary: 'Search everything, also values of the past',
      description:
        'Present values that contain the text come first, then former values that begin with it, with the time they were held: "who had this address in May".',
      tags: ['search'],
      querystring: SearchQuery,
      response: { 200: z.object({ items: z.array(Hit), position: z.number() }) },
    },
    handler: async request => {
      const { q, limit, from, to } = request.query;
      const principal = principalOf(request);
      const reads = context.reads(principal.scope);
      const between = spanOf(from, to, context.services.clock.now());
      const items: Hit[] = [];
      for (const place of places.filter(({ permission }) => principal.permissions.has(permission))) {
        try {
          if (!between) items.push(...(await present(reads, place, q, limit)));
          items.push(...(await former(reads, place, q, limit, between)));
        } catch (error) {
          // A list a restricted account cannot see has no hits for it.
          if (!(error instanceof QueryError && error.code === 'QUERY_OUT_OF_SCOPE')) throw error;
        }
      }
      return { items: items.slice(0, limit * 2), position: await context.services.events.lastPosition() };
    },
  });
};

function spanOf(from: string | undefined, to: string | undefined, now: string) {
  if (from === undefined && to === undefined) return null;
  const moment = (text: string, name: string) => {
    const { time } = parseMoment(text, name);
    if (time === undefined)
      throw new AppError('VALIDATION_FAILED', {
        issues: [{ path: name, message: 'is not an RFC 3339 time' }],
      });
    return time;
  };
  return {
    from: from === undefined ? new Date(0).toISOString() : moment(from, 'from'),
    to: to === undefined ? now : moment(to, 'to'),
  };
}

async function present(reads: ScopedReads, place: Place, text: string, limit: number): Promise<Hit[]> {
  const definition = reads.definition(place.collection);
  const page = await reads.find(place.collection, { filter: { op: 'search', text }, limit, total: false });
  return page.items.map(row => {
    const column = matching(row, definition, text);
    return {
      type: place.type,
      id: row.id,
      title: String(row.columns[place.titleColumn] ?? row.id),
      column,
      value: row.columns[column] ?? null,
      held: null,
    };
  });
}

function matching(row: Row, definition: CollectionDefinition, text: string): string {
  const holds = textTest('contains', text);
  const columns = searchableColumns(definition);
  return columns.find(column => holds(row.columns[column] ?? null)) ?? columns[0] ?? 'id';
}

/** Without a span only what is no longer so: what still is stands among the present values. */
async function former(
  reads: ScopedReads,
  place: Place,
  text: string,
  limit: number,
  between: { readonly from: string; readonly to: string } | null,
): Promise<Hit[]> {
  if (reads.definition(place.collection).history !== 'columns') return [];
  const values = await reads.former(place.collection, {
    text,
    match: 'prefix',
    limit,
    ...(between ? { between } : {}),
  });
  const wanted = between ? values : values.filter(({ to }) => to !== null);
  const titles = await titlesOf(reads, place, wanted);
  return wanted.map(({ id, column, value, from, to }) => ({
    type: place.type,
    id,
    title: titles.get(id) ?? id,
    column,
    value,
    held: { from, to },
  }));
}

async function titlesOf(
  reads: ScopedReads,
  place: Place,
  values: readonly FormerValue[],
): Promise<Map<string, string>> {
  const ids = [...new Set(values.map(({ id }) => id))];
  if (ids.length === 0) return new Map();
  const page = await reads.find(place.collection, {
    filter: { op: 'in', column: 'id', values: ids },
    fields: [place.titleColumn],
    limit: ids.length,
    total: false,
  });
  return new Map(page.items.map(row => [row.id, String(row.columns[place.titleColumn] ?? row.id)]));
}
