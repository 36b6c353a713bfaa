export * from './access.ts';
export * from './account.ts';
export * from './commands.ts';
export * from './events.ts';
export * from './password-age.ts';
export { isLockedFor } from './state.ts';
export type { AccountState, ApiToken } from './state.ts';
export * from './shared-view-events.ts';
export * from './shared-views.ts';
