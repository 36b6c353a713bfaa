// Loads no library: threads of adapters import it, and the schema library would double their start.
export * from './event.ts';
export * from './decider.ts';
export * from './event-store.ts';
export * from './platform.ts';
export * from './snapshots.ts';
export * from './commands.ts';
export * from './bodies.ts';
export * from './credentials.ts';
export * from './leases.ts';
export * from './whiteboard.ts';
export * from './log-identity.ts';
export * from './event-catalogue.ts';
export * from './command-handler.ts';
export * from './personal-fields.ts';
