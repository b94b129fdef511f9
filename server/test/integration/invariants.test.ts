import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { sql } from 'kysely'
import type { Caller } from '../../src/domain/account.ts'
import { AtelierError } from '../../src/domain/errors.ts'
import { isFinal, type JobState } from '../../src/domain/job.ts'
import { claimJobs } from '../../src/scheduler/claim-jobs.ts'
import { extendLeases, failOverdue, findLost, storeProgress } from '../../src/scheduler/keep-leases.ts'
import { settleJobs } from '../../src/scheduler/settle-jobs.ts'
import type { RunOutcome } from '../../src/domain/job-machine.ts'
import { type Core, createCore } from '../helpers/core.ts'

const LEASE_MS = 10_000

type Step =
  | { kind: 'grant'; account: number; amount: number; lifeMs: number | undefined }
  | { kind: 'submit'; account: number; price: number; priority: number; key: number | undefined }
  | { kind: 'claim'; free: number; runningLimit: number }
  | { kind: 'progress'; pick: number; fraction: number }
  | { kind: 'settle'; pick: number; outcome: RunOutcome; twice: boolean }
  | { kind: 'cancel'; pick: number }
  | { kind: 'wait'; ms: number; heartbeat: boolean }

const pick = fc.nat({ max: 1000 })
const account = fc.nat({ max: 2 })
const failure = (retryable: boolean): RunOutcome => ({ kind: 'failed', error: { code: 'engine_failed', message: 'broken' }, retryable })
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('grant' as const),
      account,
      amount: fc.integer({ min: 1, max: 50 }),
      lifeMs: fc.option(fc.integer({ min: 1, max: 60_000 }), { nil: undefined }),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('submit' as const),
      account,
      price: fc.integer({ min: 0, max: 30 }),
      priority: fc.integer({ min: -2, max: 2 }),
      key: fc.option(fc.nat({ max: 3 }), { nil: undefined }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('claim' as const),
      free: fc.integer({ min: 1, max: 4 }),
      runningLimit: fc.integer({ min: 0, max: 2 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('progress' as const), pick, fraction: fc.double({ min: 0, max: 1, noNaN: true }) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('settle' as const),
      pick,
      twice: fc.boolean(),
      outcome: fc.constantFrom<RunOutcome>({ kind: 'succeeded' }, failure(true), failure(false), { kind: 'returned' }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('cancel' as const), pick }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 30_000 }), heartbeat: fc.boolean() }),
  },
)

interface Claimed {
  readonly jobId: string
  readonly leaseToken: string
}

/** Runs steps against the real statements and checks the invariants after each. */
class Run {
  readonly #core: Core
  readonly #accounts: readonly Caller[]
  readonly #claimed: Claimed[] = []
  readonly #answered = new Map<string, JobState | undefined>()
  readonly #byKey = new Map<string, { jobId: string; hash: string }>()

  constructor(core: Core, accounts: readonly Caller[]) {
    this.#core = core
    this.#accounts = accounts
  }

  async apply(step: Step): Promise<void> {
    const {
      test: { database },
      jobs,
      credits,
      clock,
    } = this.#core
    const now = clock.now()
    switch (step.kind) {
      case 'grant':
        await credits.grant(this.#accounts[step.account]!.accountId, {
          amount: step.amount,
          reason: 'test',
          ...(step.lifeMs === undefined ? {} : { expiresAt: now + step.lifeMs }),
        })
        break
      case 'submit':
        await this.#submit(step)
        break
      case 'claim': {
        const rows = await claimJobs(database, {
          workerId: 'w',
          engines: [{ name: 'fake', operations: new Set(['work']), free: step.free }],
          leaseMs: LEASE_MS,
          runningLimit: step.runningLimit,
          now,
        })
        assert.ok(rows.length <= step.free, 'no more jobs than there is room for')
        this.#claimed.push(...rows.map((row) => ({ jobId: row.id, leaseToken: row.lease_token })))
        break
      }
      case 'progress': {
        const run = this.#claimed[step.pick % (this.#claimed.length || 1)]
        if (run) await storeProgress(database, [{ ...run, fraction: step.fraction, message: undefined }], now)
        break
      }
      case 'settle': {
        const run = this.#claimed[step.pick % (this.#claimed.length || 1)]
        if (!run) break
        const before = await this.#leaseOf(run.jobId)
        const settlement = {
          ...run,
          outcome: step.outcome,
          ...(step.outcome.kind === 'succeeded'
            ? { result: { outputs: [], warnings: [], data: null, fidelity: 'stand-in' as const } }
            : {}),
        }
        const outcomes = await settleJobs(database, step.twice ? [settlement, settlement] : [settlement], now)
        const states = outcomes.map((outcome) => (outcome.ok ? outcome.value : assert.fail(String(outcome.error))))
        // Invariant 4: only the holder of the lease changes the job, and only once.
        assert.equal(states[0] !== 'lease_lost', before === run.leaseToken)
        if (step.twice) assert.equal(states[1], 'lease_lost')
        break
      }
      case 'cancel': {
        const ids = [...this.#answered.keys()]
        const jobId = ids[step.pick % (ids.length || 1)]
        if (jobId) for (const caller of this.#accounts) await jobs.cancel(caller.accountId, jobId).catch(this.#only('job_not_found'))
        break
      }
      case 'wait': {
        await clock.advance(step.ms)
        if (step.heartbeat) await extendLeases(database.queries, this.#claimed, clock.now() + LEASE_MS)
        await failOverdue(database, clock.now())
        const lost = await findLost(database.queries, clock.now())
        await settleJobs(
          database,
          lost.map((run) => ({ ...run, outcome: { kind: 'lost' } })),
          clock.now(),
        )
        await credits.expireGrants()
        break
      }
    }
    await this.#checkInvariants()
  }

  #only(code: string) {
    return (error: unknown): void => assert.equal(error instanceof AtelierError ? error.code : error, code)
  }

  async #submit({ account, price, priority, key }: Extract<Step, { kind: 'submit' }>): Promise<void> {
    const { jobs, credits } = this.#core
    const caller = this.#accounts[account]!
    const before = await credits.balance(caller.accountId)
    const hash = String(price)
    const earlier = key === undefined ? undefined : this.#byKey.get(`${account} ${key}`)
    try {
      const { job, replayed, balance } = await jobs.submit(caller, {
        dialect: 'native',
        operation: 'work',
        input: { price },
        priority,
        ...(key === undefined ? {} : { idempotency: { key: String(key), requestHash: hash } }),
      })
      // Invariant 3: one key, one job.
      assert.equal(replayed, earlier !== undefined)
      assert.equal(balance, replayed ? before.balance : before.balance - price)
      if (earlier) assert.deepEqual([job.id, hash], [earlier.jobId, earlier.hash])
      else this.#answered.set(job.id, undefined)
      if (key !== undefined) this.#byKey.set(`${account} ${key}`, { jobId: job.id, hash })
    } catch (error) {
      if (earlier) this.#only('idempotency_mismatch')(error)
      else {
        this.#only('insufficient_credit')(error)
        assert.ok(before.balance < price, 'refused although it could be paid')
      }
    }
  }

  async #leaseOf(jobId: string): Promise<string | null> {
    const row = await this.#core.test.database.queries.selectFrom('leases').select('token').where('job_id', '=', jobId).executeTakeFirst()
    return row?.token ?? null
  }

  async #checkInvariants(): Promise<void> {
    const { queries } = this.#core.test.database
    const now = this.#core.clock.now()
    for (const { accountId } of this.#accounts) {
      // Invariant 2, from the entries alone and from the tables alone.
      const sum = async (text: ReturnType<typeof sql<{ n: number }>>): Promise<number> =>
        Number((await text.execute(queries)).rows[0]?.n ?? 0)
      const entries = await sum(sql`
        select sum(case kind when 'grant' then amount when 'release' then amount when 'hold' then -amount when 'expire' then -amount else 0 end) as n
        from ledger_entries where account_id = ${accountId}`)
      const remaining = await sum(sql`select sum(remaining) as n from grants where account_id = ${accountId}`)
      const overdue = await sum(sql`select sum(remaining) as n from grants where account_id = ${accountId} and expires_at <= ${now}`)
      const granted = await sum(sql`select sum(amount) as n from grants where account_id = ${accountId}`)
      const expired = await sum(sql`select sum(amount) as n from ledger_entries where account_id = ${accountId} and kind = 'expire'`)
      const captured = await sum(sql`select sum(amount) as n from holds where account_id = ${accountId} and state = 'captured'`)
      const held = await sum(sql`select sum(amount) as n from holds where account_id = ${accountId} and state = 'held'`)
      assert.equal(entries, remaining, 'entries add up to what grants have left')
      assert.equal(remaining, granted - expired - captured - held, 'balance = grants - expired - captured - held')
      const told = await this.#core.credits.balance(accountId)
      assert.deepEqual(told, { balance: remaining - overdue, held })
      assert.ok(told.balance >= 0)
    }
    const { rows: jobs } = await sql<{
      id: string
      state: JobState
      price: number
      hold: string | null
      settled: number
      event_seq: number
      price_held: number
    }>`
      select jobs.id, jobs.state, jobs.price, jobs.event_seq, holds.state as hold, coalesce(holds.amount, 0) as price_held,
        (select count(*) from ledger_entries e where e.job_id = jobs.id and e.kind in ('capture', 'release')) as settled
      from jobs left join holds on holds.job_id = jobs.id`.execute(queries)
    for (const job of jobs) {
      assert.equal(job.price_held, job.price)
      if (job.price > 0) {
        const expected = job.state === 'succeeded' ? 'captured' : isFinal(job.state) ? 'released' : 'held'
        assert.equal(job.hold, expected, `hold of a ${job.state} job`)
        assert.equal(job.settled, isFinal(job.state) ? 1 : 0, 'settled once')
      }
      // A final state never changes.
      const before = this.#answered.get(job.id)
      if (before) assert.equal(job.state, before)
      if (isFinal(job.state)) this.#answered.set(job.id, job.state)
    }
    assert.equal(jobs.length, this.#answered.size, 'no job is lost, none is made twice')
    const { rows: places } = await sql<{ id: string; places: string }>`
      select job_id as id, 'queued' as places from queue union all select job_id, 'running' from leases`.execute(queries)
    const live = jobs.filter(({ state }) => !isFinal(state)).map(({ id, state }) => ({ id, places: state }))
    const byId = (a: { id: string }, b: { id: string }): number => (a.id < b.id ? -1 : 1)
    assert.deepEqual(
      places.map((place) => ({ ...place })).toSorted(byId),
      live.toSorted(byId),
      'a live job stands in the queue or has a lease, and no other job does',
    )
    // Invariant 6: numbers from 1 to the last, no gaps, and one final event where the job is final.
    const { rows: logs } = await sql<{ job_id: string; n: number; first: number; last: number; finals: number }>`
      select job_id, count(*) as n, min(seq) as first, max(seq) as last,
        sum(case when type in ('job.succeeded', 'job.failed', 'job.canceled') then 1 else 0 end) as finals
      from job_events group by job_id`.execute(queries)
    const byJob = new Map(logs.map((log) => [log.job_id, log]))
    for (const job of jobs) {
      const { n, first, last, finals } = byJob.get(job.id)!
      assert.deepEqual([first, last, n, finals], [1, job.event_seq, job.event_seq, isFinal(job.state) ? 1 : 0])
    }
  }
}

test('ledger, leases, idempotency and event numbers hold after every step of any history', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 60 }), async (steps) => {
      const core = await createCore()
      try {
        const run = new Run(core, [await core.account(40), await core.account(10), await core.account()])
        for (const each of steps) await run.apply(each)
      } finally {
        await core.test.remove()
      }
    }),
    { numRuns: 60, interruptAfterTimeLimit: 120_000, markInterruptAsFailure: false },
  )
})
