import { collectionRoutes } from '../kernel/collection-routes.ts';
import type { RouteModule } from '../kernel/context.ts';
import { apiTokenRoutes } from './api-tokens.ts';
import { filterFileRoutes } from './filter-files.ts';
import { accountManagementRoutes } from './manage.ts';
import { ownAccountRoutes } from './me.ts';
import { oidcRoutes } from './oidc.ts';
import { othersSessionRoutes } from './others-sessions.ts';
import { secondFactorRoutes } from './second-factor.ts';
import { sessionRoutes } from './sessions.ts';
import { sharedViewRoutes } from './shared-views.ts';

export const accountRoutes: RouteModule = (api, context) => {
  sessionRoutes(api, context);
  ownAccountRoutes(api, context);
  oidcRoutes(api, context);
  apiTokenRoutes(api, context);
  secondFactorRoutes(api, context);
  sharedViewRoutes(api, context);
  filterFileRoutes(api, context);
  accountManagementRoutes(api, context);
  othersSessionRoutes(api, context);
  collectionRoutes(api, context, {
    path: '/accounts',
    collection: 'accounts.list',
    access: 'accounts.manage',
    tags: ['accounts'],
    noun: 'accounts',
    unrestrictedOnly: true,
    comparable: true,
  });
};
