import { sql } from 'kysely'
import { AtelierError } from '../../domain/errors.ts'
import { isFinal, type JobState } from '../../domain/job.ts'
import type { Database, Queries } from '../../db/connect.ts'
import { insertEvents } from '../../db/jobs.ts'
import { settleHolds } from '../../db/ledger.ts'

/**
 * Ends a queued job and releases its hold, or notes on a running one that it shall stop. A job that is final, or asked to stop before,
 * stays as it is. Returns the state that it found. @throws job_not_found
 */
export async function cancelJob(database: Database, accountId: string, jobId: string, now: number): Promise<JobState> {
  return database.transact(async (trx) => {
    for (;;) {
      const job = await trx
        .selectFrom('jobs')
        .select(['state', 'cancel_requested_at'])
        .where('id', '=', jobId)
        .where('account_id', '=', accountId)
        .executeTakeFirst()
      if (!job) throw new AtelierError('job_not_found')
      if (isFinal(job.state) || job.cancel_requested_at !== null) return job.state
      if (job.state === 'queued' ? await endQueued(trx, accountId, jobId, now) : await requestStop(trx, jobId, now)) return job.state
      // Claimed, or back in the queue, between the two statements: another look. Each round waited for a transaction that moved the job.
    }
  })
}

async function endQueued(trx: Queries, accountId: string, jobId: string, now: number): Promise<boolean> {
  const { rows: taken } = await sql`delete from queue where job_id = ${jobId} returning job_id`.execute(trx)
  if (taken.length === 0) return false
  const { rows } = await sql<{ event_seq: number }>`
    update job_records set state = 'canceled', cancel_requested_at = ${now}, finished_at = ${now}, event_seq = event_seq + 1
    where id = ${jobId} returning event_seq
  `.execute(trx)
  await insertEvents(trx, [{ jobId, seq: rows[0]!.event_seq, type: 'job.canceled', data: {} }], now)
  await settleHolds(trx, [{ jobId, accountId, to: 'released' }], now)
  return true
}

async function requestStop(trx: Queries, jobId: string, now: number): Promise<boolean> {
  const { rows } = await sql<{ event_seq: number }>`
    update leases set cancel_requested_at = ${now}, event_seq = event_seq + 1
    where job_id = ${jobId} and cancel_requested_at is null returning event_seq
  `.execute(trx)
  if (rows.length === 0) return false
  await insertEvents(trx, [{ jobId, seq: rows[0]!.event_seq, type: 'job.cancel_requested', data: {} }], now)
  return true
}
