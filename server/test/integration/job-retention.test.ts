import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, test } from 'node:test'
import { sql } from 'kysely'
import type { Caller } from '../../src/domain/account.ts'
import type { Job } from '../../src/domain/job.ts'
import { createAliasService } from '../../src/services/aliases/alias-service.ts'
import { removeOldJobs } from '../../src/services/jobs/remove-old-jobs.ts'
import { startMaintenance } from '../../src/services/maintenance.ts'
import { type Core, createCore, silentLog } from '../helpers/core.ts'
import { createNoopEngine, workOperation } from '../helpers/fake-engine.ts'

const DAY_MS = 24 * 60 * 60_000
const never = new AbortController().signal
const aliasKind = { dialect: 'native', kind: 'job', draw: () => randomBytes(12).toString('hex') }

/** No engine here does it. */
const dream = { ...workOperation, name: 'dream', deadlineMs: 1000 * DAY_MS }

let core: Core
let caller: Caller
beforeEach(async () => {
  core = await createCore({ operations: [workOperation, dream] })
  caller = await core.account(10_000)
})
afterEach(() => core.test.remove())

let submitted = 0
const submit = async (key = `key-${submitted++}`): Promise<Job> => {
  const idempotency = { key, requestHash: 'same' }
  return (await core.jobs.submit(caller, { dialect: 'native', operation: 'work', input: { price: 3 }, idempotency })).job
}

/** Submits so many jobs, each with an alias and an input, and runs them all. */
async function runJobs(count: number): Promise<Job[]> {
  const { database } = core.test
  const jobs = await Promise.all(Array.from({ length: count }, () => submit()))
  await createAliasService({ database, clock: core.clock }).assign(
    aliasKind,
    caller.accountId,
    jobs.map(({ id }) => id),
  )
  await database.queries
    .insertInto('job_inputs')
    .values(jobs.map(({ id }) => ({ job_id: id, name: 'image', media_id: 'med_1' })))
    .execute()
  const scheduler = core.scheduler({ engines: [createNoopEngine()] })
  scheduler.start()
  for (const job of jobs) await core.jobs.waitUntilFinal(caller.accountId, job.id, { timeoutMs: DAY_MS, signal: never })
  const drained = scheduler.drain(0)
  await core.clock.advance(0)
  await drained
  return jobs
}

/** How many rows name one of these jobs, by table. */
async function rowsOf(jobs: readonly Job[]): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const [table, column] of [
    ['jobs', 'id'],
    ['job_events', 'job_id'],
    ['job_inputs', 'job_id'],
    ['holds', 'job_id'],
    ['idempotency_keys', 'job_id'],
    ['aliases', 'target'],
    ['ledger_entries', 'job_id'],
  ] as const) {
    const ids = sql.join(jobs.map(({ id }) => id))
    const { rows } = await sql<{ n: number }>`
      select count(*) as n from ${sql.table(table)} where ${sql.ref(column)} in (${ids})`.execute(core.test.database.queries)
    counts[table] = Number(rows[0]!.n)
  }
  return counts
}

test('old final jobs go with all that belongs to them, in as many batches as it takes; their ledger entries and the balance stay', async () => {
  const jobs = await runJobs(450)
  const whole = { jobs: 450, job_events: 1350, job_inputs: 450, holds: 450, idempotency_keys: 450, aliases: 450, ledger_entries: 900 }
  assert.deepEqual(await rowsOf(jobs), whole)
  const balance = await core.credits.balance(caller.accountId)
  await core.clock.advance(DAY_MS)
  assert.equal(await removeOldJobs(core.test.database, core.clock.now()), 450)
  const none = { jobs: 0, job_events: 0, job_inputs: 0, holds: 0, idempotency_keys: 0, aliases: 0, ledger_entries: 900 }
  assert.deepEqual(await rowsOf(jobs), none)
  assert.deepEqual(await core.credits.balance(caller.accountId), balance)
  assert.equal((await core.credits.statement(caller.accountId, { limit: 1000 })).length, 901)
  await assert.rejects(core.jobs.get(caller.accountId, jobs[0]!.id), { code: 'job_not_found' })
})

test('a job that is not final is kept, however old, and so is one that was finished within the time', async () => {
  const waiting = (await core.jobs.submit(caller, { dialect: 'native', operation: 'dream', input: { price: 3 } })).job
  const old = await runJobs(2)
  await core.clock.advance(DAY_MS)
  const young = await runJobs(2)
  assert.equal(await removeOldJobs(core.test.database, core.clock.now()), 2)
  assert.deepEqual([(await rowsOf(old))['jobs'], (await rowsOf(young))['jobs']], [0, 2])
  assert.equal((await core.jobs.get(caller.accountId, waiting.id)).state, 'queued')
  assert.equal((await core.credits.balance(caller.accountId)).held, 3)
})

test('a key whose job is gone makes a new job', async () => {
  const [job] = await runJobs(1)
  const key = `key-${submitted - 1}`
  assert.equal((await submit(key)).id, job!.id)
  await removeOldJobs(core.test.database, core.clock.now() + 1)
  assert.notEqual((await submit(key)).id, job!.id)
})

test('the housekeeping removes what is older than the setting says, and nothing where it is 0', async () => {
  const [job] = await runJobs(1)
  for (const [jobRetentionMs, left] of [
    [0, 1],
    [90 * DAY_MS, 1],
    [DAY_MS, 0],
  ] as const) {
    await core.clock.advance(2 * DAY_MS)
    const done = Promise.withResolvers<void>()
    const stop = startMaintenance({
      database: core.test.database,
      clock: { ...core.clock, schedule: (delayMs, call) => (delayMs > 0 ? (done.resolve(), () => {}) : core.clock.schedule(0, call)) },
      credits: core.credits,
      media: { sweep: () => Promise.resolve({ media: 0, files: 0 }) },
      refusals: { forget: () => Promise.resolve(0) },
      jobRetentionMs,
      auditRetentionMs: 0,
      log: silentLog,
    })
    await core.clock.advance(0)
    await done.promise
    stop()
    assert.equal((await rowsOf([job!]))['jobs'], left)
  }
})
