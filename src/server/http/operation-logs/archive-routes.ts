import { z } from 'zod';
import { ArchiveSettings, mostRestoredDevices } from '../../../../domain/operation-logs/index.ts';
import { Job } from '../../contract.ts';
import { AppError } from '../../errors/index.ts';
import { estimatedSeconds } from '../../operation-logs/archive/archiving.ts';
import type { RouteModule } from '../kernel/context.ts';
import { startOnly } from '../kernel/only-job.ts';
import { DryRun, Outcome, outcomeOf } from '../kernel/outcome.ts';
import { principalOf } from '../kernel/request.ts';

const tags = ['operation logs'];
const access = 'operations.manage';
const restoreJob = 'operations.restore';
const refusals = [
  'OPERATION_ARCHIVE_NOT_SET',
  'OPERATION_ARCHIVE_EMPTY',
  'OPERATION_ARCHIVE_TOO_MANY_DAYS',
  'OPERATION_ARCHIVE_UNREADABLE',
] as const;

const Range = z.strictObject({
  /** Days of the computers' calendars, both inclusive. */
  from: z.iso.date(),
  until: z.iso.date(),
});
const RestoreOrder = Range.extend({
  /** Ids of computers; absent: of all. */
  devices: z.array(z.string().min(1).max(100)).min(1).max(mostRestoredDevices).optional(),
});
const Planned = z.object({ days: z.array(z.string()), records: z.number(), seconds: z.number() });

/** Where operation logs go when they leave the days at hand, and how they come back. */
export const operationArchiveRoutes: RouteModule = (api, context) => {
  const { operationLogs, services } = context;
  const by = (request: Parameters<typeof principalOf>[0]) => ({
    actor: principalOf(request).actor,
    correlationId: services.correlation(),
  });

  api.route({
    method: 'GET',
    url: '/operation-archive',
    config: { access: 'operations.read', unrestrictedOnly: true },
    schema: {
      summary: 'The archive of operation logs: its settings and how it is',
      description:
        '`problem` is what keeps this server from using the folder now: `unreachable`, `access`, `archive`; null where nothing does. ' +
        '`manualDays` were brought back by hand.',
      tags,
      response: {
        200: ArchiveSettings.extend({
          revision: z.number(),
          problem: z.string().nullable(),
          manualDays: z.number(),
          archivedDays: z.number(),
          records: z.number(),
          bytes: z.number(),
        }),
      },
    },
    handler: () => operationLogs.archiving.status(),
  });

  api.route({
    method: 'PUT',
    url: '/operation-archive',
    config: {
      access,
      unrestrictedOnly: true,
      errors: ['OPERATION_ARCHIVE_UNUSABLE', 'OPERATION_ARCHIVE_TOO_MANY_DAYS'],
    },
    schema: {
      summary: 'Set the archive of operation logs',
      description:
        'The folder is one of the server, and of several servers the same on each; a share of the network is mounted there by who runs it.',
      tags,
      querystring: DryRun,
      body: ArchiveSettings,
      response: { 200: Outcome },
    },
    handler: async request => {
      const { dryRun } = request.query;
      return outcomeOf(
        [await operationLogs.archiving.configure(request.body, { ...by(request), dryRun })],
        dryRun,
      );
    },
  });

  api.route({
    method: 'POST',
    url: '/operation-archive/restores',
    config: {
      access,
      unrestrictedOnly: true,
      errors: [...refusals, 'OPERATION_ARCHIVE_BUSY', 'VALIDATION_FAILED'],
    },
    schema: {
      summary: 'Bring days back from the archive',
      description:
        'Of all computers or of some. Days that are at hand are passed over. A job with progress that can be cancelled; ' +
        'with `dryRun=true` which days it would be, how many records they have, and about how many seconds it takes.',
      tags,
      querystring: DryRun,
      body: RestoreOrder,
      response: { 200: Planned, 202: Job },
    },
    handler: async (request, reply) => {
      const { from, until, devices = null } = request.body;
      if (from > until)
        throw new AppError('VALIDATION_FAILED', {
          issues: [{ path: 'until', message: 'is before the first day' }],
        });
      const { archiving } = operationLogs;
      const wanted = { from, until, devices };
      const actor = by(request);
      if (request.query.dryRun) {
        const days = await archiving.order(wanted, { ...actor, dryRun: true });
        const records = await archiving.recordsOf(days);
        return { days: [...days], records, seconds: estimatedSeconds(records) };
      }
      // Refused before a job begins: who asks is told at once.
      await archiving.order(wanted, { ...actor, dryRun: true });
      return startOnly(
        context,
        request,
        reply,
        { kind: restoreJob, busy: 'OPERATION_ARCHIVE_BUSY' },
        async control => archiving.restore(wanted, await archiving.order(wanted, actor), actor, control),
      );
    },
  });

  api.route({
    method: 'DELETE',
    url: '/operation-archive/restored',
    config: { access, unrestrictedOnly: true },
    schema: {
      summary: 'Leave days that were brought back to the archive alone again',
      tags,
      querystring: Range.extend(DryRun.shape),
      response: { 200: z.object({ days: z.array(z.string()) }) },
    },
    handler: async request => {
      const { from, until, dryRun } = request.query;
      const { restored } = await operationLogs.archiving.state();
      const days = Object.keys(restored)
        .filter(day => day >= from && day <= until && restored[day]!.manual)
        .sort();
      return { days: [...(await operationLogs.archiving.removeRestored(days, { ...by(request), dryRun }))] };
    },
  });
};
