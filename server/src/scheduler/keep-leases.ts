import { sql } from 'kysely'
import { AtelierError } from '../domain/errors.ts'
import type { Database, Queries } from '../db/connect.ts'
import { insertEvents, isLeaseOf, type LeasedJob } from '../db/jobs.ts'
import { settleHolds } from '../db/ledger.ts'
import { isOneOf, rowsOf } from '../db/rows.ts'

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
  const { rows } = await sql<{ job_id: string; token: string; cancel_requested_at: number | null }>`
    update leases set expires_at = ${leaseUntil} where ${isLeaseOf(queries, jobs)} returning job_id, token, cancel_requested_at
  `.execute(queries)
  return new Map(rows.map((row) => [`${row.job_id} ${row.token}`, { cancelRequested: row.cancel_requested_at !== null }]))
}

export interface ProgressReport extends LeasedJob {
  readonly fraction: number
  readonly message: string | undefined
}

/** Stores progress of running jobs, each as a numbered event. Returns the ids of those that are still this worker's. */
export async function storeProgress(database: Database, reports: readonly ProgressReport[], now: number): Promise<string[]> {
  if (reports.length === 0) return []
  return database.transact(async (trx) => {
    const { rows } = await sql<{ job_id: string; event_seq: number }>`
      update leases set progress = r.fraction, event_seq = leases.event_seq + 1
      from ${rowsOf(
        trx,
        reports.map(({ jobId, leaseToken, fraction }) => ({ job: jobId, lease: leaseToken, fraction })),
        { job: 'text', lease: 'text', fraction: 'double precision' },
      )}
      where leases.job_id = r.job and leases.token = r.lease
      returning leases.job_id, leases.event_seq
    `.execute(trx)
    const seqs = new Map(rows.map((row) => [row.job_id, row.event_seq]))
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
export async function findLost(queries: Queries, now: number, limit = 500): Promise<(LeasedJob & { readonly operation: string })[]> {
  const rows = await queries
    .selectFrom('leases')
    .innerJoin('job_records', 'job_records.id', 'leases.job_id')
    .select(['job_id', 'token', 'operation'])
    .where('expires_at', '<=', now)
    .limit(limit)
    .execute()
  return rows.map(({ job_id, token, operation }) => ({ jobId: job_id, leaseToken: token, operation }))
}

/** Fails queued jobs whose deadline has passed and releases their holds. Returns them. */
export async function failOverdue(
  database: Database,
  now: number,
  limit = 500,
): Promise<{ readonly id: string; readonly operation: string }[]> {
  const overdue = await database.queries.selectFrom('queue').select('job_id').where('deadline_at', '<=', now).limit(limit).execute()
  if (overdue.length === 0) return []
  const { code, message } = new AtelierError('deadline_exceeded')
  const error = { code, message }
  return database.transact(async (trx) => {
    const ids = overdue.map((row) => row.job_id)
    const taken = await sql<{ job_id: string }>`delete from queue where ${isOneOf(trx, 'job_id', ids)} returning job_id`.execute(trx)
    const { rows } = await sql<{ id: string; account_id: string; operation: string; event_seq: number }>`
      update job_records set state = 'failed', error_json = ${JSON.stringify(error)}, finished_at = ${now}, event_seq = event_seq + 1
      where ${isOneOf(
        trx,
        'id',
        taken.rows.map((row) => row.job_id),
      )}
      returning id, account_id, operation, event_seq
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
    return rows
  })
}
