export * from './collection.ts';
export * from './operation-store.ts';
export * from './record-id.ts';
