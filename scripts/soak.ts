/*
 * `npm run soak [-- --short] [--jobs N] [--kills N] [--rounds N]`: kills servers with SIGKILL while they work, on SQLite and on Postgres,
 * and checks that nothing was lost, charged twice or left behind. What is checked: server/test/helpers/crash-faults.ts.
 * `--short` is one round of 200 jobs and 10 kills per database, for CI; without it there are ten rounds. Exits with 1 on any violation.
 * Postgres is DATABASE_URL, else a throw-away cluster; without either that half is skipped, which is a failure where CI=true.
 */
import { parseArgs } from 'node:util'
import { describeCrashReport } from '../server/test/helpers/crash-report.ts'
import { runCrashTest } from '../server/test/helpers/crash-run.ts'
import { findPostgres, startPostgresCluster } from '../server/test/helpers/postgres-cluster.ts'

const { values } = parseArgs({
  options: {
    short: { type: 'boolean', default: false },
    jobs: { type: 'string', default: '200' },
    kills: { type: 'string', default: '10' },
    rounds: { type: 'string' },
  },
})
const jobs = toCount('jobs', values.jobs)
const kills = toCount('kills', values.kills)
const rounds = toCount('rounds', values.rounds ?? (values.short ? '1' : '10'))

const given = process.env['DATABASE_URL']
delete process.env['DATABASE_URL']
let violations = 0

delete process.env['ATELIER_TEST_DATABASE_URL']
await soak()
if (given !== undefined && given !== '') await soakOnPostgres(given)
else if (findPostgres() !== undefined) {
  const cluster = await startPostgresCluster()
  await soakOnPostgres(cluster.url)
  await cluster.stop()
} else {
  console.log('postgres: SKIPPED, there is no DATABASE_URL, and no initdb on PATH or in the usual folders')
  if (process.env['CI'] === 'true') violations++
}
console.log(violations === 0 ? 'soak: all is well' : `soak: ${violations} violations`)
process.exitCode = violations === 0 ? 0 : 1

async function soakOnPostgres(url: string): Promise<void> {
  process.env['ATELIER_TEST_DATABASE_URL'] = url
  await soak()
}

async function soak(): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    const report = await runCrashTest({ jobs, kills, onStep: (message) => console.log(`  ${message}`) })
    console.log(describeCrashReport(report))
    violations += report.violations.length
  }
}

function toCount(name: string, text: string): number {
  const count = Number(text)
  if (Number.isInteger(count) && count > 0) return count
  console.error(`--${name} is a whole number above 0`)
  return process.exit(2)
}
