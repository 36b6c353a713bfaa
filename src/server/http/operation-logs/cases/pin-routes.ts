import type { RouteModule } from '../../kernel/context.ts';
import { Outcome, outcomeOf } from '../../kernel/outcome.ts';
import { principalOf } from '../../kernel/request.ts';
import { devicesFor } from '../asking.ts';
import { find, findTraceable, linksOf, traceOf } from '../finding.ts';
import { pinnedOf } from './answer.ts';
import { CaseId, ItemsToUnpin, RecordsToPin, TraceToPin } from './schemas.ts';

const tags = ['cases'];
const access = 'operations.read';
const errors = [
  'CASE_UNKNOWN',
  'CASE_CLOSED',
  'CASE_FULL',
  'OPERATION_NOT_FOUND',
  'OPERATIONS_UNAVAILABLE',
  'OPERATION_ARCHIVE_UNREADABLE',
] as const;

/** What is put into a case and taken out again; of records, what one may see of them. */
export const pinRoutes: RouteModule = (api, context) => {
  const { cases } = context.operationLogs;

  api.route({
    method: 'POST',
    url: '/operation-cases/:id/records',
    config: { access, errors: [...errors] },
    schema: {
      summary: 'Pin records to a case',
      description:
        'With all they say, so that they outlast their day. All of them or none; those that it has are passed over.',
      tags,
      params: CaseId,
      body: RecordsToPin,
      response: { 200: Outcome },
    },
    handler: async request => {
      const { id } = request.params;
      const principal = principalOf(request);
      await cases.state(principal, id);
      const devices = await devicesFor(context, request);
      const found = [];
      for (const record of new Set(request.body.records)) found.push(await find(context, record, devices));
      const items = await pinnedOf(context, request, found);
      return outcomeOf([await cases.run(principal, id, { type: 'PinRecords', items })], false);
    },
  });

  api.route({
    method: 'POST',
    url: '/operation-cases/:id/traces',
    config: { access, errors: [...errors, 'OPERATION_NOT_TRACEABLE'] },
    schema: {
      summary: 'Pin the trace of a record to a case',
      description: 'As it is now, with all its steps.',
      tags,
      params: CaseId,
      body: TraceToPin,
      response: { 200: Outcome },
    },
    handler: async request => {
      const { id } = request.params;
      const { record } = request.body;
      const principal = principalOf(request);
      await cases.state(principal, id);
      const devices = await devicesFor(context, request);
      await findTraceable(context, record, devices);
      const { steps, start, cut } = await traceOf(context, record, devices);
      const pinned = await pinnedOf(
        context,
        request,
        steps.map(({ operation }) => operation),
      );
      const trace = {
        record,
        steps: steps.map((step, index) => ({ ...pinned[index]!, ...linksOf(step) })),
        start,
        cut,
      };
      return outcomeOf([await cases.run(principal, id, { type: 'PinTrace', trace })], false);
    },
  });

  api.route({
    method: 'POST',
    url: '/operation-cases/:id/unpin',
    config: { access, errors: ['CASE_UNKNOWN', 'CASE_CLOSED'] },
    schema: {
      summary: 'Take records and traces out of a case',
      description: 'Its history keeps that they were there, and why they went.',
      tags,
      params: CaseId,
      body: ItemsToUnpin,
      response: { 200: Outcome },
    },
    handler: async request => {
      const command = { type: 'Unpin', ...request.body } as const;
      return outcomeOf([await cases.run(principalOf(request), request.params.id, command)], false);
    },
  });
};
