import { z } from 'zod';
import type { CaseCommand } from '../../../../../domain/operation-logs/index.ts';
import type { Filter, Row } from '../../../../../projections/kernel/index.ts';
import { memberWord } from '../../../../../projections/operation-logs/index.ts';
import { keeperOf } from '../../../auth/built-in.ts';
import { listOf } from '../../../contract.ts';
import { AppError } from '../../../errors/index.ts';
import { allRows } from '../../../rows.ts';
import type { RouteModule, ServerContext } from '../../kernel/context.ts';
import { caughtUp } from '../../kernel/list.ts';
import { Outcome, outcomeOf } from '../../kernel/outcome.ts';
import { principalOf } from '../../kernel/request.ts';
import { shownTrace } from '../finding.ts';
import { holdsOfCase, shownHolds, shownPinned, visibleIn } from './answer.ts';
import {
  CaseChange,
  CaseDetail,
  CaseId,
  CaseListQuery,
  CaseRow,
  NewCase,
  NewNote,
  Opened,
  Reason,
} from './schemas.ts';

const tags = ['cases'];
const access = 'operations.read';

/** Cases of operation logs: for their members, whatever else these may do. */
export const caseRoutes: RouteModule = (api, context) => {
  const { operationLogs, services } = context;

  api.route({
    method: 'GET',
    url: '/operation-cases',
    config: { access },
    schema: {
      summary: 'The cases one is a member of, the last changed first',
      tags,
      querystring: CaseListQuery,
      response: { 200: listOf(CaseRow) },
    },
    handler: async request => {
      const { state, after } = request.query;
      await caughtUp(context, after);
      const principal = principalOf(request);
      const filters: Filter[] = [];
      if (principal.via !== 'local')
        filters.push({ op: 'contains', column: 'members', value: memberWord(keeperOf(principal)) });
      if (state !== undefined) filters.push({ op: 'eq', column: 'state', value: state });
      const rows = await allRows(context.reads(principal.scope), 'operation-logs.cases', {
        filter: { op: 'and', filters },
        sort: [{ column: 'changedAt', direction: 'desc' }],
      });
      const items = rows.map(rowOf);
      return { items, total: items.length, next: null, position: await services.events.lastPosition() };
    },
  });

  api.route({
    method: 'POST',
    url: '/operation-cases',
    config: { access, errors: ['CASE_MEMBER_UNKNOWN', 'CASE_FULL'] },
    schema: {
      summary: 'Open a case',
      description: 'Who opens it is a member. Nobody but members can see it.',
      tags,
      body: NewCase,
      response: { 201: Opened },
    },
    handler: async (request, reply) => {
      await requireAccounts(context, request.body.members);
      const { id, result } = await operationLogs.cases.open(principalOf(request), request.body);
      return reply.code(201).send({ id, ...outcomeOf([result], false) });
    },
  });

  api.route({
    method: 'GET',
    url: '/operation-cases/:id',
    config: { access, errors: ['CASE_UNKNOWN'] },
    schema: {
      summary: 'A case: what it holds, who is in it and what was done',
      description:
        'Records are answered as they were when they were pinned, also when their day has been removed. Looking is ' +
        'recorded in the history of the case.',
      tags,
      params: CaseId,
      response: { 200: CaseDetail },
    },
    handler: async request => {
      const { id } = request.params;
      const { state, file } = await operationLogs.cases.read(principalOf(request), id);
      const seen = await visibleIn(context, request, file);
      return {
        id,
        title: state.title,
        purpose: state.purpose,
        state: state.closed ? ('closed' as const) : ('open' as const),
        members: await Promise.all(
          state.members.map(async userId => ({ userId, displayName: await nameOf(context, userId) })),
        ),
        opened: file.opened,
        records: seen.records.map(({ pinned, ...record }) => ({ operation: shownPinned(record), pinned })),
        traces: seen.traces.map(({ record, pinned, ...trace }) => ({
          record,
          pinned,
          trace: shownTrace(trace, trace.steps.map(shownPinned)),
        })),
        notes: [...file.notes],
        history: [...file.history],
        leftOut: seen.leftOut,
        holds: await shownHolds(
          context,
          principalOf(request),
          holdsOfCase(await operationLogs.holds.all(), id),
        ),
      };
    },
  });

  api.route({
    method: 'PATCH',
    url: '/operation-cases/:id',
    config: {
      access,
      errors: ['CASE_UNKNOWN', 'CASE_CLOSED', 'CASE_MEMBER_UNKNOWN', 'CASE_WITHOUT_MEMBERS'],
    },
    schema: {
      summary: 'Describe a case anew, or say who its members are',
      tags,
      params: CaseId,
      body: CaseChange,
      response: { 200: Outcome },
    },
    handler: async request => {
      const { id } = request.params;
      const { title, purpose, members } = request.body;
      const principal = principalOf(request);
      const state = await operationLogs.cases.state(principal, id);
      const commands: CaseCommand[] = [];
      if (title !== undefined || purpose !== undefined)
        commands.push({
          type: 'DescribeCase',
          title: title ?? state.title,
          purpose: purpose ?? state.purpose,
        });
      if (members !== undefined) {
        await requireAccounts(context, members);
        commands.push({ type: 'SetMembers', members });
      }
      const results = [];
      for (const command of commands) results.push(await operationLogs.cases.run(principal, id, command));
      return outcomeOf(results, false);
    },
  });

  /** Acts that need nothing but what is said. */
  const act = <Body extends z.ZodType>(
    path: string,
    summary: string,
    body: Body,
    commandOf: (said: z.output<Body>) => CaseCommand,
  ) =>
    api.route({
      method: 'POST',
      url: `/operation-cases/:id/${path}`,
      config: { access, errors: ['CASE_UNKNOWN', 'CASE_CLOSED', 'CASE_FULL', 'CASE_RECORD_NOT_PINNED'] },
      schema: { summary, tags, params: CaseId, body, response: { 200: Outcome } },
      handler: async request => {
        const command = commandOf(request.body as z.output<Body>);
        return outcomeOf(
          [await operationLogs.cases.run(principalOf(request), request.params.id, command)],
          false,
        );
      },
    });

  act('notes', 'Write a note into a case', NewNote, ({ text, record }) => ({
    type: 'AddNote',
    note: services.ids.next(),
    text,
    record,
  }));
  act('close', 'Close a case', Reason, ({ reason }) => ({ type: 'CloseCase', outcome: reason }));
  act('reopen', 'Open a closed case again', Reason, ({ reason }) => ({ type: 'ReopenCase', reason }));
};

function rowOf({ id, columns }: Row): CaseRow {
  const moment = (value: unknown) => new Date(Number(value)).toISOString();
  return {
    id,
    title: String(columns.title),
    purpose: String(columns.purpose),
    state: columns.state === 'closed' ? 'closed' : 'open',
    members: String(columns.members).trim().split(' '),
    openedAt: moment(columns.openedAt),
    changedAt: moment(columns.changedAt),
    records: Number(columns.records),
    traces: Number(columns.traces),
    notes: Number(columns.notes),
  };
}

async function requireAccounts({ accounts }: ServerContext, members: readonly string[]): Promise<void> {
  for (const userId of members)
    if (!(await accounts.load(userId)).state.exists)
      throw new AppError('CASE_MEMBER_UNKNOWN', { details: { userId } });
}

async function nameOf({ accounts }: ServerContext, userId: string): Promise<string> {
  const { state } = await accounts.current(userId);
  return state.exists ? state.displayName : userId;
}
