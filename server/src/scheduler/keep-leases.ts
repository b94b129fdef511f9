import { sql } from 'kysely'
import { AtelierError } from '../domain/errors.ts'
import type { Database, Queries } from '../db/connect.ts'
import { insertEvents } from '../db/jobs.ts'
import { settleHolds } from '../db/ledger.ts'
import { isOneOf, isStill, rowLock, rowsOf } from '../db/rows.ts'

export interface LeasedJob {
  readonly jobId: string
  readonly leaseToken: string
}

const LEASE_COLUMNS = { job_id: 'text', token: 'text' } as const
const toRows = (jobs: readonly LeasedJob[]) => jobs.map(({ jobId, leaseToken }) => ({ job_id: jobId, token: leaseToken }))

/**
 * The heartbeat: extends the leases of running jobs. The answer is by job id and lease token, with a space between; a job that is not in it is
 * no longer this worker's, and one that shall stop says so.
 */
export async function extendLeases(
  queries: Queries,
  jobs: readonly LeasedJob[],
  leaseUntil: number,
): Promise<Map<string, { cancelRequested: boolean }>> {
  if (jobs.length === 0) return new Map()
  const { rows } = await sql<{ id: string; lease_token: string; cancel_requested_at: number | null }>`
    update jobs set lease_until = ${leaseUntil} from ${rowsOf(queries, toRows(jobs), LEASE_COLUMNS)}
    where jobs.id = r.job_id and jobs.lease_token = r.token and ${isStill('jobs.state', 'running')}
    returning jobs.id, jobs.lease_token, jobs.cancel_requested_at
  `.execute(queries)
  return new Map(rows.map((row) => [`${row.id} ${row.lease_token}`, { cancelRequested: row.cancel_requested_at !== null }]))
}

export interface ProgressReport extends LeasedJob {
  readonly fraction: number
  readonly message: string | undefined
}

/** Stores progress of running jobs, each as a numbered event. Returns the ids of those that are still this worker's. */
export async function storeProgress(database: Database, reports: readonly ProgressReport[], now: number): Promise<string[]> {
  if (reports.length === 0) return []
  return database.transact(async (trx) => {
    const { rows } = await sql<{ id: string; event_seq: number }>`
      update jobs set progress = r.fraction, event_seq = event_seq + 1
      from ${rowsOf(
        trx,
        reports.map(({ jobId, leaseToken, fraction }) => ({ job_id: jobId, token: leaseToken, fraction })),
        { ...LEASE_COLUMNS, fraction: 'double precision' },
      )}
      where jobs.id = r.job_id and jobs.lease_token = r.token and ${isStill('jobs.state', 'running')}
      returning jobs.id, jobs.event_seq
    `.execute(trx)
    const seqs = new Map(rows.map((row) => [row.id, row.event_seq]))
    const owned = reports.filter(({ jobId }) => seqs.has(jobId))
    await insertEvents(
      trx,
      owned.map(({ jobId, fraction, message }) => ({
        jobId,
        seq: seqs.get(jobId)!,
        type: 'job.progressed',
        data: progressData(fraction, message),
      })),
      now,
    )
    return owned.map(({ jobId }) => jobId)
  })
}

export function progressData(fraction: number, message: string | undefined): Record<string, unknown> {
  return { progress: fraction, ...(message === undefined ? {} : { message }) }
}

/** Running jobs whose lease has run out. */
export async function findLost(queries: Queries, now: number, limit = 500): Promise<LeasedJob[]> {
  const rows = await queries
    .selectFrom('jobs')
    .select(['id', 'lease_token'])
    .where('state', '=', 'running')
    .where('lease_until', '<=', now)
    .limit(limit)
    .execute()
  return rows.map((row) => ({ jobId: row.id, leaseToken: row.lease_token! }))
}

/** Fails queued jobs whose deadline has passed and releases their holds. Returns their ids. */
export async function failOverdue(database: Database, now: number, limit = 500): Promise<string[]> {
  const overdue = await database.queries
    .selectFrom('jobs')
    .select('id')
    .where('state', '=', 'queued')
    .where('deadline_at', '<=', now)
    .limit(limit)
    .execute()
  if (overdue.length === 0) return []
  const { code, message } = new AtelierError('deadline_exceeded')
  const error = { code, message }
  return database.transact(async (trx) => {
    const ids = overdue.map((row) => row.id)
    const locked = await sql<{ id: string }>`
      select id from jobs where ${isOneOf(trx, 'id', ids)} and ${isStill('state', 'queued')} order by id${rowLock(trx, 'for update')}
    `.execute(trx)
    const { rows } = await sql<{ id: string; account_id: string; event_seq: number }>`
      update jobs set state = 'failed', error_json = ${JSON.stringify(error)}, finished_at = ${now}, event_seq = event_seq + 1
      where ${isOneOf(
        trx,
        'id',
        locked.rows.map((row) => row.id),
      )} and ${isStill('state', 'queued')}
      returning id, account_id, event_seq
    `.execute(trx)
    await settleHolds(
      trx,
      rows.map((row) => ({ jobId: row.id, accountId: row.account_id, to: 'released' })),
      now,
    )
    await insertEvents(
      trx,
      rows.map((row) => ({ jobId: row.id, seq: row.event_seq, type: 'job.failed', data: { error } })),
      now,
    )
    return rows.map((row) => row.id)
  })
}
