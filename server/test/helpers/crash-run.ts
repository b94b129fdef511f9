/*
 * The crash test: servers that are killed with SIGKILL while clients submit, cancel and upload over HTTP, and an account of what is left
 * when the dust has settled. `npm run soak` runs it at length, server/test/integration/crash.test.ts in short.
 */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Database } from '../../src/db/connect.ts'
import { loadServerSecret } from '../../src/db/settings.ts'
import type { JobState } from '../../src/domain/job.ts'
import { systemClock } from '../../src/lib/clock.ts'
import { createAccountService } from '../../src/services/accounts/create-account-service.ts'
import { createCreditService } from '../../src/services/credits/create-credit-service.ts'
import { createMediaService } from '../../src/services/media/create-media-service.ts'
import { createDiskStore } from '../../src/stores/disk.ts'
import { CrashClient } from './crash-client.ts'
import { findChangedFinals, findFileFaults, findJobFaults, findLedgerFaults, findLost, untilAllFinal } from './crash-faults.ts'
import { CrashMember } from './crash-member.ts'
import type { CrashReport } from './crash-report.ts'
import type { CrashServerOptions } from './crash-server.ts'
import { createTestDatabase } from './database.ts'

export interface CrashRunOptions {
  readonly jobs: number
  readonly kills: number
  readonly leaseMs?: number
  readonly longestRunMs?: number
  readonly onStep?: (message: string) => void
}

const UNTIL_FINAL_MS = 90_000

/** Runs on SQLite with one process, and on Postgres (see `createTestDatabase`) with one that answers and two that work. */
export async function runCrashTest(options: CrashRunOptions): Promise<CrashReport> {
  const { jobs, kills, leaseMs = 2000, longestRunMs = 300, onStep } = options
  const startedAt = performance.now()
  const test = await createTestDatabase()
  const folder = mkdtempSync(join(tmpdir(), 'atelier-crash-'))
  const { database } = test
  const roles: CrashServerOptions['role'][] = database.kind === 'postgres' ? ['api', 'worker', 'worker'] : ['all']
  const shared = { databaseUrl: test.options.url, mediaFolder: folder, leaseMs, longestRunMs, breakdowns: 0.08 }
  const members = roles.map((role) => new CrashMember({ ...shared, role }))
  try {
    const secret = await loadServerSecret(database.queries)
    const accounts = createAccountService({ database, clock: systemClock, secret })
    const credits = createCreditService({ database, clock: systemClock })
    const { account, apiKey } = await accounts.create({ email: 'crash@example.com', password: randomBytes(12).toString('hex') })
    // Enough for most of them: some must be refused for want of credit, others paid from two grants.
    const budget = Math.ceil(jobs * 2.2)
    await credits.grant(account.id, { amount: Math.ceil(budget / 2), reason: 'crash test' })
    await credits.grant(account.id, { amount: Math.floor(budget / 2), reason: 'crash test', expiresAt: systemClock.now() + 3_600_000 })

    await Promise.all(members.map((member) => member.start()))
    const client = new CrashClient(members[0]!, apiKey)
    const seen = new Map<string, JobState>()
    const violations: string[] = []
    const watch = async (): Promise<void> => void violations.push(...(await findChangedFinals(database, seen)))

    const finished = new AbortController()
    const submitting = client.submitAll(jobs, finished.signal).finally(() => finished.abort())
    submitting.catch(() => {})
    const killedWhileStarting = await killAtRandom(members, client, options, watch)
    client.allow(jobs)
    await submitting
    onStep?.(`all ${jobs} answered; waiting until every job is final`)
    const unfinished = await untilAllFinal(database, UNTIL_FINAL_MS)
    await watch()
    if (unfinished > 0) violations.push(`${unfinished} jobs are not final ${UNTIL_FINAL_MS / 1000} s after the last submission`)
    violations.push(...(await client.checkAnswers(seen)))
    await Promise.all(members.map((member) => member.ready))
    for (const [index, code] of (await Promise.all(members.map((member) => member.stop()))).entries())
      if (code !== 0) violations.push(`the ${roles[index]} process exited with ${code} after SIGTERM`)

    const { swept, stored } = await sweepFiles(database, folder, secret)
    violations.push(...client.violations, ...(await findLedgerFaults(database)), ...(await findJobFaults(database)))
    violations.push(...(await findFileFaults(database, stored)), ...(await findLost(database, client.answered)))
    const counts = await sql<{ state: string; n: number; attempts: number }>`
      select state, count(*) as n, sum(attempt) as attempts from jobs group by state`.execute(database.queries)
    return {
      database: database.kind,
      processes: roles,
      seconds: (performance.now() - startedAt) / 1000,
      kills,
      killedWhileStarting,
      answered: client.answered.size,
      repeatedRequests: client.repeated,
      replays: client.replays,
      states: Object.fromEntries(counts.rows.map((row) => [row.state, Number(row.n)])),
      attempts: counts.rows.reduce((sum, row) => sum + Number(row.attempts), 0),
      filesSwept: swept,
      files: stored.size,
      violations,
    }
  } finally {
    await Promise.all(members.map((member) => member.kill()))
    await test.remove()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Deals all the kills, each to a process chosen at random, and lets the client go on after each; tells how many fell into a start. */
async function killAtRandom(
  members: readonly CrashMember[],
  client: CrashClient,
  { jobs, kills, onStep }: CrashRunOptions,
  watch: () => Promise<void>,
): Promise<number> {
  let whileStarting = 0
  for (let kill = 1; kill <= kills; kill++) {
    const victim = members[Math.floor(Math.random() * members.length)]!
    if (kill % 5 !== 0) {
      await Promise.all(members.map((member) => member.ready))
      await wait(Math.random() * 700)
    } else {
      // A start is interrupted too: in the middle of migrations, of the first claims, of picking up what the last one left.
      await wait(Math.random() * 900)
    }
    if (!victim.isReady) whileStarting++
    await victim.kill()
    await watch()
    void victim.start()
    onStep?.(`kill ${kill} of ${kills}: ${victim.role}, ${client.answered.size} of ${jobs} jobs answered`)
    // The last ones are submitted only after the last kill has been dealt.
    client.allow(Math.ceil((jobs * (kill + 1)) / (kills + 1)))
  }
  return whileStarting
}

/** Sweeps without the usual grace; tells how many files went and which are left. */
async function sweepFiles(database: Database, folder: string, secret: string): Promise<{ swept: number; stored: ReadonlySet<string> }> {
  const store = createDiskStore(folder)
  const media = createMediaService({
    database,
    store,
    clock: systemClock,
    secret,
    publicUrl: () => 'http://127.0.0.1',
    limits: { maxBytes: 1, maxPixels: 1, maxFrames: 1, decodeTimeoutMs: 1 },
    retentionMs: { upload: 1, output: 1 },
    fetch: { allow: [], timeoutMs: 1 },
  })
  const { files } = await media.sweep({ graceMs: 0 })
  const stored = new Set<string>()
  for await (const sha256 of store.list()) stored.add(sha256)
  return { swept: files, stored }
}
