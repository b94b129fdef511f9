import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, test } from 'node:test'
import { cruise, type ICruiseResult, type IConfiguration } from 'dependency-cruiser'

const root = join(import.meta.dirname, '../..')
const { options, ...ruleSet } = createRequire(import.meta.url)(join(root, '.dependency-cruiser.cjs')) as IConfiguration & {
  forbidden: { name: string }[]
}

const folders: string[] = []
after(() => folders.forEach((folder) => rmSync(folder, { recursive: true })))

async function cruiseTree(baseDir: string): Promise<ICruiseResult> {
  const present = readdirSync(baseDir).filter((name) => ['server', 'cli', 'sdk', 'console', 'scripts'].includes(name))
  const { tsConfig: _, ...rest } = options!
  const { output } = await cruise(present, { ...rest, baseDir, ruleSet, validate: true })
  return output as ICruiseResult
}

/** Lays files (path to content) into a fresh folder and tells which rules were broken, as `rule: from -> to`. */
async function violationsOf(files: Readonly<Record<string, string>>): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'atelier-architecture-'))
  folders.push(folder)
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(folder, dirname(path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
  const { summary } = await cruiseTree(folder)
  return summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`).sort()
}

const cleanTree = {
  'package.json': '{ "type": "module", "dependencies": {}, "devDependencies": {} }',
  'server/src/main.ts': "import './compose.ts'",
  'server/src/compose.ts': [
    "import './config/settings.ts'",
    "import './dialects/index.ts'",
    "import './engines/index.ts'",
    "import './operations/index.ts'",
    "import './stores/index.ts'",
    "import './scheduler/claim.ts'",
  ].join('\n'),
  'server/src/admin.ts': "import './compose.ts'\nexport const admin = 1",
  'server/src/cpu-worker.ts': "import './operations/index.ts'",
  'server/src/lib/retry.ts': 'export const retry = 1',
  'server/src/config/settings.ts': "import '../lib/retry.ts'",
  'server/src/domain/job.ts': "import '../lib/retry.ts'\nexport type Job = string",
  'server/src/imaging/blur.ts': "import '../lib/retry.ts'",
  'server/src/ports/engine.ts': "import type { Job } from '../domain/job.ts'\nexport type Engine = Job",
  'server/src/db/jobs.ts': "import '../ports/engine.ts'\nimport '../../migrations/0001-start.ts'\nexport const jobs = 1",
  'server/src/stores/index.ts': "import './disk.ts'\nimport './s3.ts'",
  'server/src/stores/disk.ts': "import './disk-paths.ts'\nimport '../ports/engine.ts'",
  'server/src/stores/disk-paths.ts': 'export const paths = 1',
  'server/src/stores/s3.ts': 'export const s3 = 1',
  'server/src/operations/index.ts': "import './upscale/definition.ts'\nimport './inpaint/definition.ts'",
  'server/src/operations/define-operation.ts': "import '../domain/job.ts'",
  'server/src/operations/upscale/definition.ts': "import '../define-operation.ts'\nexport const lazily = () => import('./cpu.ts')",
  'server/src/operations/upscale/cpu.ts': "import '../../imaging/blur.ts'",
  'server/src/operations/inpaint/definition.ts': "import '../define-operation.ts'",
  'server/src/services/submit.ts': "import '../db/jobs.ts'",
  'server/src/services/submit.test.ts': "import './submit.ts'\nimport '../../test/helpers/clock.ts'",
  'server/src/scheduler/claim.ts': "import '../services/submit.ts'\nimport '../db/jobs.ts'",
  'server/src/engines/index.ts': "import './builtin/engine.ts'\nimport './comfyui/engine.ts'",
  'server/src/engines/builtin/engine.ts': "import '../../operations/upscale/cpu.ts'\nimport '../../ports/engine.ts'",
  'server/src/engines/comfyui/engine.ts': "import '../../domain/job.ts'",
  'server/src/http/app.ts': "import '../services/submit.ts'",
  'server/src/dialects/index.ts': "import './aitubo/index.ts'\nimport './perfect/index.ts'",
  'server/src/dialects/aitubo/index.ts':
    "import '../../http/app.ts'\nimport '../../services/submit.ts'\nimport '../../operations/upscale/definition.ts'",
  'server/src/dialects/perfect/index.ts': "import '../../http/app.ts'",
  'server/migrations/0001-start.ts': 'export const up = 1',
  'server/test/helpers/clock.ts': "import '../../src/lib/retry.ts'",
  'server/test/integration/submit.test.ts': "import '../../src/main.ts'\nimport '../../src/engines/index.ts'",
  'sdk/client.ts': 'export const client = 1',
  'cli/atelier.ts': "import './progress.ts'\nimport '../sdk/client.ts'\nexport const admin = () => import('../server/src/admin.ts')",
  'cli/progress.ts': 'export const progress = 1',
  'scripts/demo.ts': "import '../server/src/compose.ts'",
}

/** Each rule with files that break it, in the ways that are easily missed: type-only, dynamic, re-exported. Every file listed must be reported. */
const planted: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'lib-imports': { 'server/src/lib/planted.ts': "import '../domain/job.ts'" },
  'config-imports': { 'server/src/config/planted.ts': "import '../domain/job.ts'" },
  'imaging-imports': { 'server/src/imaging/planted.ts': "import type { Job } from '../domain/job.ts'\nexport type A = Job" },
  'language-imports': { 'server/src/language/planted.ts': "import '../domain/job.ts'" },
  'vision-imports': { 'server/src/vision/planted.ts': "import '../domain/job.ts'" },
  'scenes-imports': { 'server/src/scenes/planted.ts': "import '../operations/upscale/cpu.ts'" },
  'domain-imports': { 'server/src/domain/planted.ts': "import type { Engine } from '../ports/engine.ts'\nexport type A = Engine" },
  'video-imports': { 'server/src/video/planted.ts': "import '../domain/job.ts'" },
  'ports-imports': { 'server/src/ports/planted.ts': "export { jobs } from '../db/jobs.ts'" },
  'db-imports': { 'server/src/db/planted.ts': "import '../services/submit.ts'" },
  'stores-imports': { 'server/src/stores/planted.ts': "import '../db/jobs.ts'" },
  'operations-imports': { 'server/src/operations/planted/cpu.ts': "import '../../ports/engine.ts'" },
  'services-imports': { 'server/src/services/planted.ts': "export const later = () => import('../operations/upscale/definition.ts')" },
  'scheduler-imports': { 'server/src/scheduler/planted.ts': "import '../engines/builtin/engine.ts'" },
  'engines-imports': { 'server/src/engines/planted/engine.ts': "import '../../services/submit.ts'" },
  'http-imports': { 'server/src/http/planted.ts': "import '../db/jobs.ts'" },
  'dialects-imports': { 'server/src/dialects/planted/index.ts': "import '../../db/jobs.ts'" },
  'video-tests-import': { 'server/src/video/planted.test.ts': "import '../domain/job.ts'" },
  'lib-tests-import': { 'server/src/lib/planted.test.ts': "import '../domain/job.ts'" },
  'config-tests-import': { 'server/src/config/planted.test.ts': "import '../main.ts'" },
  'imaging-tests-import': { 'server/src/imaging/planted.test.ts': "import '../operations/upscale/cpu.ts'" },
  'language-tests-import': { 'server/src/language/planted.test.ts': "import '../domain/job.ts'" },
  'vision-tests-import': { 'server/src/vision/planted.test.ts': "import '../operations/upscale/cpu.ts'" },
  'scenes-tests-import': { 'server/src/scenes/planted.test.ts': "import '../operations/upscale/cpu.ts'" },
  'domain-tests-import': { 'server/src/domain/planted.test.ts': "import '../db/jobs.ts'" },
  'ports-tests-import': { 'server/src/ports/planted.test.ts': "import '../db/jobs.ts'" },
  'db-tests-import': { 'server/src/db/planted.test.ts': "import '../services/submit.ts'" },
  'stores-tests-import': { 'server/src/stores/planted.test.ts': "import '../compose.ts'" },
  'operations-tests-import': { 'server/src/operations/planted/cpu.test.ts': "import '../../engines/builtin/engine.ts'" },
  'services-tests-import': { 'server/src/services/planted.test.ts': "import '../operations/upscale/definition.ts'" },
  'scheduler-tests-import': { 'server/src/scheduler/planted.test.ts': "import '../http/app.ts'" },
  'engines-tests-import': { 'server/src/engines/planted/engine.test.ts': "import '../../db/jobs.ts'" },
  'http-tests-import': { 'server/src/http/planted.test.ts': "import '../dialects/aitubo/index.ts'" },
  'dialects-tests-import': { 'server/src/dialects/planted/index.test.ts': "import '../../engines/builtin/engine.ts'" },
  siblings: {
    'server/src/dialects/planted/index.ts': "import '../aitubo/index.ts'",
    'server/src/engines/planted/engine.ts': "import '../builtin/engine.ts'",
    'server/src/operations/planted/cpu.ts': "export const later = () => import('../upscale/cpu.ts')",
  },
  'sibling-stores': { 'server/src/stores/planted.ts': "import './disk-paths.ts'" },
  registries: {
    'server/src/operations/planted.ts': "import './index.ts'",
    'server/src/engines/planted/engine.ts': "import '../../operations/index.ts'",
  },
  'no-folder-outside-the-list-imports': { 'server/src/utils/planted.ts': "import '../lib/retry.ts'" },
  'no-folder-outside-the-list-is-imported': {
    'server/src/main.ts': "import './compose.ts'\nimport './utils/strings.ts'",
  },
  'no-folder-outside-the-list-alone': { 'server/src/planted.ts': 'export const alone = 1' },
  'server-stands-alone': { 'server/src/compose.ts': "import '../../sdk/client.ts'" },
  'migrations-import': { 'server/migrations/0002-planted.ts': "import '../src/domain/job.ts'" },
  'sdk-stands-alone': { 'sdk/planted.ts': "import type { Job } from '../server/src/domain/job.ts'\nexport type A = Job" },
  'clients-import-only-the-sdk': {
    'cli/planted.ts': "import '../server/src/lib/retry.ts'",
    'console/planted.ts': "import '../cli/progress.ts'",
  },
  'admin-only-from-the-cli-entry': { 'cli/planted.ts': "export const admin = () => import('../server/src/admin.ts')" },
  'admin-only-on-demand': { 'cli/atelier.ts': "import '../server/src/admin.ts'" },
  'no-circles': {
    'server/src/lib/one.ts': "import type { B } from './other.ts'\nexport type A = B",
  },
  resolvable: { 'server/src/lib/planted.ts': "import './no-such-file.ts'" },
  'declared-dependencies': { 'server/src/lib/planted.ts': "import 'stray'" },
  'no-development-dependencies-in-production': { 'server/src/lib/planted.ts': "import 'tool'" },
}

/** What a planted violation needs to stand on. */
const beside: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'no-folder-outside-the-list-is-imported': { 'server/src/utils/strings.ts': 'export const strings = 1' },
  'no-circles': { 'server/src/lib/other.ts': "import type { A } from './one.ts'\nexport type B = A | 1" },
  'declared-dependencies': {
    'node_modules/stray/package.json': '{ "name": "stray", "main": "index.js" }',
    'node_modules/stray/index.js': '',
  },
  'no-development-dependencies-in-production': {
    'package.json': '{ "type": "module", "devDependencies": { "tool": "1.0.0" } }',
    'node_modules/tool/package.json': '{ "name": "tool", "main": "index.js" }',
    'node_modules/tool/index.js': '',
  },
}

test('the real tree keeps the folder rules', async () => {
  const { summary } = await cruiseTree(root)
  // A cruise that cannot read TypeScript finds no module, no violation, and would pass.
  assert.ok(summary.totalCruised > 40, `only ${summary.totalCruised} modules were cruised`)
  assert.deepEqual(
    summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`),
    [],
  )
})

test('a tree that uses every allowed kind of import is clean', async () => {
  assert.deepEqual(await violationsOf(cleanTree), [])
})

test('every rule has a planted violation', () => {
  assert.deepEqual(Object.keys(planted).sort(), ruleSet.forbidden.map(({ name }) => name).sort())
})

for (const [rule, files] of Object.entries(planted)) {
  test(`${rule} is reported when it is broken`, async () => {
    const violations = await violationsOf({ ...cleanTree, ...beside[rule], ...files })
    for (const path of Object.keys(files))
      assert.ok(
        violations.some((line) => line.startsWith(`${rule}: ${path} ->`)),
        `${path} is not among\n${violations.join('\n')}`,
      )
  })
}
