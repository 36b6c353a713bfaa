// Loads no library: threads of adapters and agents import it.
export * from './vocabulary.ts';
export * from './divulging.ts';
export * from './columns.ts';
export * from './batch.ts';
export * from './check-batch.ts';
export * from './record.ts';
export * from './cut.ts';
export * from './suspicion.ts';
export * from './screen-batch.ts';
export * from './shown.ts';
export * from './csv.ts';
