export * from './decider.ts';
export * from './definition.ts';
export * from './events.ts';
export * from './values.ts';
