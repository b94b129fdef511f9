import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import type { Caller } from '../../src/domain/account.ts'
import { AtelierError, type ErrorCode } from '../../src/domain/errors.ts'
import type { Job, JobEvent } from '../../src/domain/job.ts'
import type { Scheduler } from '../../src/scheduler/scheduler.ts'
import type { SettledSignal } from '../../src/services/jobs/job-signals.ts'
import { type Core, createCore } from '../helpers/core.ts'
import { createFakeEngine, createNoopEngine, type FakeEngine, workOperation } from '../helpers/fake-engine.ts'

const never = new AbortController().signal

describe('the job engine', () => {
  let core: Core
  let caller: Caller
  let schedulers: Scheduler[]

  beforeEach(async () => {
    core = await createCore()
    caller = await core.account(1000)
    schedulers = []
  })
  afterEach(async () => {
    const drained = Promise.all(schedulers.map((scheduler) => scheduler.drain(0)))
    await core.clock.advance(0)
    await drained
    await core.test.remove()
  })

  function start(engine: FakeEngine, options: { leaseMs?: number; runningLimit?: number } = {}): Scheduler {
    const scheduler = core.scheduler({ engines: [engine], ...options })
    schedulers.push(scheduler)
    scheduler.start()
    return scheduler
  }
  async function submit(label = '', options: { price?: number; priority?: number; as?: Caller } = {}): Promise<Job> {
    const { price = 1, priority = 0, as = caller } = options
    return (await core.jobs.submit(as, { dialect: 'native', operation: 'work', input: { price, label }, priority })).job
  }
  const done = (job: Job): Promise<Job> => core.jobs.waitUntilFinal(job.accountId, job.id, { timeoutMs: 1e9, signal: never })
  const labels = (engine: FakeEngine): unknown[] => engine.calls.map(({ task }) => task.input['label'])
  async function eventsOf(job: Job, after = 0): Promise<JobEvent[]> {
    const events: JobEvent[] = []
    for await (const event of core.jobs.events(job.accountId, job.id, { after, signal: never })) events.push(event)
    return events
  }
  /** Waits, without the clock, until a condition that other promises bring about. */
  async function until(condition: () => Promise<boolean> | boolean): Promise<void> {
    while (!(await condition())) await new Promise(setImmediate)
  }
  const stateOf = async (job: Job): Promise<string> => (await core.jobs.get(job.accountId, job.id)).state

  it('runs a job from submission to success and captures its price once', async () => {
    const engine = createFakeEngine()
    start(engine)
    const job = await submit('a', { price: 7 })
    assert.deepEqual([job.state, job.price], ['queued', 7])
    assert.deepEqual(await core.credits.balance(caller.accountId), { balance: 993, held: 7 })
    const call = await engine.call(0)
    assert.equal(await stateOf(job), 'running')
    call.succeed({ warnings: [{ code: 'w', message: 'told' }] })
    const finished = await done(job)
    assert.deepEqual([finished.state, finished.engine, finished.fidelity, finished.progress], ['succeeded', 'fake', 'stand-in', 1])
    assert.deepEqual(finished.warnings, [{ code: 'w', message: 'told' }])
    assert.deepEqual(await core.credits.balance(caller.accountId), { balance: 993, held: 0 })
    assert.deepEqual(
      (await eventsOf(job)).map(({ seq, type }) => [seq, type]),
      [
        [1, 'job.queued'],
        [2, 'job.started'],
        [3, 'job.succeeded'],
      ],
    )
  })

  it('tells the fidelity of the result where that differs from what the engine tells of the operation', async () => {
    const engine = createFakeEngine()
    start(engine)
    const job = await submit('a')
    ;(await engine.call(0)).succeed({ fidelity: 'algorithm' })
    assert.equal((await done(job)).fidelity, 'algorithm')
  })

  it('cancels a queued job at once and gives its credit back', async () => {
    const job = await submit('a', { price: 5 })
    const canceled = await core.jobs.cancel(caller.accountId, job.id)
    assert.equal(canceled.state, 'canceled')
    assert.deepEqual(await core.credits.balance(caller.accountId), { balance: 1000, held: 0 })
    assert.equal((await core.jobs.cancel(caller.accountId, job.id)).lastEventSeq, canceled.lastEventSeq, 'a second wish changes nothing')
  })

  it('stops a running job through the signal that the effect sees, and releases its hold', async () => {
    const engine = createFakeEngine()
    start(engine)
    const job = await submit('a', { price: 5 })
    const { context } = await engine.call(0)
    const asked = await core.jobs.cancel(caller.accountId, job.id)
    assert.ok(asked.cancelRequestedAt !== null)
    assert.equal((await done(job)).state, 'canceled')
    assert.ok(context.signal.aborted)
    assert.deepEqual(await core.credits.balance(caller.accountId), { balance: 1000, held: 0 })
    assert.deepEqual((await eventsOf(job)).at(-1)?.data, {}, 'how the run ended is no error of a canceled job')
  })

  it('cancels a running job even when its engine answers with success after the wish', async () => {
    const outcome = Promise.withResolvers<{ outputs: []; warnings: [] }>()
    start({ ...createFakeEngine(), run: () => outcome.promise })
    const job = await submit()
    await until(async () => (await stateOf(job)) === 'running')
    await core.jobs.cancel(caller.accountId, job.id)
    outcome.resolve({ outputs: [], warnings: [] })
    assert.equal((await done(job)).state, 'canceled')
  })

  it('retries an engine failure after a pause, and fails when the attempts are spent', async () => {
    const engine = createFakeEngine()
    start(engine)
    const job = await submit('a', { price: 3 })
    for (const [index, pauseMs] of [1000, 4000].entries()) {
      ;(await engine.call(index)).fail(new Error('secret path /etc/passwd'))
      await until(async () => (await stateOf(job)) === 'queued')
      await core.clock.advance(pauseMs - 1)
      assert.equal(engine.calls.length, index + 1, 'not before the pause is over')
      await core.clock.advance(1001)
    }
    ;(await engine.call(2)).fail(new Error('again'))
    const failed = await done(job)
    assert.deepEqual([failed.state, failed.attempt, failed.error], ['failed', 3, { code: 'engine_failed', message: 'The engine failed.' }])
    assert.deepEqual(await core.credits.balance(caller.accountId), { balance: 1000, held: 0 })
  })

  it('does not retry what is the fault of the input', async () => {
    const engine = createFakeEngine()
    start(engine)
    const job = await submit()
    ;(await engine.call(0)).fail(new AtelierError('subject_not_found'))
    const failed = await done(job)
    assert.deepEqual([failed.state, failed.attempt, failed.error?.code], ['failed', 1, 'subject_not_found'])
  })

  it('fails a job at its deadline, whether it waits or runs', async () => {
    const engine = createFakeEngine({ concurrency: 1 })
    start(engine, { leaseMs: 1_000_000 })
    const running = await submit('runs')
    const { context } = await engine.call(0)
    const waiting = await submit('waits')
    await core.clock.advance(workOperation.deadlineMs)
    const failed = await done(running)
    assert.deepEqual([failed.state, failed.error?.code], ['failed', 'deadline_exceeded'])
    assert.ok(context.signal.aborted)
    await schedulers[0]!.reap()
    assert.deepEqual((await done(waiting)).error?.code, 'deadline_exceeded')
    assert.equal(engine.calls.length, 1, 'the one that waited was not begun')
    assert.deepEqual(await core.credits.balance(caller.accountId), { balance: 1000, held: 0 })
  })

  it('lets accounts take turns, however many jobs one of them queued first', async () => {
    const other = await core.account(1000)
    for (const label of ['a1', 'a2', 'a3', 'a4']) await submit(label)
    for (const label of ['b1', 'b2']) await submit(label, { as: other })
    const engine = createFakeEngine({ concurrency: 1 })
    start(engine)
    for (let i = 0; i < 6; i++) (await engine.call(i)).succeed()
    assert.deepEqual(labels(engine), ['a1', 'b1', 'a2', 'b2', 'a3', 'a4'])
  })

  it('runs the higher priority first within an account, without passing other accounts', async () => {
    const other = await core.account(1000)
    await submit('low', { priority: -1 })
    await submit('first')
    await submit('second')
    await submit('urgent', { priority: 10 })
    await submit('other', { as: other })
    const engine = createFakeEngine({ concurrency: 1 })
    start(engine)
    for (let i = 0; i < 5; i++) (await engine.call(i)).succeed()
    assert.deepEqual(labels(engine), ['urgent', 'other', 'first', 'second', 'low'])
  })

  it('runs no more jobs of one account at once than its cap, over all workers', async () => {
    const other = await core.account(1000)
    for (let i = 0; i < 6; i++) await submit(`a${i}`)
    await submit('b0', { as: other })
    const engines = [createFakeEngine({ concurrency: 3 }), createFakeEngine({ concurrency: 3 })]
    for (const engine of engines) start(engine, { runningLimit: 2 })
    await until(async () => (await core.jobs.list(other.accountId, { limit: 10, states: ['running'] })).length === 1)
    await until(async () => (await core.jobs.list(caller.accountId, { limit: 10, states: ['running'] })).length === 2)
    for (let i = 0; i < 3; i++) await core.clock.advance(1000)
    const running = await core.jobs.list(caller.accountId, { limit: 10, states: ['running'] })
    assert.deepEqual([running.length, engines[0]!.calls.length + engines[1]!.calls.length], [2, 3])
  })

  it('gives an engine no more tasks than it can do at once', async () => {
    for (let i = 0; i < 5; i++) await submit(`j${i}`)
    const engine = createFakeEngine({ concurrency: 2 })
    const scheduler = start(engine)
    await engine.call(1)
    await core.clock.advance(3000)
    assert.deepEqual([engine.calls.length, scheduler.running()], [2, 2])
    engine.calls[0]!.succeed()
    await engine.call(2)
    assert.equal(scheduler.running() <= 3, true)
  })

  it('tells the position in the queue', async () => {
    const other = await core.account(1000)
    const jobs = [await submit('a'), await submit('b'), await submit('c', { as: other })]
    await core.clock.advance(1000)
    const positions = await Promise.all(jobs.map(async (job) => (await core.jobs.get(job.accountId, job.id)).queuePosition))
    assert.deepEqual(positions, [0, 2, 1])
  })

  it('puts the job of a lost worker back and refuses what that worker says later', async () => {
    const lost = createFakeEngine({ concurrency: 1 })
    const silent = core.scheduler({ engines: [lost] })
    silent.start()
    const job = await submit('a', { price: 4 })
    const call = await lost.call(0)
    // The worker is cut off from the database: its lease is taken away as time would, without its heartbeat.
    await core.test.database.queries.updateTable('leases').set({ expires_at: 0 }).where('job_id', '=', job.id).execute()
    const engine = createFakeEngine()
    const rescuer = start(engine)
    await rescuer.reap()
    const second = await engine.call(0)
    call.succeed()
    await until(() => silent.running() === 0)
    assert.equal(await stateOf(job), 'running', 'the late answer changed nothing')
    second.succeed()
    const finished = await done(job)
    assert.deepEqual([finished.state, finished.attempt], ['succeeded', 2])
    assert.deepEqual(await core.credits.balance(caller.accountId), { balance: 996, held: 0 })
    schedulers.push(silent)
  })

  it('stops the run that lost its lease and keeps the one of the same job that this worker began anew', async () => {
    const engine = createFakeEngine({ concurrency: 2 })
    const worker = start(engine, { leaseMs: 3000 })
    const job = await submit('a', { price: 4 })
    const first = await engine.call(0)
    await core.test.database.queries.updateTable('leases').set({ expires_at: 0 }).where('job_id', '=', job.id).execute()
    const rescuer = core.scheduler({ engines: [createFakeEngine({ operation: 'nothing' })], leaseMs: 3000 })
    await rescuer.reap()
    const second = await engine.call(1)
    assert.equal(worker.running(), 2)
    await core.clock.advance(1000)
    await until(() => first.context.signal.aborted)
    await until(() => worker.running() === 1)
    assert.equal(second.context.signal.aborted, false)
    second.succeed()
    const finished = await done(job)
    assert.deepEqual([finished.state, finished.attempt], ['succeeded', 2])
    assert.deepEqual(await core.credits.balance(caller.accountId), { balance: 996, held: 0 })
  })

  it('tells once what became of each job, with the times of its run', async () => {
    const told: SettledSignal[] = []
    core.signals.watchAll((signal) => void (signal.kind === 'settled' && told.push(signal)))
    const [canceled, run] = [await submit('never'), await submit('runs')]
    await core.jobs.cancel(caller.accountId, canceled.id)
    await core.clock.advance(700)
    const engine = createFakeEngine()
    start(engine)
    await engine.call(0)
    await core.clock.advance(2000)
    engine.calls[0]!.succeed()
    await done(run)
    await until(() => told.length === 2)
    assert.deepEqual(told, [
      { kind: 'settled', operation: 'work', state: 'canceled' },
      { kind: 'settled', operation: 'work', state: 'succeeded', run: { waitedMs: 700, ranMs: 2000 } },
    ])
  })

  it('fails a job whose attempts were all spent on lost workers, and releases its hold', async () => {
    const job = await submit('a', { price: 4 })
    const engine = createFakeEngine()
    const scheduler = start(engine)
    for (let attempt = 1; attempt <= workOperation.maxAttempts; attempt++) {
      await engine.call(attempt - 1)
      await core.test.database.queries
        .updateTable('leases')
        .set({ expires_at: 0, token: `gone-${attempt}` })
        .where('job_id', '=', job.id)
        .execute()
      await scheduler.reap()
      engine.calls[attempt - 1]!.succeed()
      await until(() => scheduler.running() === 0 || engine.calls.length > attempt)
    }
    const failed = await done(job)
    assert.deepEqual([failed.state, failed.error?.code], ['failed', 'worker_lost'])
    assert.deepEqual(await core.credits.balance(caller.accountId), { balance: 1000, held: 0 })
  })

  it('keeps a long job by its heartbeat', async () => {
    const engine = createFakeEngine()
    start(engine, { leaseMs: 3000 })
    const job = await submit()
    await engine.call(0)
    const leaseOf = async (): Promise<number> =>
      (await core.test.database.queries.selectFrom('leases').select('expires_at').where('job_id', '=', job.id).executeTakeFirstOrThrow())
        .expires_at
    for (let i = 0; i < 5; i++) {
      const before = await leaseOf()
      await core.clock.advance(1000)
      await until(async () => (await leaseOf()) > before)
    }
    assert.equal(engine.calls.length, 1)
    engine.calls[0]!.succeed()
    assert.equal((await done(job)).attempt, 1)
  })

  it('tells progress at once and stores it at most twice a second', async () => {
    const engine = createFakeEngine()
    start(engine)
    const job = await submit()
    const { context, succeed } = await engine.call(0)
    const live: number[] = []
    core.signals.watchJob(job.id, (signal) => {
      if (signal.kind === 'progressed') live.push(signal.event.data['progress'] as number)
    })
    for (let i = 1; i <= 50; i++) context.onProgress(i / 100)
    assert.equal(live.length, 50, 'told at once')
    await core.clock.advance(500)
    await until(async () => (await core.jobs.get(caller.accountId, job.id)).progress === 0.5)
    context.onProgress(0.4)
    context.onProgress(0.75)
    await core.clock.advance(500)
    await until(async () => (await core.jobs.get(caller.accountId, job.id)).progress === 0.75)
    succeed()
    await done(job)
    const events = await eventsOf(job)
    assert.deepEqual(
      events.filter(({ type }) => type === 'job.progressed').map(({ data }) => data['progress']),
      [0.5, 0.75],
    )
    assert.deepEqual(
      events.map(({ seq }) => seq),
      events.map((_event, index) => index + 1),
    )
  })

  it('gives a reader that resumes from N the event N+1', async () => {
    const engine = createFakeEngine()
    start(engine)
    const job = await submit()
    const reader = core.jobs.events(job.accountId, job.id, { after: 1, signal: never })[Symbol.asyncIterator]()
    const first = (await reader.next()).value as JobEvent
    assert.deepEqual([first.seq, first.type], [2, 'job.started'])
    ;(await engine.call(0)).succeed()
    const last = (await reader.next()).value as JobEvent
    assert.deepEqual([last.seq, last.type], [3, 'job.succeeded'])
    assert.equal((await reader.next()).done, true)
    assert.deepEqual(await eventsOf(job, 3), [])
  })

  it('lets running jobs finish when it drains, and puts the rest back without counting the attempt', async () => {
    const engine = createFakeEngine({ concurrency: 2 })
    const scheduler = start(engine)
    const [quick, slow, queued] = [await submit('quick'), await submit('slow'), await submit('queued')]
    await engine.call(1)
    const drained = scheduler.drain(5000)
    engine.calls[0]!.succeed()
    assert.equal((await done(quick!)).state, 'succeeded')
    await core.clock.advance(5000)
    await drained
    const jobs = await Promise.all([slow!, queued!].map((job) => core.jobs.get(caller.accountId, job.id)))
    assert.deepEqual(
      jobs.map(({ state, attempt }) => [state, attempt]),
      [
        ['queued', 0],
        ['queued', 0],
      ],
    )
    assert.equal(engine.calls.length, 2, 'nothing new was begun')
  })

  it('accepts exactly ten of 64 concurrent submissions against a balance for ten', async () => {
    const poor = await core.account(10)
    const outcomes = await Promise.allSettled(Array.from({ length: 64 }, () => submit('', { as: poor })))
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected').map(({ reason }) => (reason as AtelierError).code)
    assert.deepEqual([outcomes.length - refused.length, new Set(refused)], [10, new Set<ErrorCode>(['insufficient_credit'])])
    assert.deepEqual(await core.credits.balance(poor.accountId), { balance: 0, held: 10 })
  })

  it('makes one job of concurrent submissions with the same idempotency key', async () => {
    const submission = { dialect: 'native', operation: 'work', input: { price: 3 }, idempotency: { key: 'k', requestHash: 'h' } }
    const answers = await Promise.all(Array.from({ length: 20 }, () => core.jobs.submit(caller, submission)))
    assert.equal(new Set(answers.map(({ job }) => job.id)).size, 1)
    assert.equal(answers.filter(({ replayed }) => !replayed).length, 1)
    assert.deepEqual(await core.credits.balance(caller.accountId), { balance: 997, held: 3 })
    const changed = core.jobs.submit(caller, { ...submission, idempotency: { key: 'k', requestHash: 'other' } })
    await assert.rejects(changed, (error: AtelierError) => error.code === 'idempotency_mismatch')
    const stranger = await core.account(10)
    assert.equal((await core.jobs.submit(stranger, submission)).replayed, false, "another account's key is another key")
  })

  it('answers for the job of another account exactly as for none', async () => {
    const job = await submit()
    const stranger = await core.account()
    const codeOf = (promise: Promise<unknown>): Promise<string> =>
      promise.then(
        () => 'none',
        (error: AtelierError) => `${error.code} ${error.message}`,
      )
    for (const id of [job.id, 'job_00000000000000000000000000000000', "'; drop table jobs; --"]) {
      assert.equal(await codeOf(core.jobs.get(stranger.accountId, id)), 'job_not_found There is no such job.')
      assert.equal(await codeOf(core.jobs.cancel(stranger.accountId, id)), 'job_not_found There is no such job.')
      const events = core.jobs.events(stranger.accountId, id, { after: 0, signal: never })[Symbol.asyncIterator]()
      assert.equal(await codeOf(events.next()), 'job_not_found There is no such job.')
    }
    assert.deepEqual(await core.jobs.list(stranger.accountId, { limit: 10 }), [])
    assert.equal(await stateOf(job), 'queued')
  })

  it('refuses bad input, unknown operations and operations without an engine, and holds nothing', async () => {
    const attempt = (operation: string, input: Record<string, unknown>): Promise<string> =>
      core.jobs.submit(caller, { dialect: 'native', operation, input }).then(
        () => 'accepted',
        (error: AtelierError) => error.code,
      )
    assert.equal(await attempt('nothing', {}), 'operation_not_found')
    for (const input of [
      { price: '1' },
      { price: 1.5 },
      { price: -1 },
      { price: NaN },
      { price: 1e300 },
      { price: 1, extra: 1 },
      { label: 1 },
    ])
      assert.equal(await attempt('work', input), 'invalid_input', JSON.stringify(input))
    const idle = await createCore({ engines: [{ name: 'other', operations: new Map([['else', 'stand-in']]) }] })
    const rejected = idle.jobs.submit(await idle.account(5), { dialect: 'native', operation: 'work', input: {} })
    await assert.rejects(rejected, (error: AtelierError) => error.code === 'operation_unavailable')
    await idle.test.remove()
    assert.deepEqual(await core.credits.balance(caller.accountId), { balance: 1000, held: 0 })
  })

  it('lets an account queue only so many jobs', async () => {
    const small = await createCore({ queueLimit: 2 })
    const owner = await small.account(10)
    const codes = await Promise.all(
      [1, 2, 3].map(() =>
        small.jobs.submit(owner, { dialect: 'native', operation: 'work', input: {} }).then(
          () => 'ok',
          (error: AtelierError) => error.code,
        ),
      ),
    )
    assert.deepEqual(codes.sort(), ['ok', 'ok', 'queue_full'])
    await small.test.remove()
  })

  it('brings hundreds of jobs of many accounts through two workers, each exactly once', async () => {
    const callers = await Promise.all(Array.from({ length: 5 }, () => core.account(100)))
    const jobs = await Promise.all(callers.flatMap((as) => Array.from({ length: 60 }, () => submit('', { as }))))
    const counts = new Map<string, number>()
    for (let worker = 0; worker < 2; worker++) {
      const noop = createNoopEngine({ concurrency: 16 })
      const scheduler = core.scheduler({
        engines: [
          { ...noop, run: (task, context) => (counts.set(task.jobId, (counts.get(task.jobId) ?? 0) + 1), noop.run(task, context)) },
        ],
        runningLimit: 20,
      })
      schedulers.push(scheduler)
      scheduler.start()
    }
    const finished = await Promise.all(jobs.map(done))
    assert.ok(finished.every(({ state }) => state === 'succeeded'))
    assert.deepEqual(
      [...counts.values()],
      jobs.map(() => 1),
    )
    for (const as of callers) assert.deepEqual(await core.credits.balance(as.accountId), { balance: 40, held: 0 })
  })
})
