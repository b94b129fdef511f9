/*
 * The folder rules of the project. The table says what each folder of server/src may import besides itself; the rest are
 * the exceptions that a table cannot hold. server/test/architecture.test.ts proves that every rule here bites.
 */
const table = {
  lib: [],
  config: ['lib'],
  imaging: ['lib'],
  language: ['lib'],
  vision: ['imaging', 'lib'],
  scenes: ['imaging', 'language', 'lib'],
  video: ['lib'],
  domain: ['lib'],
  ports: ['domain', 'lib'],
  db: ['domain', 'ports', 'lib'],
  stores: ['domain', 'ports', 'lib'],
  operations: ['domain', 'scenes', 'vision', 'language', 'imaging', 'lib'],
  services: ['db', 'video', 'domain', 'ports', 'lib'],
  scheduler: ['services', 'db', 'domain', 'ports', 'lib'],
  engines: ['operations', 'vision', 'language', 'imaging', 'video', 'domain', 'ports', 'lib'],
  http: ['services', 'domain', 'ports', 'lib'],
  dialects: ['http', 'services', 'operations', 'domain', 'ports', 'lib'],
}

/** The only files that see every folder. */
const entryPoints = '^server/src/(main|compose|admin|cpu-worker)(\\.test)?\\.ts$'
const testFile = '\\.test\\.ts$'
const knownFolders = `^server/src/(${Object.keys(table).join('|')})/`
const migrations = '^server/migrations/'

const folderRules = Object.entries(table).map(([folder, mayImport]) => ({
  name: `${folder}-imports`,
  comment: `${folder} may import ${mayImport.join(', ') || 'nothing of ours'}.`,
  severity: 'error',
  from: { path: `^server/src/${folder}/`, pathNot: testFile },
  to: {
    path: '^(server|cli|sdk|console|scripts|benchmarks)/',
    pathNot: [`^server/src/(${[folder, ...mayImport].join('|')})/`, ...(folder === 'db' ? [migrations] : [])],
  },
}))

// A test beside the source keeps the row of its folder and may use the shared helpers as well.
const folderTestRules = Object.entries(table).map(([folder, mayImport]) => ({
  name: `${folder}-tests-import`,
  comment: `A test in ${folder} may import what ${folder} may, and server/test/helpers. One that needs more lives in server/test.`,
  severity: 'error',
  from: { path: `^server/src/${folder}/.*${testFile}` },
  to: {
    path: '^(server|cli|sdk|console|scripts|benchmarks)/',
    pathNot: [
      `^server/src/(${[folder, ...mayImport].join('|')})/`,
      '^server/test/(helpers|conformance)/',
      ...(folder === 'db' ? [migrations] : []),
    ],
  },
}))

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...folderRules,
    ...folderTestRules,
    {
      name: 'siblings',
      comment: 'One dialect, engine or operation never leans on another; what they share stands above them.',
      severity: 'error',
      from: { path: '^server/src/(dialects|engines|operations)/([^/]+)/' },
      to: { path: '^server/src/$1/[^/]+/', pathNot: '^server/src/$1/$2/' },
    },
    {
      name: 'sibling-stores',
      comment: 'One store never leans on another. A store may be several files that begin with its name.',
      severity: 'error',
      from: { path: '^server/src/stores/([^/.]+)', pathNot: ['^server/src/stores/index\\.ts$', testFile] },
      to: { path: '^server/src/stores/', pathNot: '^server/src/stores/$1[./-]' },
    },
    {
      name: 'registries',
      comment: 'A registry brings its whole folder along: only entry points and tests take it.',
      severity: 'error',
      from: { path: '^server/src/', pathNot: [entryPoints, testFile] },
      to: { path: '^server/src/(dialects|engines|operations|stores)/index\\.ts$' },
    },
    {
      name: 'no-folder-outside-the-list-imports',
      comment: 'A new folder in server/src first gets its row in the table above.',
      severity: 'error',
      from: { path: '^server/src/', pathNot: [knownFolders, entryPoints] },
      to: {},
    },
    {
      name: 'no-folder-outside-the-list-is-imported',
      comment: 'A new folder in server/src first gets its row in the table above.',
      severity: 'error',
      from: {},
      to: { path: '^server/src/', pathNot: [knownFolders, entryPoints] },
    },
    {
      name: 'no-folder-outside-the-list-alone',
      comment: 'A new folder in server/src first gets its row in the table above.',
      severity: 'error',
      from: { orphan: true, path: '^server/src/', pathNot: [knownFolders, entryPoints] },
      to: {},
    },
    {
      name: 'server-stands-alone',
      comment: 'The server knows nothing of its clients.',
      severity: 'error',
      from: { path: ['^server/src/', migrations] },
      to: { path: '^(cli|sdk|console)/' },
    },
    {
      name: 'migrations-import',
      comment: 'A migration is history: it must not change when the code does.',
      severity: 'error',
      from: { path: migrations },
      to: { path: '^(server|scripts|benchmarks)/', pathNot: migrations },
    },
    {
      name: 'sdk-stands-alone',
      comment: 'The SDK is published by itself.',
      severity: 'error',
      from: { path: '^sdk/' },
      to: { path: '^(server|cli|console|scripts|benchmarks|catalogue)/' },
    },
    {
      name: 'clients-import-only-the-sdk',
      comment: 'The command line and the console see what any client sees.',
      severity: 'error',
      from: { path: '^(cli|console)/' },
      to: { path: '^(server|cli|console|scripts|benchmarks|catalogue)/', pathNot: ['^$1/', '^server/src/admin\\.ts$'] },
    },
    {
      name: 'admin-only-from-the-cli-entry',
      comment: 'Account, credit and key commands work on the database; only cli/atelier.ts opens that door.',
      severity: 'error',
      from: { path: '^(cli|console)/', pathNot: '^cli/atelier\\.ts$' },
      to: { path: '^server/src/admin\\.ts$' },
    },
    {
      name: 'admin-only-on-demand',
      comment: 'Commands that go over HTTP must start without the server code: import server/src/admin.ts dynamically.',
      severity: 'error',
      from: { path: '^cli/' },
      to: { path: '^server/src/admin\\.ts$', dynamic: false },
    },
    {
      name: 'no-circles',
      comment: 'A circle cannot be understood or loaded in parts.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'resolvable',
      comment: 'An import that leads nowhere would hide an edge from every other rule.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'declared-dependencies',
      comment: 'A package that only happens to be installed can vanish with the next update.',
      severity: 'error',
      from: { path: '^(server|cli|sdk|scripts)/' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'no-development-dependencies-in-production',
      comment: 'What runs in production is a dependency, not a development dependency. Types vanish and may come from either.',
      severity: 'error',
      from: { path: '^(server/src|server/migrations|cli|sdk)/', pathNot: testFile },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only', 'npm'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^benchmarks/node_modules/' },
    // Without it `import type` is invisible and a layer can lean on another one's types.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types', 'typings'],
    },
  },
}
