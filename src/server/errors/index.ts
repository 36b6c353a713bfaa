export * from './app-error.ts';
export * from './catalogue.ts';
export * from './define.ts';
export * from './problem.ts';
