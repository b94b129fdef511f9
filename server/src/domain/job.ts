import type { ErrorCode } from './errors.ts'
import type { Fidelity, Warning } from './operation.ts'

export const JOB_STATES = ['queued', 'running', 'succeeded', 'failed', 'canceled'] as const
export type JobState = (typeof JOB_STATES)[number]

export function isFinal(state: JobState): boolean {
  return state === 'succeeded' || state === 'failed' || state === 'canceled'
}

/** What happens to a job, in the order in which it may happen. Every event is stored and numbered. */
export const EVENT_TYPES = [
  'job.queued',
  'job.started',
  'job.progressed',
  'job.requeued',
  'job.cancel_requested',
  'job.succeeded',
  'job.failed',
  'job.canceled',
] as const
export type EventType = (typeof EVENT_TYPES)[number]

export interface JobEvent {
  readonly jobId: string
  /** 1, 2, 3 … without gaps; undefined for progress that was told live and not stored. */
  readonly seq: number | undefined
  readonly type: EventType
  readonly data: Readonly<Record<string, unknown>>
  readonly createdAt: number
}

export interface JobError {
  readonly code: ErrorCode
  readonly message: string
  /** The input that is at fault, where it is one: `mask`, `faces.1` … */
  readonly field?: string
}

export interface JobMedia {
  readonly name: string
  readonly mediaId: string
}

/** A job as services hand it out. Times are milliseconds since 1970, UTC. */
export interface Job {
  readonly id: string
  readonly accountId: string
  readonly dialect: string
  readonly operation: string
  /** Validated, defaults filled in; media properties hold media ids. */
  readonly input: Readonly<Record<string, unknown>>
  readonly state: JobState
  readonly priority: number
  readonly attempt: number
  readonly maxAttempts: number
  /** 0..1 */
  readonly progress: number
  /** How many queued jobs of this server come before it; null unless queued. Counted up to 1,000. */
  readonly queuePosition: number | null
  readonly engine: string | null
  readonly fidelity: Fidelity | null
  /** Credits held, captured or (when not succeeded) released. */
  readonly price: number
  readonly outputs: readonly JobMedia[]
  readonly warnings: readonly Warning[]
  /** What the result tells beside its files; null where there is nothing to tell. */
  readonly data: Readonly<Record<string, unknown>> | null
  readonly error: JobError | null
  readonly lastEventSeq: number
  readonly cancelRequestedAt: number | null
  readonly createdAt: number
  readonly startedAt: number | null
  readonly finishedAt: number | null
  readonly deadlineAt: number
}
