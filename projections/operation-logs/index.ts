export * from './collection.ts';
export * from './operation-store.ts';
