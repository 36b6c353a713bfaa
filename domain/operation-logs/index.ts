export * from './records/index.ts';
export * from './settings.ts';
