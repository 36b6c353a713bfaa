import { z } from 'zod';
import { inventoryReplay, type InventoryReplayCommand } from '../../../../domain/devices/index.ts';
import type { Actor } from '../../../../domain/kernel/index.ts';
import { Job } from '../../contract.ts';
import { accepted, AppError } from '../../errors/index.ts';
import type { JobControl } from '../../jobs.ts';
import type { RouteModule, ServerContext } from '../kernel/context.ts';
import { DryRun } from '../kernel/outcome.ts';
import { startOnly } from '../kernel/only-job.ts';
import { principalOf } from '../kernel/request.ts';

export const replayJob = 'inventories.replay';
const only = { kind: replayJob, busy: 'INVENTORY_REPLAY_BUSY' } as const;

const Replay = z.strictObject({
  /** Hashes of kept bodies, read as if they had just come; default: the newest body of every device. */
  bodies: z
    .array(z.string().regex(/^[0-9a-f]{64}$/, 'is not a hash of 64 hexadecimal digits'))
    .min(1)
    .max(1_000)
    .optional(),
});
type Replay = z.infer<typeof Replay>;

export const replayRoutes: RouteModule = (api, context) => {
  const { services } = context;
  api.route({
    method: 'POST',
    url: '/inventories/replay',
    config: {
      access: 'devices.manage',
      unrestrictedOnly: true,
      errors: ['INVENTORY_BODY_UNKNOWN', 'INVENTORY_REPLAY_BUSY'],
    },
    schema: {
      summary: 'Read kept inventories again',
      description:
        'After a parser was mended: the newest kept body of every device, or the bodies named, are read anew and ' +
        'what is understood otherwise becomes events. A job; its result counts what was looked at, changed, ' +
        'unreadable and refused.',
      tags: ['enrolment'],
      querystring: DryRun,
      body: Replay.nullish(),
      response: { 202: Job },
    },
    handler: async (request, reply) => {
      const { bodies } = request.body ?? {};
      for (const hash of bodies ?? [])
        if (!(await services.bodies.get(hash)))
          throw new AppError('INVENTORY_BODY_UNKNOWN', { details: { body: hash } });
      const { actor } = principalOf(request);
      const { dryRun } = request.query;
      return startOnly(context, request, reply, only, control =>
        replay(context, { bodies, dryRun, actor }, control),
      );
    },
  });
};

/** The replay between the two events that say who wanted it and how it ended; a dry run leaves none. */
async function replay(
  { intake, services }: ServerContext,
  { bodies, dryRun, actor }: Replay & { readonly dryRun: boolean; readonly actor: Actor },
  { signal, report }: JobControl,
): Promise<Readonly<Record<string, unknown>>> {
  const { commands, clock, ids } = services;
  const correlationId = ids.next();
  const note = async (command: InventoryReplayCommand, by: Actor) =>
    dryRun ||
    accepted(
      await commands.handle(`replay-${correlationId}`, inventoryReplay, command, {
        actor: by,
        correlationId,
      }),
    );
  await note({ kind: 'start', at: clock.now(), bodies: bodies ?? null }, actor);
  try {
    const result = await intake.replayBodies({ bodies, dryRun, correlationId, signal, onProgress: report });
    const { changed } = result;
    await note({ kind: 'end', at: clock.now(), outcome: 'done', changed }, 'system:replay');
    return { ...result, dryRun, correlationId };
  } catch (error) {
    const outcome = signal.aborted ? 'cancelled' : 'failed';
    await note({ kind: 'end', at: clock.now(), outcome, changed: null }, 'system:replay');
    throw error;
  }
}
