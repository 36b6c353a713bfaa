export * from './settings.ts';
export * from './orders.ts';
export * from './signed.ts';
export * from './judge.ts';
export * from './command-events.ts';
export * from './commands.ts';
