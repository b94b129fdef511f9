import type { EventType, JobError, JobState } from './job.ts'

/** What came of a running job. */
export type RunOutcome =
  | { readonly kind: 'succeeded' }
  | { readonly kind: 'failed'; readonly error: JobError; readonly retryable: boolean }
  /** Its lease ran out: the worker is gone, or too slow to say that it is not. */
  | { readonly kind: 'lost' }
  /** The worker shuts down and gives it back; this attempt does not count. */
  | { readonly kind: 'returned' }

export interface RunningJob {
  readonly attempt: number
  readonly maxAttempts: number
  readonly deadlineAt: number
  readonly cancelRequested: boolean
}

export interface Transition {
  readonly state: Exclude<JobState, 'running'>
  readonly event: EventType
  readonly error: JobError | null
  /** When the job may be claimed again; only for `queued`. */
  readonly availableAt: number
  readonly attempt: number
  readonly hold: 'captured' | 'released' | 'kept'
}

const DEADLINE_ERROR: JobError = { code: 'deadline_exceeded', message: 'The job was not done before its deadline.' }
const LOST_ERROR: JobError = { code: 'worker_lost', message: 'The worker was lost and the attempts of the job are spent.' }

/** Wait before the next attempt: 1, 4, 16 … seconds, at most a minute. */
function backOffMs(attempt: number): number {
  return Math.min(60_000, 1000 * 4 ** (attempt - 1))
}

/**
 * The job state machine out of `running`. A wish to cancel that came first wins over any outcome, success included: its caller was
 * told that the job stops. Pure; the settle statement applies it under the job's row lock, fenced by the lease token.
 */
export function afterRun(job: RunningJob, outcome: RunOutcome, now: number): Transition {
  const final = { availableAt: now, attempt: job.attempt }
  const canceled: Transition = { state: 'canceled', event: 'job.canceled', error: null, hold: 'released', ...final }
  const failed = (error: JobError): Transition => ({ state: 'failed', event: 'job.failed', error, hold: 'released', ...final })
  const requeued = (availableAt: number, attempt: number): Transition => ({
    state: 'queued',
    event: 'job.requeued',
    error: null,
    hold: 'kept',
    availableAt,
    attempt,
  })

  if (job.cancelRequested) return canceled
  if (outcome.kind === 'succeeded') return { state: 'succeeded', event: 'job.succeeded', error: null, hold: 'captured', ...final }
  if (outcome.kind === 'failed' && !outcome.retryable) return failed(outcome.error)
  if (now >= job.deadlineAt) return failed(DEADLINE_ERROR)
  if (outcome.kind === 'returned') return requeued(now, job.attempt - 1)
  if (job.attempt < job.maxAttempts) return requeued(outcome.kind === 'failed' ? now + backOffMs(job.attempt) : now, job.attempt)
  return failed(outcome.kind === 'failed' ? outcome.error : LOST_ERROR)
}
