import type { RouteModule } from '../kernel/context.ts';
import { assignmentRoutes } from './assignment-routes.ts';
import { configurationRoutes } from './configuration-routes.ts';
import { installationRoutes } from './installation-routes.ts';
import { whoHasWhatRoutes } from './who-has-what-routes.ts';

export const agentConfigurationRoutes: RouteModule = (api, context) => {
  configurationRoutes(api, context);
  assignmentRoutes(api, context);
  whoHasWhatRoutes(api, context);
  installationRoutes(api, context);
};
