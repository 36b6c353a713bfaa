// The import rules of the house (docs/architecture.md). Run by test/architecture.test.ts.
const contexts =
  'accounts|agents|organization|devices|discovery|assets|licences|licensing|contracts|security|network|operation-logs|distribution|remote-control|notifications|reports|system|software';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'domain-is-pure',
      comment: 'The domain knows itself and zod, nothing else.',
      severity: 'error',
      from: { path: '^domain/' },
      to: { pathNot: ['^domain/', 'node_modules/zod/'] },
    },
    {
      name: 'projections-know-the-domain-only',
      severity: 'error',
      from: { path: '^projections/' },
      to: { pathNot: ['^projections/', '^domain/', 'node_modules/zod/'] },
    },
    {
      name: 'contexts-meet-at-their-index',
      comment: 'Another context is reached through its index.ts.',
      severity: 'error',
      from: { path: `^(domain|projections)/(${contexts})/` },
      to: { path: `^(domain|projections)/(${contexts})/`, pathNot: ['^$1/$2/', '/index\\.ts$'] },
    },
    {
      name: 'outside-meets-domain-at-index',
      severity: 'error',
      from: { path: '^(adapters|src|projections)/' },
      to: { path: `^domain/(${contexts}|kernel)/`, pathNot: '/index\\.ts$' },
    },
    {
      name: 'adapters-know-ports-only',
      severity: 'error',
      from: { path: '^adapters/' },
      to: { path: '^src/' },
    },
    {
      name: 'nobody-imports-programs',
      severity: 'error',
      from: { path: '^(domain|projections|adapters)/' },
      to: { path: '^(src|test)/' },
    },
    {
      name: 'console-stays-in-the-browser',
      comment: 'The console shares types and pure text with the server, never its code.',
      severity: 'error',
      from: { path: '^src/console/' },
      to: {
        path: '^(adapters|src/(server|cli|processes|agent|fleet))/',
        pathNot: '^src/server/((agents/)?contract|permissions)\\.ts$',
      },
    },
    {
      name: 'no-unresolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^node:|\\.css$|\\.svg$|\\?' },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|data|\\.cache)/' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'],
      conditionNames: ['import', 'types', 'node', 'default'],
      exportsFields: ['exports'],
    },
  },
};
