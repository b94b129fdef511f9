import type { Database } from '../../db/connect.ts'
import * as rows from '../../db/perfect-tasks.ts'
import type { PerfectTaskRow } from '../../db/schema.ts'
import type { Clock } from '../../ports/clock.ts'

/** What the vendor's callers poll. It stands for a job, or for a request that could not become one. */
export interface PerfectTask {
  readonly id: string
  readonly accountId: string
  readonly effect: string
  readonly actionId: number
  /** Written before the job is submitted, so no crash can leave a job that no task knows. */
  readonly jobId: string | null
  /** The vendor's code of what went wrong before there was a job. */
  readonly fault: string | null
  /** What a repeated request is known by. */
  readonly replayKey: string | null
  /** Whether it has to be polled; a task that is final is closed some time later. */
  readonly isOpen: boolean
  /** In served time: see `beat`. */
  readonly polledAt: number
  readonly createdAt: number
}

export interface Beat {
  readonly servedMs: number
  /** The tasks that nobody polled for `lostAfterMs`. */
  readonly unpolled: readonly PerfectTask[]
}

export interface PerfectTasks {
  /** Adds a task that was polled now. False when there is one with this replay key: then nothing is written. */
  add(task: Omit<PerfectTask, 'isOpen' | 'polledAt' | 'createdAt'>): Promise<boolean>
  find(id: string): Promise<PerfectTask | undefined>
  findReplay(replayKey: string): Promise<PerfectTask | undefined>
  findByJob(jobId: string): Promise<PerfectTask | undefined>
  /** A repeated request no longer leads to it. */
  forgetReplay(id: string): Promise<void>
  fail(id: string, fault: string): Promise<void>
  /** It is final: nobody needs to poll it any more. */
  close(id: string): Promise<void>
  remove(id: string): Promise<void>
  removeOld(before: number): Promise<void>
  /**
   * Counts the time in which tasks could be polled, and writes which were. Time that nobody counts, because no server was up, does not
   * become served time, however late the next beat is: it counts for `MAX_STEP_MS` at most. Several processes may beat at once; they count
   * on from each other. Without open tasks nothing is written, and undefined is the answer.
   */
  beat(polls: ReadonlyMap<string, number>, lostAfterMs: number): Promise<Beat | undefined>
  /** Served time now. */
  countServed(): Promise<number>
}

/** A beat that comes later than this after the one before was held up by something that held up polls too. */
export const MAX_STEP_MS = 2000
const UNPOLLED_BATCH = 200

export function createPerfectTasks({ database, clock }: { readonly database: Database; readonly clock: Clock }): PerfectTasks {
  const { queries } = database
  const one = async (column: 'id' | 'replay_key' | 'job_id', value: string) => {
    const row = value.includes('\0') ? undefined : await rows.selectPerfectTask(queries, column, value)
    return row && toTask(row)
  }
  return {
    async add(task) {
      const now = clock.now()
      return database.transact(async (trx) => {
        const served = await rows.countServedTime(trx, now, MAX_STEP_MS)
        return rows.insertPerfectTask(trx, {
          id: task.id,
          account_id: task.accountId,
          effect: task.effect,
          action_id: task.actionId,
          job_id: task.jobId,
          fault: task.fault,
          replay_key: task.replayKey,
          polled_at: served,
          open: task.fault === null ? 1 : 0,
          created_at: now,
        })
      })
    },

    find: (id) => one('id', id),
    findReplay: (replayKey) => one('replay_key', replayKey),
    findByJob: (jobId) => one('job_id', jobId),
    forgetReplay: (id) => rows.updatePerfectTask(queries, id, { replay_key: null }),
    fail: (id, fault) => rows.updatePerfectTask(queries, id, { fault, job_id: null, open: 0 }),
    close: (id) => rows.updatePerfectTask(queries, id, { open: 0 }),
    remove: (id) => rows.deletePerfectTask(queries, id),
    removeOld: (before) => rows.deleteOldPerfectTasks(queries, before),

    async beat(polls, lostAfterMs) {
      if (!(await rows.hasOpenPerfectTask(queries))) return undefined
      const now = clock.now()
      return database.transact(async (trx) => {
        const servedMs = await rows.countServedTime(trx, now, MAX_STEP_MS)
        await rows.notePolls(
          trx,
          [...polls].map(([id, polled]) => ({ id, polled })),
        )
        const unpolled = await rows.selectUnpolledTasks(trx, servedMs - lostAfterMs, UNPOLLED_BATCH)
        return { servedMs, unpolled: unpolled.map(toTask) }
      })
    },

    countServed: () => rows.countServedTime(queries, clock.now(), MAX_STEP_MS),
  }
}

function toTask(row: PerfectTaskRow): PerfectTask {
  return {
    id: row.id,
    accountId: row.account_id,
    effect: row.effect,
    actionId: row.action_id,
    jobId: row.job_id,
    fault: row.fault,
    replayKey: row.replay_key,
    isOpen: row.open === 1,
    polledAt: row.polled_at,
    createdAt: row.created_at,
  }
}
