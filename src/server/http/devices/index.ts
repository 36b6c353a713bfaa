import type { RouteModule } from '../kernel/context.ts';
import { deviceListRoutes } from './lists.ts';
import { timelineRoutes } from './timeline.ts';

export const deviceRoutes: RouteModule = (api, context) => {
  deviceListRoutes(api, context);
  timelineRoutes(api, context);
};
