import tseslint from 'typescript-eslint'

/*
 * Three habits that the types cannot see are rules here. Each ban is a set of ESLint options; a zone below says which bans hold where.
 */
const bans = {
  environment: {
    properties: [
      { object: 'process', property: 'env', message: 'Settings are read in server/src/config or an entry point and handed in.' },
    ],
    imports: [
      { name: 'node:process', message: 'Use the global process, where the rule on process.env can see it.' },
      { name: 'process', message: 'Use the global process, where the rule on process.env can see it.' },
    ],
  },
  fetch: {
    properties: [
      { object: 'globalThis', property: 'fetch', message: 'A URL from outside goes through lib/fetch-untrusted.ts.' },
      { object: 'global', property: 'fetch', message: 'A URL from outside goes through lib/fetch-untrusted.ts.' },
    ],
    globals: [{ name: 'fetch', message: 'A URL from outside goes through lib/fetch-untrusted.ts.' }],
    imports: [
      {
        name: 'undici',
        importNames: ['default', 'fetch', 'request', 'stream', 'pipeline'],
        message: 'A URL from outside goes through lib/fetch-untrusted.ts.',
      },
    ],
  },
  clock: {
    properties: [
      { object: 'Date', property: 'now', message: 'Time comes from the Clock port, so that tests can move it.' },
      { object: 'globalThis', property: 'setTimeout', message: 'Waiting goes through the Clock port.' },
    ],
    globals: ['setTimeout', 'setInterval'].map((name) => ({ name, message: 'Waiting goes through the Clock port.' })),
    imports: ['node:timers', 'node:timers/promises', 'timers', 'timers/promises'].map((name) => ({
      name,
      message: 'Waiting goes through the Clock port.',
    })),
    syntax: [
      {
        selector: "NewExpression[callee.name='Date'][arguments.length=0]",
        message: 'Time comes from the Clock port, so that tests can move it.',
      },
    ],
  },
}

/** The rules that make the named bans hold; a later zone replaces an earlier one as a whole. */
function banned(...names) {
  const all = (kind) => names.flatMap((name) => bans[name][kind] ?? [])
  const rule = (options) => (options.length > 0 ? ['error', ...options] : 'off')
  const imports = all('imports')
  return {
    'no-restricted-properties': rule(all('properties')),
    'no-restricted-globals': rule(all('globals')),
    'no-restricted-syntax': rule(all('syntax')),
    '@typescript-eslint/no-restricted-imports': imports.length > 0 ? ['error', { paths: imports }] : 'off',
  }
}

export default tseslint.config(
  { ignores: ['**/node_modules/', 'contracts/', 'data/', 'demo-out/', 'coverage/', '**/generated/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    rules: {
      eqeqeq: 'error',
      'no-constant-condition': ['error', { checkLoops: false }],
      'no-self-compare': 'error',
      'no-template-curly-in-string': 'error',
      'no-unreachable-loop': 'error',
      'no-unsafe-finally': 'error',
      'no-fallthrough': 'error',
      'prefer-const': 'error',
    },
  },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.recommended],
    languageOptions: {
      // Both projects by name: the nearest tsconfig.json leaves the pixel folders out.
      parserOptions: {
        project: ['./tsconfig.json', './tsconfig.pixels.json', './benchmarks/tsconfig.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/no-floating-promises': [
        'error',
        {
          // node:test waits for its own tests; their promises are for the rare caller that wants to wait as well.
          allowForKnownSafeCalls: [{ from: 'package', package: 'node:test', name: ['test', 'it', 'describe', 'suite', 'before', 'after'] }],
        },
      ],
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false }],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'none', ignoreRestSiblings: true },
      ],
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  { files: ['server/src/**/*.ts'], rules: banned('environment', 'fetch') },
  { files: ['server/src/{services,scheduler,domain}/**/*.ts'], rules: banned('environment', 'fetch', 'clock') },
  { files: ['server/src/config/**/*.ts', 'server/src/{main,compose,admin,cpu-worker}.ts'], rules: banned('fetch') },
  { files: ['server/src/lib/fetch-untrusted.ts'], rules: banned('environment') },
  { files: ['sdk/**/*.ts'], rules: banned('environment') },
  { files: ['**/*.test.ts'], rules: banned() },
)
