import { Readable } from 'node:stream';
import { z } from 'zod';
import { storedZip, storedZipSize } from '../../../../../adapters/zip/index.ts';
import { bundleOf } from '../../../operation-logs/cases/bundle.ts';
import type { RouteModule } from '../../kernel/context.ts';
import { principalOf } from '../../kernel/request.ts';
import { shownTrace } from '../finding.ts';
import { holdsOfCase, shownHolds, shownPinned, visibleIn } from './answer.ts';
import { CaseId } from './schemas.ts';

/** A case on its way to somebody who has no Muster. */
export const bundleRoute: RouteModule = (api, context) => {
  const { operationLogs, services, ledger } = context;
  api.route({
    method: 'GET',
    url: '/operation-cases/:id/export',
    config: { access: 'operations.read', errors: ['CASE_UNKNOWN'], perMinute: 20 },
    schema: {
      summary:
        'A case as a ZIP: records as CSV and NDJSON, traces, notes, history, and a manifest of their sums',
      description:
        '`manifest.json` has the SHA-256 of every file, the position of the log and its newest seal; its own SHA-256 is ' +
        'recorded in the history of the case, which the ledger seals.',
      tags: ['cases'],
      params: CaseId,
      response: { 200: { description: 'The archive.', content: { 'application/zip': { schema: z.any() } } } },
    },
    handler: async (request, reply) => {
      const { id } = request.params;
      const principal = principalOf(request);
      const { state, file } = await operationLogs.cases.read(principal, id);
      const { records, traces, leftOut } = await visibleIn(context, request, file);
      const { title, purpose, members, closed } = state;
      const holds = await shownHolds(context, principal, holdsOfCase(await operationLogs.holds.all(), id));
      const { entries, manifest } = bundleOf(
        {
          id,
          title,
          about: {
            id,
            title,
            purpose,
            state: closed ? 'closed' : 'open',
            members,
            opened: file.opened,
            holds,
          },
          records,
          shown: records.map(record => ({ ...shownPinned(record), pinned: record.pinned })),
          traces: traces.map(({ record, pinned, ...trace }) => ({
            record,
            pinned,
            ...shownTrace(trace, trace.steps.map(shownPinned)),
          })),
          notes: file.notes,
          history: file.history,
        },
        {
          exportedAt: services.clock.now(),
          exportedBy: principal.actor,
          leftOut,
          position: await services.events.lastPosition(),
          seal: await ledger.latest(),
        },
      );
      await operationLogs.cases.run(principal, id, {
        type: 'NoteCaseExported',
        records: records.length,
        traces: traces.length,
        leftOut,
        manifest,
      });
      return reply
        .type('application/zip')
        .header('Content-Length', storedZipSize(entries))
        .header('Content-Disposition', `attachment; filename="case-${id}.zip"`)
        .send(Readable.from(storedZip(entries), { objectMode: false })) as never;
    },
  });
};
