export * from './contract.ts';
export { runAsync, runSync } from './step.ts';
export type { Step } from './step.ts';
export type { HistoryStorage, Maybe } from './storage.ts';
