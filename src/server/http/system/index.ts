export { healthRoutes, probeRoutes } from './health.ts';
export { historyStripRoutes } from './history-strip.ts';
export { jobRoutes } from './jobs.ts';
export { measureRequests, metricsRoutes } from './metrics.ts';
export { projectionRoutes } from './projections.ts';
