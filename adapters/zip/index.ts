export * from './headers.ts';
export * from './stored.ts';
