import type { RouteModule } from '../kernel/context.ts';
import { operationDayRoutes } from './day-routes.ts';
import { caseRoutes } from './cases/index.ts';
import { conditionsRoute } from './conditions-route.ts';
import { operationArchiveRoutes } from './archive-routes.ts';
import { operationRoutes } from './routes.ts';
import { operationLogSettingsRoutes } from './settings-routes.ts';
import { handOperationRoutes } from './upload-routes.ts';
import { warningRoutes } from './warning-routes.ts';

export { agentOperationRoutes } from './upload-routes.ts';

export const operationLogRoutes: RouteModule = (api, context) => {
  operationRoutes(api, context);
  operationDayRoutes(api, context);
  operationLogSettingsRoutes(api, context);
  operationArchiveRoutes(api, context);
  handOperationRoutes(api, context);
  warningRoutes(api, context);
  conditionsRoute(api, context);
  caseRoutes(api, context);
};
