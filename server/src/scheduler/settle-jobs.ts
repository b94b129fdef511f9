import { sql } from 'kysely'
import type { JobError, JobState } from '../domain/job.ts'
import { afterRun, type RunOutcome, type Transition } from '../domain/job-machine.ts'
import type { Media } from '../domain/media.ts'
import type { Fidelity, Warning } from '../domain/operation.ts'
import type { Database } from '../db/connect.ts'
import { enqueue, insertEvents, isLeaseOf, type LeasedJob, type NewEvent } from '../db/jobs.ts'
import { settleHolds } from '../db/ledger.ts'
import { insertMedia } from '../db/media.ts'
import { rowsOf } from '../db/rows.ts'
import type { LeaseRow, QueueRow } from '../db/schema.ts'
import type { Outcome } from '../lib/batcher.ts'

export interface JobResult {
  readonly outputs: readonly { readonly name: string; readonly media: Media }[]
  readonly warnings: readonly Warning[]
  readonly data: Readonly<Record<string, unknown>> | null
  readonly fidelity: Fidelity
}

export interface Settlement extends LeasedJob {
  readonly outcome: RunOutcome
  /** What the engine made; given exactly when the outcome is success. */
  readonly result?: JobResult
}

/** The job's new state, or that the lease was no longer this worker's: then nothing was changed. */
export type Settled = JobState | 'lease_lost'

/**
 * Ends runs, many in one transaction: state, media rows, credit capture or release, and the event. Taking the lease away comes first and
 * carries its token, so a worker that was given up for lost changes nothing when it comes back.
 */
export async function settleJobs(database: Database, settlements: readonly Settlement[], now: number): Promise<Outcome<Settled>[]> {
  return database.transact(async (trx) => {
    const { rows } = await sql<LeaseRow>`delete from leases where ${isLeaseOf(trx, settlements)} returning *`.execute(trx)
    const running = new Map(rows.map((row) => [`${row.job_id} ${row.token}`, row]))

    const updates: Record<keyof typeof UPDATE_COLUMNS, string | number | null>[] = []
    const events: NewEvent[] = []
    const media: Media[] = []
    const requeued: Pick<QueueRow, 'job_id' | 'fair_rank' | 'available_at'>[] = []
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
        next_state: next.state,
        next_attempt: next.attempt,
        next_seq: row.event_seq + 1,
        next_engine: row.engine,
        next_fidelity: made?.fidelity ?? null,
        next_outputs: JSON.stringify(outputs),
        next_warnings: JSON.stringify(made?.warnings ?? []),
        next_data: made?.data ? JSON.stringify(made.data) : null,
        next_error: next.error && JSON.stringify(next.error),
        next_progress: made ? 1 : next.state === 'queued' ? 0 : row.progress,
        next_cancel_requested_at: row.cancel_requested_at,
        next_started_at: row.started_at,
        next_finished_at: next.state === 'queued' ? null : now,
      })
      if (next.state === 'queued') requeued.push({ job_id: jobId, fair_rank: row.fair_rank, available_at: next.availableAt })
      events.push({ jobId, seq: row.event_seq + 1, type: next.event, data: eventData(next, outcome, made, outputs) })
      if (next.hold !== 'kept' && row.price > 0) holds.push({ jobId, accountId: row.account_id, to: next.hold })
      outcomes.push({ ok: true, value: next.state })
    }

    if (updates.length === 0) return outcomes
    await Promise.all([
      sql`
        update job_records set state = r.next_state, attempt = r.next_attempt, event_seq = r.next_seq, engine = r.next_engine, fidelity = r.next_fidelity,
          outputs_json = r.next_outputs, warnings_json = r.next_warnings, data_json = r.next_data, error_json = r.next_error, progress = r.next_progress,
          cancel_requested_at = r.next_cancel_requested_at, started_at = coalesce(started_at, r.next_started_at), finished_at = r.next_finished_at
        from ${rowsOf(trx, updates, UPDATE_COLUMNS)} where job_records.id = r.job_id
      `.execute(trx),
      enqueue(trx, requeued),
      insertMedia(trx, media),
      insertEvents(trx, events, now),
      settleHolds(trx, holds, now),
    ])
    return outcomes
  })
}

const UPDATE_COLUMNS = {
  job_id: 'text',
  next_state: 'text',
  next_attempt: 'bigint',
  next_seq: 'bigint',
  next_engine: 'text',
  next_fidelity: 'text',
  next_outputs: 'text',
  next_warnings: 'text',
  next_data: 'text',
  next_error: 'text',
  next_progress: 'double precision',
  next_cancel_requested_at: 'bigint',
  next_started_at: 'bigint',
  next_finished_at: 'bigint',
} as const

function causeOf(outcome: RunOutcome): JobError | null {
  if (outcome.kind === 'failed') return outcome.error
  if (outcome.kind === 'lost') return { code: 'worker_lost', message: 'The worker was lost.' }
  return null
}

function eventData(
  next: Transition,
  outcome: RunOutcome,
  made: JobResult | undefined,
  outputs: readonly object[],
): Record<string, unknown> {
  if (made)
    return {
      outputs,
      fidelity: made.fidelity,
      ...(made.warnings.length > 0 ? { warnings: made.warnings } : {}),
      ...(made.data ? { data: made.data } : {}),
    }
  // A job that was canceled has no error, however its run ended.
  const error = next.state === 'canceled' ? null : (next.error ?? causeOf(outcome))
  return error ? { error } : {}
}
