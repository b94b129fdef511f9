import { AtelierError } from '../../domain/errors.ts'
import { isFinal } from '../../domain/job.ts'
import type { Clock } from '../../ports/clock.ts'
import type { JobService } from '../../services/jobs/job-service.ts'
import { MAX_STEP_MS, type PerfectTask, type PerfectTasks } from '../../services/perfect/perfect-tasks.ts'

/**
 * Drops tasks that nobody polls: their jobs are canceled, which gives the hold back. Polls are noted in memory and written together once a
 * second; the grace beyond the documented ten seconds covers what a crash loses of them. Time is served time: it stands still while no server
 * is up, so a restart loses nobody's task. Whether a task is lost is told by its job alone (canceled, or asked to stop), so there is no moment
 * at which the two could disagree.
 */
export interface TaskWatch {
  /** A poll of an unfinished task. False when it comes too late: then the task is dropped. */
  poll(task: PerfectTask): Promise<boolean>
  /** Whether nobody, in any process, waits for it any more. Asking is no poll. */
  isLost(task: PerfectTask): Promise<boolean>
  /** Counts as polled until the returned function is called, and then once more: while the task's request is still being answered. */
  hold(taskId: string): () => void
  /** One round: writes polls, drops what is lost. Rounds run once a second between `start` and `stop`. */
  turn(): Promise<void>
  start(): void
  /** Writes the last polls. */
  stop(): Promise<void>
}

const EVERY_MS = 1000
/** While there is no open task: those of another process that died are found that late. */
const IDLE_EVERY_MS = 10_000
const FORGET_EVERY_MS = 10 * 60_000

export function createTaskWatch(options: {
  readonly tasks: PerfectTasks
  readonly jobs: Pick<JobService, 'cancel'>
  readonly clock: Clock
  /** In which an unfinished task is polled at least once, or lost. */
  readonly lostAfterMs: number
  /** Removes what is past its time; called now and then. */
  readonly forget: () => Promise<void>
  readonly log: { error(facts: object, message: string): void }
}): TaskWatch {
  const { tasks, jobs, clock, lostAfterMs, log } = options
  /** By task, the served time of its last poll that is not written yet; and of those that the last round wrote, or is writing. */
  let polls = new Map<string, number>()
  let written: ReadonlyMap<string, number> = polls
  const held = new Set<string>()
  let counted: { readonly servedMs: number; readonly at: number } | undefined
  let turning: Promise<void> = Promise.resolve()
  let cancelTimer: () => void = () => {}
  let isRunning = false
  let isIdle = false
  let forgotAt = -Infinity

  const note = (taskId: string, servedMs: number): void => void polls.set(taskId, Math.max(servedMs, polls.get(taskId) ?? 0))
  const keep = (servedMs: number): number => {
    counted = { servedMs, at: clock.now() }
    return servedMs
  }
  /** Served time is counted once a second; between, it goes on as time does. Undefined before it was counted first. */
  const estimate = (): number | undefined => counted && counted.servedMs + Math.min(MAX_STEP_MS, Math.max(0, clock.now() - counted.at))
  const served = async (): Promise<number> => estimate() ?? keep(await tasks.countServed())

  // The task may have been read before its last poll was written.
  const lastPoll = (task: PerfectTask): number => Math.max(task.polledAt, written.get(task.id) ?? 0, polls.get(task.id) ?? 0)

  async function drop(task: PerfectTask): Promise<void> {
    if (task.jobId !== null) {
      const job = await jobs.cancel(task.accountId, task.jobId).catch((error: unknown) => {
        // Its server died between the promise of the job and the job.
        if (error instanceof AtelierError && error.code === 'job_not_found') return undefined
        throw error
      })
      // One that stops soon is final in a moment: the next round closes it.
      if (job !== undefined && !isFinal(job.state)) return
    }
    await tasks.close(task.id)
  }

  async function turn(): Promise<void> {
    if (held.size > 0) {
      const now = await served()
      for (const id of held) note(id, now)
    }
    written = polls
    polls = new Map()
    try {
      const beat = await tasks.beat(written, lostAfterMs)
      isIdle = beat === undefined && held.size === 0
      if (beat === undefined) {
        counted = undefined
        return
      }
      keep(beat.servedMs)
      for (const task of beat.unpolled) if (!held.has(task.id)) await drop(task)
    } catch (error) {
      for (const [id, servedMs] of written) note(id, servedMs)
      throw error
    }
  }

  /** One round at a time, also where the clock leaps. */
  const takeTurn = (): Promise<void> => (turning = turning.then(turn, turn))

  async function round(): Promise<void> {
    try {
      await takeTurn()
      if (clock.now() - forgotAt >= FORGET_EVERY_MS) {
        forgotAt = clock.now()
        await options.forget()
      }
    } catch (error) {
      log.error({ err: error }, 'the watch over Perfect tasks failed')
    }
    schedule()
  }

  function schedule(): void {
    cancelTimer()
    if (isRunning) cancelTimer = clock.schedule(isIdle ? IDLE_EVERY_MS : EVERY_MS, () => void round())
  }

  return {
    async poll(task) {
      const now = await served()
      if (now - lastPoll(task) > lostAfterMs) {
        await drop(task)
        return false
      }
      note(task.id, now)
      return true
    },

    isLost: async (task) => !task.isOpen || (await served()) - lastPoll(task) > lostAfterMs,

    hold(taskId) {
      held.add(taskId)
      if (isIdle) {
        isIdle = false
        schedule()
      }
      return () => {
        held.delete(taskId)
        note(taskId, estimate() ?? 0)
      }
    },

    turn: takeTurn,
    start() {
      isRunning = true
      schedule()
    },

    async stop() {
      isRunning = false
      cancelTimer()
      if (polls.size > 0)
        await takeTurn().catch((error: unknown) => log.error({ err: error }, 'the last polls of Perfect tasks were not written'))
    },
  }
}
