import type { Caller } from '../../domain/account.ts'
import type { Job, JobEvent, JobState } from '../../domain/job.ts'
import type { OperationDefinition } from '../../domain/operation.ts'
import type { Consent } from '../policy/policy-service.ts'

export interface Submission {
  /** The door: `native`, `aitubo` … */
  readonly dialect: string
  /** The job's id, where it was promised before. */
  readonly id?: string
  readonly operation: string
  /** As the caller gave it; checked against the operation's schema. Media properties: a media id, an http(s) URL or a data URI. */
  readonly input: Readonly<Record<string, unknown>>
  /** -100..100, higher first. Orders an account's own jobs; the order between accounts is not for sale. */
  readonly priority?: number
  /** The same key with the same `requestHash` gives the earlier job; with another hash it is `idempotency_mismatch`. */
  readonly idempotency?: { readonly key: string; readonly requestHash: string }
  readonly requestId?: string
  /** That the people in the pictures agreed; left out by a door that has no word for it. */
  readonly consent?: Consent
}

export interface Submitted {
  readonly job: Job
  /** True when the idempotency key was known: nothing was made or charged. */
  readonly replayed: boolean
  /** Credits left to the account after this job's hold. */
  readonly balance: number
}

export interface JobFilter {
  readonly states?: readonly JobState[]
  readonly operations?: readonly string[]
  readonly dialect?: string
  /** 1..100 */
  readonly limit: number
  /** Jobs older than this one (its id); for cursors. */
  readonly olderThan?: string
  /** Rows to pass over; for dialects that count pages. */
  readonly offset?: number
}

export interface OperationStatus {
  readonly definition: OperationDefinition
  /** The engine that would do it and how true its results are; null when this installation has none. */
  readonly engine: { readonly name: string; readonly fidelity: string } | null
}

/** What users do with jobs. Every method answers `job_not_found` for a job of another account. */
export interface JobService {
  /**
   * Validates, prices and, in one transaction, stores the job with its credit hold, idempotency record and first event.
   * @throws operation_not_found, operation_unavailable, invalid_input, media_not_found, insufficient_credit, queue_full,
   * idempotency_mismatch, what the policy refuses with, and what fetching a media URL throws. Nothing is stored or held then.
   */
  submit(caller: Caller, submission: Submission): Promise<Submitted>
  get(accountId: string, jobId: string): Promise<Job>
  /** Newest first. */
  list(accountId: string, filter: JobFilter): Promise<readonly Job[]>
  /** A queued job is canceled at once, a running one soon (`cancelRequestedAt`); a finished one is returned as it is. */
  cancel(accountId: string, jobId: string): Promise<Job>
  /**
   * Stored events with a number above `after`, then live ones (with unnumbered progress between), until the final event or abort.
   * Never skips a number.
   */
  events(accountId: string, jobId: string, options: { readonly after: number; readonly signal: AbortSignal }): AsyncIterable<JobEvent>
  /** The job once it is final, or as it is after `timeoutMs` or abort. */
  waitUntilFinal(accountId: string, jobId: string, options: { readonly timeoutMs: number; readonly signal: AbortSignal }): Promise<Job>
  operations(): readonly OperationStatus[]
}
