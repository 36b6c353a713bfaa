export * from './records/index.ts';
export * from './settings.ts';
export * from './events.ts';
export * from './configure.ts';
export * from './reading.ts';
export * from './device-log.ts';
export * from './days.ts';
