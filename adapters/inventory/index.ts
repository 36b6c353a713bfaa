export { BodyError, type BodyErrorCode } from './errors.ts';
export { defaultLimits, type InventoryLimits } from './limits.ts';
export type { Coding } from './decode.ts';
export type { AgentMessage, ParsedBody } from './messages.ts';
export { parseBody } from './parse.ts';
export { freeSpaces, writeReport } from './canonical.ts';
