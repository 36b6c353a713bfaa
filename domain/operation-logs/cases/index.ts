export * from './pinned.ts';
export * from './events.ts';
export * from './case-file.ts';
export * from './hold-events.ts';
export * from './legal-holds.ts';
