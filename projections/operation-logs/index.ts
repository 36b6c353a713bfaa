export * from './collection.ts';
export * from './operation-store.ts';
export * from './received.ts';
export * from './record-id.ts';
export * from './cases.ts';
export * from './case-history.ts';
export * from './warnings.ts';
