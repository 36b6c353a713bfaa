export { memoryCredentialStore } from './memory.ts';
export { sqliteCredentialStore } from './sqlite.ts';
