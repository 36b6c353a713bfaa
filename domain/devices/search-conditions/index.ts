export * from './condition.ts';
export * from './decider.ts';
export * from './events.ts';
