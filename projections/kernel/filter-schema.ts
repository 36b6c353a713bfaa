import { z } from 'zod';
import type { Filter } from './query.ts';

const column = z.string().regex(/^[a-z][A-Za-z0-9]{0,63}$/);
const scalar = z.union([z.string(), z.number(), z.boolean()]);
const bound = z.union([z.string().max(1_000), z.number()]).optional();

/**
 * A filter as it comes from outside. Not among what `index.ts` offers, which threads load that never meet one and
 * would each hold the schema library in memory.
 */
export const filterSchema: z.ZodType<Filter> = z.lazy(() =>
  z.discriminatedUnion('op', [
    z.strictObject({ op: z.literal('eq'), column, value: scalar }),
    z.strictObject({ op: z.literal('in'), column, values: z.array(scalar).max(10_000) }),
    z.strictObject({ op: z.literal('range'), column, gt: bound, gte: bound, lt: bound, lte: bound }),
    z.strictObject({ op: z.enum(['contains', 'prefix']), column, value: z.string().min(1).max(1_000) }),
    z.strictObject({ op: z.literal('under'), column, path: z.string().max(1_000) }),
    z.strictObject({ op: z.literal('missing'), column }),
    z.strictObject({ op: z.literal('search'), text: z.string().min(1).max(1_000) }),
    z.strictObject({ op: z.enum(['and', 'or']), filters: z.array(filterSchema).max(200) }),
    z.strictObject({ op: z.literal('not'), filter: filterSchema }),
  ]),
) as z.ZodType<Filter>;
