import { Readable } from 'node:stream';
import { z } from 'zod';
import { storedZip, storedZipSize } from '../../../../adapters/zip/index.ts';
import { PackagePlatform } from '../../../../domain/agents/index.ts';
import { offlineToolFor } from '../../offline-tool/offline-tool.ts';
import type { RouteModule } from '../kernel/context.ts';
import { Downloads } from './downloads.ts';

/** The tool that collects on computers without a line to the server. */
export const offlineToolRoutes: RouteModule = (api, context) => {
  const downloads = new Downloads();
  api.route({
    method: 'GET',
    url: '/offline-tool',
    config: {
      access: 'agents.enrol',
      errors: ['OFFLINE_TOOL_NO_PACKAGE', 'AGENT_PACKAGE_LOST', 'TOO_MANY_REQUESTS'],
    },
    schema: {
      summary: 'The information collection tool for computers of one platform',
      description:
        'A ZIP with the program of the agent and a script that collects into a folder beside it. Nothing in it is secret; ' +
        'results say which installation they were collected for.',
      tags: ['agent packages'],
      querystring: z.strictObject({ platform: PackagePlatform }),
      response: {
        200: { description: 'The archive.', content: { 'application/zip': { schema: z.any() } } },
      },
    },
    handler: async (request, reply) => {
      const entries = await offlineToolFor(context, request.query.platform);
      const end = downloads.begin();
      const archive = Readable.from(storedZip(entries), { objectMode: false });
      archive.once('close', end);
      return reply
        .type('application/zip')
        .header('Content-Length', storedZipSize(entries))
        .header('Content-Disposition', 'attachment; filename="MusterOffline.zip"')
        .send(archive) as never;
    },
  });
};
