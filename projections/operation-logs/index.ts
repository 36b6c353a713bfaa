export * from './collection.ts';
export * from './operation-store.ts';
export * from './received.ts';
export * from './record-id.ts';
