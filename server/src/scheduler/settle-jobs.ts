import { sql } from 'kysely'
import type { JobState } from '../domain/job.ts'
import { afterRun, type RunOutcome } from '../domain/job-machine.ts'
import type { Media } from '../domain/media.ts'
import type { Fidelity, Warning } from '../domain/operation.ts'
import type { Database } from '../db/connect.ts'
import { insertEvents, type NewEvent } from '../db/jobs.ts'
import { settleHolds } from '../db/ledger.ts'
import { insertMedia } from '../db/media.ts'
import { isOneOf, isStill, rowLock, rowsOf } from '../db/rows.ts'
import type { JobRow } from '../db/schema.ts'
import type { Outcome } from '../lib/batcher.ts'

export interface JobResult {
  readonly outputs: readonly { readonly name: string; readonly media: Media }[]
  readonly warnings: readonly Warning[]
  readonly fidelity: Fidelity
}

export interface Settlement {
  readonly jobId: string
  readonly leaseToken: string
  readonly outcome: RunOutcome
  /** What the engine made; given exactly when the outcome is success. */
  readonly result?: JobResult
}

/** The job's new state, or that the lease was no longer this worker's: then nothing was changed. */
export type Settled = JobState | 'lease_lost'

/**
 * Ends runs, many in one transaction: state, media rows, credit capture or release, and the event. Every update carries the lease
 * token and the expected state, so a worker that was given up for lost changes nothing when it comes back.
 */
export async function settleJobs(database: Database, settlements: readonly Settlement[], now: number): Promise<Outcome<Settled>[]> {
  return database.transact(async (trx) => {
    const ids = settlements.map(({ jobId }) => jobId).sort()
    const { rows } = await sql<LockedJob>`
      select id, account_id, lease_token, attempt, max_attempts, deadline_at, cancel_requested_at, event_seq, price, progress from jobs where ${isOneOf(trx, 'id', ids)} and ${isStill('state', 'running')} order by id${rowLock(trx, 'for update')}
    `.execute(trx)
    const running = new Map(rows.map((row) => [`${row.id} ${row.lease_token}`, row]))

    const updates: Record<keyof typeof UPDATE_COLUMNS, string | number | null>[] = []
    const events: NewEvent[] = []
    const media: Media[] = []
    const holds: { jobId: string; accountId: string; to: 'captured' | 'released' }[] = []
    const outcomes: Outcome<Settled>[] = []
    for (const { jobId, leaseToken, outcome, result } of settlements) {
      const row = running.get(`${jobId} ${leaseToken}`)
      if (!row || !running.delete(`${jobId} ${leaseToken}`)) {
        outcomes.push({ ok: true, value: 'lease_lost' })
        continue
      }
      const next = afterRun(
        {
          attempt: row.attempt,
          maxAttempts: row.max_attempts,
          deadlineAt: row.deadline_at,
          cancelRequested: row.cancel_requested_at !== null,
        },
        outcome,
        now,
      )
      const made = next.state === 'succeeded' ? result : undefined
      const outputs = made?.outputs.map((output) => ({ name: output.name, mediaId: output.media.id })) ?? []
      media.push(...(made?.outputs.map((output) => output.media) ?? []))
      updates.push({
        job_id: jobId,
        token: leaseToken,
        next_state: next.state,
        next_attempt: next.attempt,
        next_available_at: next.availableAt,
        next_fidelity: made?.fidelity ?? null,
        next_outputs: JSON.stringify(outputs),
        next_warnings: JSON.stringify(made?.warnings ?? []),
        next_error: next.error && JSON.stringify(next.error),
        next_progress: made ? 1 : next.state === 'queued' ? 0 : row.progress,
        next_finished_at: next.state === 'queued' ? null : now,
      })
      events.push({ jobId, seq: row.event_seq + 1, type: next.event, data: eventData(next.error ?? causeOf(outcome), made, outputs) })
      if (next.hold !== 'kept' && row.price > 0) holds.push({ jobId, accountId: row.account_id, to: next.hold })
      outcomes.push({ ok: true, value: next.state })
    }

    if (updates.length === 0) return outcomes
    await Promise.all([
      sql`
        update jobs set state = r.next_state, attempt = r.next_attempt, available_at = r.next_available_at, fidelity = r.next_fidelity,
          outputs_json = r.next_outputs, warnings_json = r.next_warnings, error_json = r.next_error, progress = r.next_progress,
          finished_at = r.next_finished_at, event_seq = event_seq + 1, lease_token = null, lease_until = null, worker_id = null
        from ${rowsOf(trx, updates, UPDATE_COLUMNS)}
        where jobs.id = r.job_id and jobs.lease_token = r.token and ${isStill('jobs.state', 'running')}
      `.execute(trx),
      insertMedia(trx, media),
      insertEvents(trx, events, now),
      settleHolds(trx, holds, now),
    ])
    return outcomes
  })
}

type LockedJob = Pick<
  JobRow,
  | 'id'
  | 'account_id'
  | 'lease_token'
  | 'attempt'
  | 'max_attempts'
  | 'deadline_at'
  | 'cancel_requested_at'
  | 'event_seq'
  | 'price'
  | 'progress'
>

const UPDATE_COLUMNS = {
  job_id: 'text',
  token: 'text',
  next_state: 'text',
  next_attempt: 'bigint',
  next_available_at: 'bigint',
  next_fidelity: 'text',
  next_outputs: 'text',
  next_warnings: 'text',
  next_error: 'text',
  next_progress: 'double precision',
  next_finished_at: 'bigint',
} as const

function causeOf(outcome: RunOutcome): { code: string; message: string } | null {
  if (outcome.kind === 'failed') return outcome.error
  if (outcome.kind === 'lost') return { code: 'worker_lost', message: 'The worker was lost.' }
  return null
}

function eventData(
  error: { code: string; message: string } | null,
  made: JobResult | undefined,
  outputs: readonly object[],
): Record<string, unknown> {
  if (made) return { outputs, fidelity: made.fidelity, ...(made.warnings.length > 0 ? { warnings: made.warnings } : {}) }
  return error ? { error: { code: error.code, message: error.message } } : {}
}
