/*
 * `npm test [-- path ...]`: the unit tests once, the integration tests (server/test/integration) once on SQLite and once on Postgres
 * (`*.postgres.test.ts`: what only several processes on one database can show, on Postgres alone).
 * Integration tests learn their database from ATELIER_TEST_DATABASE_URL: unset is SQLite. Postgres is DATABASE_URL, else a
 * throw-away cluster from the Postgres of this machine, else that half is skipped, which is a failure where CI=true.
 * The last line is `N passed, N failed`, all halves together; the exit code is 1 if anything failed or a half executed no test.
 */
import { existsSync, globSync, statSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { run } from 'node:test'
import { spec } from 'node:test/reporters'
import { findPostgres, startPostgresCluster } from '../server/test/helpers/postgres-cluster.ts'

interface Half {
  readonly name: string
  readonly files: readonly string[]
  readonly databaseUrl?: string
}

interface Counts {
  passed: number
  failed: number
  skipped: number
}

const root = join(import.meta.dirname, '..')
const integrationFolder = 'server/test/integration/'
const testTimeoutMs = 2 * 60_000
/** A file whose tests have all ended but which keeps a timer or a connection would hold up the run for ever: node:test has no limit for that. */
const silenceMs = 3 * 60_000

const files = selectFiles(process.argv.slice(2))
const unitFiles = files.filter((file) => !file.startsWith(integrationFolder))
const integrationFiles = files.filter((file) => file.startsWith(integrationFolder))
const everything = process.argv.length === 2

const interrupted = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupted.abort(new Error(signal)))

const total: Counts = { passed: 0, failed: 0, skipped: 0 }
const lines: string[] = []

if (everything || unitFiles.length > 0) await runHalf({ name: 'unit', files: unitFiles })
if (everything || integrationFiles.length > 0) {
  await runHalf({ name: 'integration on SQLite', files: integrationFiles.filter((file) => !file.endsWith('.postgres.test.ts')) })
  await runPostgresHalf({ name: 'integration on Postgres', files: integrationFiles })
}
if (interrupted.signal.aborted) {
  total.failed++
  lines.push('interrupted')
}

console.log(`\n${lines.join('\n')}\n${describe(total)}`)
process.exitCode = total.failed > 0 ? 1 : 0

async function runPostgresHalf(half: Half): Promise<void> {
  if (interrupted.signal.aborted) return
  const given = process.env['DATABASE_URL']
  if (given !== undefined && given !== '') return runHalf({ ...half, databaseUrl: given })
  if (findPostgres() === undefined) {
    if (process.env['CI'] === 'true') total.failed++
    lines.push(`${half.name}: SKIPPED, nothing was tested on Postgres: no DATABASE_URL, and no initdb on PATH or in the usual folders`)
    return
  }
  try {
    const cluster = await startPostgresCluster()
    await runHalf({ ...half, databaseUrl: cluster.url })
    await cluster.stop()
  } catch (error) {
    total.failed++
    lines.push(`${half.name}: ${error instanceof Error ? error.message : String(error)}`)
  }
}

async function runHalf(half: Half): Promise<void> {
  if (interrupted.signal.aborted || half.files.length === 0) return
  console.log(`\n=== ${half.name}: ${half.files.length} files ===`)
  // Test processes inherit the environment of this one. DATABASE_URL would point the code under test at a database that is not the test's.
  delete process.env['DATABASE_URL']
  delete process.env['ATELIER_TEST_DATABASE_URL']
  if (half.databaseUrl !== undefined) process.env['ATELIER_TEST_DATABASE_URL'] = half.databaseUrl

  const counts = await runFiles(half.files)
  if (counts.passed + counts.failed === 0 && !interrupted.signal.aborted) {
    console.log(`${half.name}: no test was executed`)
    counts.failed++
  }
  for (const key of ['passed', 'failed', 'skipped'] as const) total[key] += counts[key]
  lines.push(`${half.name}: ${describe(counts)}`)
}

async function runFiles(testFiles: readonly string[]): Promise<Counts> {
  const counts: Counts = { passed: 0, failed: 0, skipped: 0 }
  if (testFiles.length === 0) return counts
  const paths = testFiles.map((file) => join(root, file))
  const empty = new Set<string>()
  const silent = new AbortController()
  const watchdog = setTimeout(
    () => silent.abort(new Error(`nothing happened for ${silenceMs / 1000} s: something is left open`)),
    silenceMs,
  )
  const signal = AbortSignal.any([interrupted.signal, silent.signal])
  const events = run({ files: paths, cwd: root, concurrency: 2, timeout: testTimeoutMs, signal })
  // A file without a test is reported as one passed test that is named like the file.
  events.on('test:pass', ({ name, nesting }) => nesting === 0 && paths.includes(resolve(root, name)) && empty.add(name))
  events.on('test:summary', (summary) => {
    if (summary.file !== undefined) return
    const { passed, tests, skipped, todo } = summary.counts
    counts.passed = passed
    counts.skipped = skipped + todo
    counts.failed = tests - passed - skipped - todo
    // A broken suite (a failing hook, say) need not count as a failed test.
    if (!summary.success && counts.failed === 0) counts.failed = 1
  })
  for await (const text of events.compose(spec)) {
    watchdog.refresh()
    process.stdout.write(text as string)
  }
  clearTimeout(watchdog)
  for (const name of empty) console.log(`no test in ${relative(root, resolve(root, name))}`)
  counts.passed -= empty.size
  counts.failed += empty.size
  return counts
}

/** Test files below the given paths, or all of them, relative to the root and with `/`. */
function selectFiles(paths: readonly string[]): string[] {
  const all = globSync('{server,cli,sdk,console,scripts,contracts,benchmarks}/**/*.test.ts', {
    cwd: root,
    exclude: (path) => path.includes('node_modules'),
  })
    .map((file) => file.replaceAll('\\', '/'))
    .sort()
  if (paths.length === 0) return all
  return paths.flatMap((path) => {
    const wanted = relative(root, resolve(path)).replaceAll('\\', '/')
    if (!existsSync(path)) fail(`no such file: ${path}`)
    if (!statSync(path).isDirectory()) return [wanted]
    const below = all.filter((file) => wanted === '' || file.startsWith(`${wanted}/`))
    return below.length > 0 ? below : fail(`no test file below ${path}`)
  })
}

function fail(message: string): never {
  console.error(message)
  console.log('0 passed, 1 failed')
  process.exit(1)
}

function describe({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}
