import type { RouteModule } from '../../kernel/context.ts';
import { bundleRoute } from './bundle-route.ts';
import { holdRoutes } from './hold-routes.ts';
import { pinRoutes } from './pin-routes.ts';
import { caseRoutes as ownRoutes } from './routes.ts';

export const caseRoutes: RouteModule = (api, context) => {
  ownRoutes(api, context);
  pinRoutes(api, context);
  bundleRoute(api, context);
  holdRoutes(api, context);
};
