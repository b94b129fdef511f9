/**
 * Runs jobs: claims them in batches, leases them, hands them to engines, stores what comes of them. One per process.
 *
 * A job is in `runs` from its claim until its settlement is stored; an engine's place is free again as soon as the engine has
 * answered: screening and storing its outputs takes none. Loops: claim (at a signal, when a place falls free, once a second), heartbeat (a third of the lease), progress
 * (twice a second), reap (leases that ran out anywhere, deadlines of queued jobs). What the loops miss in a crash, the reap loop of
 * another process or of the next start finds.
 */
import { newId } from '../domain/ids.ts'
import type { RunOutcome } from '../domain/job-machine.ts'
import { createBatcher } from '../lib/batcher.ts'
import type { Clock } from '../ports/clock.ts'
import type { Engine } from '../ports/engine.ts'
import type { JobSignals, SettledSignal } from '../services/jobs/job-signals.ts'
import { type ClaimedJob, claimJobs } from './claim-jobs.ts'
import { extendLeases, failOverdue, findLost, progressData, storeProgress } from './keep-leases.ts'
import { createJobPerformer, type JobPerformerOptions, StopRun } from './perform-job.ts'
import { type JobResult, type Settled, type Settlement, settleJobs } from './settle-jobs.ts'

export interface SchedulerOptions extends JobPerformerOptions {
  readonly clock: Clock
  readonly signals: JobSignals
  readonly engines: readonly Engine[]
  /** A worker that is silent for so long has lost its jobs. */
  readonly leaseMs: number
  /** How many jobs of one account may run at once; 0 is no limit. */
  readonly runningLimit: number
  readonly log: SchedulerLog
}

export interface SchedulerLog {
  info(facts: object, message: string): void
  warn(facts: object, message: string): void
  error(facts: object, message: string): void
}

export interface Scheduler {
  readonly workerId: string
  start(): void
  /** Jobs that this process runs now. */
  running(): number
  /** Claims no more, lets running jobs finish for up to `timeoutMs`, then stops the rest and puts them back into the queue. */
  drain(timeoutMs: number): Promise<void>
  /** One turn of the reap loop, for tests and for start-up. */
  reap(): Promise<void>
}

const CLAIM_POLL_MS = 1000
const PROGRESS_EVERY_MS = 500

interface Run {
  readonly job: ClaimedJob
  readonly controller: AbortController
  readonly startedAt: number
  readonly done: Promise<void>
  /** Told by the engine and not stored yet. */
  progress: { readonly fraction: number; readonly message: string | undefined } | undefined
  fraction: number
}

const keyOf = (job: ClaimedJob): string => `${job.id} ${job.lease_token}`

export function createScheduler(options: SchedulerOptions): Scheduler {
  const { database, clock, signals, engines, leaseMs, runningLimit, log } = options
  const workerId = newId('worker')
  const perform = createJobPerformer(options)
  const slots = engines.map((engine) => ({ engine, operations: new Set(engine.operations.keys()), used: 0 }))
  /** By job and lease: a job that this worker lost and claimed again is two runs until the first has ended. */
  const runs = new Map<string, Run>()
  const stops: (() => void)[] = []
  let claiming = false
  let claimAgain = false
  let open = false
  /** The drain's time is over: what is still claimed is given back at once. */
  let late = false

  const settle = createBatcher<Settlement, Settled>({
    maxSize: 500,
    parallel: 2,
    run: (settlements) => settleJobs(database, settlements, clock.now()),
  })

  /** Calls `work` every `everyMs`, never twice at once; an error is logged and the loop goes on. */
  function loop(name: string, everyMs: number, work: () => Promise<void>): void {
    let stopped = false
    let cancel: () => void = () => {}
    const turn = async (): Promise<void> => {
      try {
        await work()
      } catch (error) {
        log.error({ err: error, loop: name }, 'scheduler loop failed')
      }
      if (!stopped) cancel = clock.schedule(everyMs, () => void turn())
    }
    cancel = clock.schedule(everyMs, () => void turn())
    stops.push(() => {
      stopped = true
      cancel()
    })
  }

  /** Claims at the end of this turn of the event loop, so that places that fall free together are filled by one statement. */
  function wake(): void {
    if (claiming) {
      claimAgain = true
      return
    }
    claiming = true
    setImmediate(() => void claim())
  }

  async function claim(): Promise<void> {
    try {
      do {
        claimAgain = false
        // A slow database holds claiming back: no more than two rounds of finished work wait to be stored.
        const unsettled = runs.size - slots.reduce((sum, { used }) => sum + used, 0)
        const free = slots.map(({ engine, operations, used }) => ({
          name: engine.name,
          operations,
          free: unsettled > 2 * engine.concurrency ? 0 : engine.concurrency - used,
        }))
        if (!open || free.every((engine) => engine.free === 0)) break
        const jobs = await claimJobs(database, { workerId, engines: free, leaseMs, runningLimit, now: clock.now() })
        for (const job of jobs) startRun(job)
      } while (claimAgain)
    } catch (error) {
      log.error({ err: error }, 'claiming jobs failed')
    } finally {
      claiming = false
      if (claimAgain && open) wake()
    }
  }

  function startRun(job: ClaimedJob): void {
    const slot = slots.find(({ engine }) => engine.name === job.engine)!
    slot.used++
    const controller = new AbortController()
    const leftMs = job.deadline_at - clock.now()
    const cancelDeadline = clock.schedule(leftMs, () => controller.abort(new StopRun('deadline')))
    const run: Run = { job, controller, startedAt: clock.now(), done: work(), progress: undefined, fraction: 0 }
    runs.set(keyOf(job), run)
    signals.send({ kind: 'changed', jobId: job.id })
    if (late) controller.abort(new StopRun('drain'))

    async function work(): Promise<void> {
      // The run is registered and told before the engine is called.
      await Promise.resolve()
      let holdsPlace = true
      const freePlace = (): void => {
        if (!holdsPlace) return
        holdsPlace = false
        slot.used--
        wake()
      }
      const { outcome, result } = await perform(job, slot.engine, {
        signal: controller.signal,
        onProgress: (fraction, message) => reportProgress(run, fraction, message),
        onAnswer: freePlace,
      })
      freePlace()
      cancelDeadline()
      await finish(run, outcome, result)
    }
  }

  function reportProgress(run: Run, fraction: number, message?: string): void {
    const rising = Math.min(1, Math.max(run.fraction, fraction))
    if (rising === run.fraction && message === undefined) return
    run.fraction = rising
    run.progress = { fraction: rising, message }
    signals.send({
      kind: 'progressed',
      event: {
        jobId: run.job.id,
        seq: undefined,
        type: 'job.progressed',
        data: progressData(rising, message),
        createdAt: clock.now(),
      },
    })
  }

  async function finish(run: Run, outcome: RunOutcome, result?: JobResult): Promise<void> {
    const { job } = run
    run.progress = undefined
    try {
      const settled = await settle({ jobId: job.id, leaseToken: job.lease_token, outcome, ...(result ? { result } : {}) })
      const waitedMs = run.startedAt - job.available_at
      tell(job, settled, { waitedMs, ranMs: clock.now() - run.startedAt })
      if (settled === 'lease_lost') log.warn({ jobId: job.id }, 'the lease was lost before the job was done')
      else log.info({ jobId: job.id, operation: job.operation, engine: job.engine, state: settled, attempt: job.attempt }, 'job settled')
    } catch (error) {
      // The lease runs out and the job is claimed again: late, and not lost.
      log.error({ err: error, jobId: job.id }, 'the outcome of a job could not be stored')
    } finally {
      runs.delete(keyOf(job))
      wake()
    }
  }

  function tell({ id, operation }: { id: string; operation: string }, settled: Settled, run?: SettledSignal['run']): void {
    signals.send({ kind: 'changed', jobId: id })
    if (settled !== 'lease_lost') signals.send({ kind: 'settled', operation, state: settled, ...(run ? { run } : {}) })
    if (settled === 'queued') signals.send({ kind: 'queued' })
  }

  const leased = (): { jobId: string; leaseToken: string }[] =>
    [...runs.values()].map(({ job }) => ({ jobId: job.id, leaseToken: job.lease_token }))

  async function heartbeat(): Promise<void> {
    const asked = leased()
    const kept = await extendLeases(database.queries, asked, clock.now() + leaseMs)
    for (const { jobId, leaseToken } of asked) {
      const run = runs.get(`${jobId} ${leaseToken}`)
      // Settled while the statement ran.
      if (!run) continue
      const lease = kept.get(`${jobId} ${leaseToken}`)
      if (!lease) run.controller.abort(new StopRun('lease_lost'))
      else if (lease.cancelRequested) run.controller.abort(new StopRun('cancel'))
    }
  }

  async function flushProgress(): Promise<void> {
    const reports = [...runs.values()].flatMap(({ job, progress }) =>
      progress ? [{ jobId: job.id, leaseToken: job.lease_token, ...progress }] : [],
    )
    for (const { jobId, leaseToken } of reports) runs.get(`${jobId} ${leaseToken}`)!.progress = undefined
    for (const jobId of await storeProgress(database, reports, clock.now())) signals.send({ kind: 'changed', jobId })
  }

  async function reap(): Promise<void> {
    for (const job of await failOverdue(database, clock.now())) tell(job, 'failed')
    const lost = (await findLost(database.queries, clock.now())).filter(({ jobId, leaseToken }) => !runs.has(`${jobId} ${leaseToken}`))
    const settled = await Promise.all(lost.map(({ jobId, leaseToken }) => settle({ jobId, leaseToken, outcome: { kind: 'lost' } })))
    lost.forEach(({ jobId, operation }, i) => {
      if (settled[i] === 'lease_lost') return
      log.warn({ jobId, state: settled[i] }, 'a job lost its worker')
      tell({ id: jobId, operation }, settled[i]!)
    })
  }

  return {
    workerId,
    start() {
      open = true
      stops.push(
        signals.watchAll((signal) => {
          if (signal.kind === 'queued') wake()
          if (signal.kind !== 'cancel') return
          for (const { job, controller } of runs.values()) if (job.id === signal.jobId) controller.abort(new StopRun('cancel'))
        }),
      )
      loop('claim', CLAIM_POLL_MS, async () => wake())
      loop('heartbeat', leaseMs / 3, heartbeat)
      loop('progress', PROGRESS_EVERY_MS, flushProgress)
      loop('reap', leaseMs / 2, reap)
      wake()
      void reap().catch((error: unknown) => log.error({ err: error }, 'reaping at start failed'))
    },
    running: () => runs.size,
    async drain(timeoutMs) {
      open = false
      const { promise: timeOut, resolve } = Promise.withResolvers<void>()
      const cancelTimer = clock.schedule(timeoutMs, () => {
        late = true
        resolve()
      })
      const everyRun = async (): Promise<void> => {
        while (claiming || runs.size > 0)
          await (runs.size > 0 ? Promise.all([...runs.values()].map((run) => run.done)) : new Promise(setImmediate))
      }
      const finished = everyRun()
      await Promise.race([finished, timeOut])
      if (late) {
        for (const run of runs.values()) run.controller.abort(new StopRun('drain'))
        await finished
      }
      cancelTimer()
      for (const stop of stops.splice(0)) stop()
      await settle.idle()
    },
    reap,
  }
}
