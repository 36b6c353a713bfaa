export { memoryCredentialStore } from './memory.ts';
export { openSqliteCredentials } from './sqlite.ts';
