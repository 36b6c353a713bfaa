import { treeKinds } from '../../../../domain/organization/index.ts';
import { definitionCollections } from '../../../../projections/organization/index.ts';
import { collectionRoutes } from '../kernel/collection-routes.ts';
import type { RouteModule } from '../kernel/context.ts';
import { definitionRoutes } from './definitions.ts';
import { groupRoutes } from './groups.ts';
import { treeRoute } from './tree.ts';

/** Departments and locations, alike. */
export const organizationRoutes: RouteModule = (api, context) => {
  for (const kind of treeKinds) {
    treeRoute(api, context, kind);
    collectionRoutes(api, context, {
      path: `/${kind}s`,
      collection: definitionCollections[kind].name,
      access: 'devices.read',
      tags: ['organization'],
      noun: `definitions of ${kind}s`,
      comparable: true,
    });
    definitionRoutes(api, context, kind);
    groupRoutes(api, context, kind);
  }
};
