export * from './query.ts';
export * from './collection.ts';
export * from './projection.ts';
export * from './read-store.ts';
export * from './presence.ts';
export * from './runner-port.ts';
