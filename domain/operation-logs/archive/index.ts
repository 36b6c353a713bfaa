export * from './settings.ts';
export * from './events.ts';
export * from './decider.ts';
