export * from './event.ts';
export * from './decider.ts';
export * from './event-store.ts';
export * from './platform.ts';
export * from './snapshots.ts';
export * from './commands.ts';
export * from './bodies.ts';
export * from './credentials.ts';
