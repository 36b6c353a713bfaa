export * from './canonical.ts';
export * from './crypto.ts';
export * from './events.ts';
export * from './ledger.ts';
export * from './merkle.ts';
export * from './proof.ts';
export * from './seal.ts';
export * from './verify.ts';
