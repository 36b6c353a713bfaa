import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import {
  conditionColumns,
  searchConditions,
  searchesStream,
  type SearchConditionCommand,
} from '../../../../domain/devices/index.ts';
import { decodeText, encodings, recode, type Encoding } from '../../csv/encodings.ts';
import { AppError } from '../../errors/index.ts';
import { conditionsFile, readConditionsFile, sampleFile } from '../../search-conditions/file.ts';
import type { Api, ServerContext } from '../kernel/context.ts';
import { DryRun, Outcome } from '../kernel/outcome.ts';
import { asText } from '../kernel/request.ts';
import { named } from '../kernel/named.ts';
import { takeBytes } from '../kernel/raw-bodies.ts';

export interface ConditionFileRoutes {
  readonly path: string;
  readonly tags: string[];
  /** Of what changes conditions. */
  readonly config: { readonly access: 'devices.manage'; readonly unrestrictedOnly: true };
  readonly decided: (
    context: ServerContext,
    request: FastifyRequest,
    command: SearchConditionCommand,
  ) => Promise<Outcome>;
}

/** Bytes of a file: as many conditions as there may be, each as long as it may be. */
const fileLimit = 4 * 1024 * 1024;

const Encoded = z.strictObject({ encoding: z.enum(encodings).default('UTF-8') });
const Columns = z
  .string()
  .max(400)
  .transform(text => text.split(',').map(name => name.trim()))
  .pipe(z.array(z.enum(conditionColumns)).min(1));
const csvFile = { 200: { description: 'The file.', content: { 'text/csv': { schema: z.string() } } } };

/** Conditions as CSV: out, in, and an example. */
export function conditionFileRoutes(
  api: Api,
  context: ServerContext,
  { path, tags, config, decided }: ConditionFileRoutes,
): void {
  api.route({
    method: 'GET',
    url: `${path}/export`,
    config: { access: 'devices.read' },
    schema: {
      summary: 'Search conditions as CSV',
      description: `\`fields\`: columns in their order, of ${conditionColumns.join(', ')}; default: all.`,
      tags,
      querystring: Encoded.extend({ fields: Columns.default([...conditionColumns]) }),
      response: csvFile,
    },
    handler: async (request, reply) => {
      const { encoding, fields } = request.query;
      const { state } = await context.services.commands.load(searchesStream, searchConditions);
      const text = conditionsFile(Object.values(state.conditions), fields);
      return file(reply, 'software-search-conditions.csv', text, encoding);
    },
  });

  api.route({
    method: 'GET',
    url: `${path}/sample`,
    config: { access: 'devices.read' },
    schema: {
      summary: 'An example of a file to import',
      tags,
      querystring: Encoded,
      response: csvFile,
    },
    handler: (request, reply) =>
      Promise.resolve(
        file(reply, 'software-search-conditions-sample.csv', sampleFile(), request.query.encoding),
      ),
  });

  void api.register(
    named('search condition files', async scope => {
      // Whatever a browser takes the file for, it is read as the encoding says.
      takeBytes(scope, fileLimit);
      (scope as unknown as Api).route({
        method: 'POST',
        url: `${path}/import`,
        bodyLimit: fileLimit,
        config: {
          ...config,
          errors: [
            'SEARCH_CONDITION_FILE_INVALID',
            'SEARCH_CONDITION_TAKEN',
            'SEARCH_CONDITION_LIMIT',
            'REVISION_CONFLICT',
            'IF_MATCH_INVALID',
          ],
        },
        schema: {
          summary: 'Take over search conditions from CSV',
          description:
            'The body is the file; its head names the columns, of which `name` and `files` must be there. All rows or ' +
            'none: each is added, or takes the place of the condition with its name and version.',
          tags,
          querystring: DryRun.extend(Encoded.shape),
          response: { 200: Outcome },
        },
        handler: async request => {
          const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
          const read = readConditionsFile(decodeText(bytes, request.query.encoding));
          if (read.kind === 'faulty')
            throw new AppError('SEARCH_CONDITION_FILE_INVALID', { details: { faults: read.faults } });
          const { ids } = context.services;
          const conditions = read.conditions.map(condition => ({ id: ids.next(), condition }));
          return decided(context, request, { type: 'ImportSearchConditions', conditions });
        },
      });
    }),
  );
}

function file(reply: FastifyReply, name: string, text: string, encoding: Encoding): string {
  reply.type('text/csv').header('Content-Disposition', `attachment; filename="${name}"`);
  return asText(Readable.from(recode(Readable.from([Buffer.from(text)]), encoding), { objectMode: false }));
}
