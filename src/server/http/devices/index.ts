import type { RouteModule } from '../kernel/context.ts';
import { deviceCommandRoutes } from './command-routes.ts';
import { deviceDetailRoutes } from './detail.ts';
import { deviceEditingRoutes } from './editing.ts';
import { deviceFieldRoutes } from './fields.ts';
import { deviceGroupRoutes } from './groups.ts';
import { deviceListRoutes } from './lists.ts';
import { deviceManagementRoutes } from './manage.ts';
import { deviceRegistrationRoutes } from './register.ts';
import { revisionRoutes } from './revisions.ts';
import { deviceSheetRoutes } from './sheet.ts';
import { deviceTypeRoutes } from './types.ts';
import { timelineRoutes } from './timeline.ts';

export const deviceRoutes: RouteModule = (api, context) => {
  deviceListRoutes(api, context);
  deviceDetailRoutes(api, context);
  timelineRoutes(api, context);
  deviceManagementRoutes(api, context);
  deviceEditingRoutes(api, context);
  deviceRegistrationRoutes(api, context);
  deviceFieldRoutes(api, context);
  deviceTypeRoutes(api, context);
  deviceGroupRoutes(api, context);
  deviceCommandRoutes(api, context);
  revisionRoutes(api, context);
  deviceSheetRoutes(api, context);
};
