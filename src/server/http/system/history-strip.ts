import { DateTime, IANAZone } from 'luxon';
import { z } from 'zod';
import { AppError } from '../../errors/index.ts';
import type { RouteModule } from '../kernel/context.ts';

const mostDays = 400;

const StripQuery = z.strictObject({
  from: z.iso.date(),
  to: z.iso.date(),
  /** IANA name; days begin at its midnight. */
  zone: z.string().max(64).default('UTC'),
});

/** How much happened on each day: what the calendar of past moments shows. */
export const historyStripRoutes: RouteModule = (api, { services, vitals }) => {
  api.route({
    method: 'GET',
    url: '/history/strip',
    config: { access: 'self', errors: ['VALIDATION_FAILED'] },
    schema: {
      summary: 'Events per day',
      description: `From and to inclusive, at most ${mostDays} days. Counts come from positions of the log and say how busy a day was, nothing about what happened.`,
      tags: ['events'],
      querystring: StripQuery,
      response: {
        200: z.object({
          days: z.array(z.object({ day: z.string(), events: z.number(), position: z.number() })),
          first: z.string().nullable(),
          position: z.number(),
        }),
      },
    },
    handler: async request => {
      const { from, to, zone } = request.query;
      if (!IANAZone.isValidZone(zone)) throw invalid('zone', 'is not a time zone');
      const start = DateTime.fromISO(from, { zone });
      const end = DateTime.fromISO(to, { zone });
      const count = Math.round(end.diff(start, 'days').days) + 1;
      if (count < 1 || count > mostDays) throw invalid('to', `must be 0 to ${mostDays - 1} days after from`);
      // The moment before a midnight is the end of the day before.
      const ends = Array.from({ length: count + 1 }, (_, day) => start.plus({ days: day }).toMillis() - 1);
      const positions = await Promise.all(
        ends.map(ms => services.read.positionAt(new Date(ms).toISOString())),
      );
      const days = Array.from({ length: count }, (_, day) => ({
        day: start.plus({ days: day }).toISODate() ?? '',
        events: Math.ceil(((positions[day + 1] ?? 0) - (positions[day] ?? 0)) / vitals.positionsPerEvent),
        position: positions[day + 1] ?? 0,
      }));
      return {
        days,
        first: await firstMoment(services.events),
        position: await services.events.lastPosition(),
      };
    },
  });
};

async function firstMoment(events: Parameters<RouteModule>[1]['services']['events']): Promise<string | null> {
  for await (const [event] of events.readAll(0, { batchSize: 1 })) return event?.at ?? null;
  return null;
}

function invalid(path: string, message: string): AppError {
  return new AppError('VALIDATION_FAILED', { issues: [{ path, message }] });
}
