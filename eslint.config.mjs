import tseslint from 'typescript-eslint';

const noAmbient = [
  'error',
  { object: 'Date', property: 'now', message: 'Time comes in through the Clock port.' },
  { object: 'Math', property: 'random', message: 'Randomness comes in through a port.' },
];

export default tseslint.config(
  { ignores: ['node_modules/', 'dist/', 'data/', '.cache/', 'coverage/', 'docs/'] },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [...tseslint.configs.recommended],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'no-console': 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
    },
  },
  { files: ['domain/**/*.ts', 'projections/**/*.ts'], rules: { 'no-restricted-properties': noAmbient } },
  { files: ['src/cli/**/*.ts', 'src/fleet/**/*.ts', 'test/**/*.ts'], rules: { 'no-console': 'off' } },
);
