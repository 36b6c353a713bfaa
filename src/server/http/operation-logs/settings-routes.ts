import { z } from 'zod';
import { OperationLogSettings } from '../../../../domain/operation-logs/index.ts';
import type { RouteModule } from '../kernel/context.ts';
import { DryRun, Outcome, outcomeOf } from '../kernel/outcome.ts';
import { principalOf } from '../kernel/request.ts';

const tags = ['operation logs'];

export const operationLogSettingsRoutes: RouteModule = (api, { operationLogs, services }) => {
  api.route({
    method: 'GET',
    url: '/operation-log-settings',
    config: { access: 'operations.read' },
    schema: {
      summary: 'What is recorded of the operations of users',
      description: '`version` counts the changes of what agents are told.',
      tags,
      response: {
        200: OperationLogSettings.extend({ version: z.number(), revision: z.number() }),
      },
    },
    handler: async () => {
      const { settings, version, revision } = await operationLogs.settings.load();
      return { ...settings, version, revision };
    },
  });

  api.route({
    method: 'PUT',
    url: '/operation-log-settings',
    config: { access: 'operations.manage', unrestrictedOnly: true },
    schema: {
      summary: 'Choose what is recorded of the operations of users',
      tags,
      querystring: DryRun,
      body: OperationLogSettings,
      response: { 200: Outcome },
    },
    handler: async request => {
      const { dryRun } = request.query;
      const by = { actor: principalOf(request).actor, correlationId: services.correlation(), dryRun };
      return outcomeOf([await operationLogs.configure(request.body, by)], dryRun);
    },
  });
};
