import { type RawBuilder, sql } from 'kysely'
import type { Job, JobError, JobEvent, JobMedia } from '../domain/job.ts'
import type { EventType } from '../domain/job.ts'
import type { Fidelity, Warning } from '../domain/operation.ts'
import type { Queries } from './connect.ts'
import { insertRows, isOneOf, rowsOf, selectByIds } from './rows.ts'
import type { JobEventRow, JobRow, QueueRow } from './schema.ts'

export function toJob(row: JobRow, queuePosition: number | null): Job {
  return {
    id: row.id,
    accountId: row.account_id,
    dialect: row.dialect,
    operation: row.operation,
    input: JSON.parse(row.input_json) as Record<string, unknown>,
    state: row.state,
    priority: row.priority,
    attempt: row.attempt,
    maxAttempts: row.max_attempts,
    progress: row.progress,
    queuePosition,
    engine: row.engine,
    fidelity: row.fidelity as Fidelity | null,
    price: row.price,
    outputs: parseList<JobMedia>(row.outputs_json),
    warnings: parseList<Warning>(row.warnings_json),
    data: row.data_json === null ? null : (JSON.parse(row.data_json) as Record<string, unknown>),
    error: row.error_json === null ? null : (JSON.parse(row.error_json) as JobError),
    lastEventSeq: row.event_seq,
    cancelRequestedAt: row.cancel_requested_at,
    createdAt: row.created_at,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    deadlineAt: row.deadline_at,
  }
}

/** Most lists are empty, and most jobs are read many times. */
const parseList = <T>(json: string): T[] => (json === '[]' ? [] : (JSON.parse(json) as T[]))

export function selectJobs(queries: Queries, ids: readonly string[]): Promise<JobRow[]> {
  return selectByIds<JobRow>(queries, 'jobs', ids)
}

/** Puts jobs, whose records are there, into the queue. */
export async function enqueue(queries: Queries, jobs: readonly Pick<QueueRow, 'job_id' | 'fair_rank' | 'available_at'>[]): Promise<void> {
  if (jobs.length === 0) return
  await sql`
    insert into queue (job_id, account_id, operation, priority, fair_rank, available_at, deadline_at)
    select jobs.id, jobs.account_id, jobs.operation, jobs.priority, r.fair_rank, r.available_at, jobs.deadline_at
    from ${rowsOf(queries, jobs, { job_id: 'text', fair_rank: 'bigint', available_at: 'bigint' })} join job_records jobs on jobs.id = r.job_id
  `.execute(queries)
}

export interface LeasedJob {
  readonly jobId: string
  readonly leaseToken: string
}

/** `where` of statements on leases: those of the given jobs that still have the given token. */
export function isLeaseOf(queries: Queries, leases: readonly LeasedJob[]): RawBuilder<boolean> {
  // The first part finds the rows by the key, the second fences them.
  const ids = leases.map(({ jobId }) => jobId)
  const fences = leases.map(({ jobId, leaseToken }) => `${jobId} ${leaseToken}`)
  return sql<boolean>`${isOneOf(queries, 'leases.job_id', ids)} and ${isOneOf(queries, sql`leases.job_id || ' ' || leases.token`, fences)}`
}

export interface NewEvent {
  readonly jobId: string
  /** The number that the job's row was given in the same transaction; that is what leaves no gaps. */
  readonly seq: number
  readonly type: EventType
  readonly data: Readonly<Record<string, unknown>>
}

export async function insertEvents(queries: Queries, events: readonly NewEvent[], now: number): Promise<void> {
  await insertRows(
    queries,
    'job_events',
    events.map(({ jobId, seq, type, data }) => ({ job_id: jobId, seq, type, data_json: JSON.stringify(data), created_at: now })),
    { job_id: 'text', seq: 'bigint', type: 'text', data_json: 'text', created_at: 'bigint' },
  )
}

/** Events with a number above `after`, in order. */
export async function selectEvents(queries: Queries, jobId: string, after: number): Promise<JobEvent[]> {
  const { rows } = await sql<JobEventRow>`select * from job_events where job_id = ${jobId} and seq > ${after} order by seq`.execute(queries)
  return rows.map((row) => ({
    jobId: row.job_id,
    seq: row.seq,
    type: row.type as EventType,
    data: JSON.parse(row.data_json) as Record<string, unknown>,
    createdAt: row.created_at,
  }))
}
