// Tests run as CommonJS (jest's module runtime); sources are ES modules that Node 24 runs as they are.
export default {
  testEnvironment: 'node',
  testSequencer: '<rootDir>/test/support/sequencer.mjs',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  setupFiles: ['<rootDir>/test/support/seed.ts'],
  transform: {
    '^.+\\.(t|j|mj)s$': [
      '@swc/jest',
      { module: { type: 'commonjs' }, jsc: { target: 'es2024', parser: { syntax: 'typescript' } } },
    ],
  },
  // Packages that ship ES modules only; jest's CommonJS runtime needs them transformed.
  transformIgnorePatterns: [
    '/node_modules/(?!(@fastify/cookie|@fastify/static|cookie|content-disposition|jose|oauth4webapi|openid-client|uuid)/)',
  ],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/data/', '<rootDir>/.cache/'],
  testTimeout: 60_000,
  maxWorkers: 2,
  // What a suite leaves behind is never quite nothing: after two hundred of them a worker held 3 GB, and collected it.
  workerIdleMemoryLimit: '1GB',
};
