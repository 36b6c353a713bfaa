import type { RouteModule } from '../kernel/context.ts';
import { operationArchiveRoutes } from './archive-routes.ts';
import { operationRoutes } from './routes.ts';
import { operationLogSettingsRoutes } from './settings-routes.ts';
import { handOperationRoutes } from './upload-routes.ts';

export { agentOperationRoutes } from './upload-routes.ts';

export const operationLogRoutes: RouteModule = (api, context) => {
  operationRoutes(api, context);
  operationLogSettingsRoutes(api, context);
  operationArchiveRoutes(api, context);
  handOperationRoutes(api, context);
};
