import { AtelierError } from '../../domain/errors.ts'
import { isFinal, type JobState } from '../../domain/job.ts'
import type { Database } from '../../db/connect.ts'
import { insertEvents } from '../../db/jobs.ts'
import { settleHolds } from '../../db/ledger.ts'
import { isPostgres } from '../../db/rows.ts'

/**
 * Ends a queued job and releases its hold, or notes on a running one that it shall stop. A job that is final, or asked to stop before,
 * stays as it is. Returns the state that it found. @throws job_not_found
 */
export async function cancelJob(database: Database, accountId: string, jobId: string, now: number): Promise<JobState> {
  return database.transact(async (trx) => {
    const job = await trx
      .selectFrom('jobs')
      .select(['state', 'event_seq', 'cancel_requested_at'])
      .where('id', '=', jobId)
      .where('account_id', '=', accountId)
      .$if(isPostgres(trx), (query) => query.forUpdate())
      .executeTakeFirst()
    if (!job) throw new AtelierError('job_not_found')
    if (isFinal(job.state) || job.cancel_requested_at !== null) return job.state
    const seq = job.event_seq + 1
    const wasQueued = job.state === 'queued'
    await trx
      .updateTable('jobs')
      .set({ cancel_requested_at: now, event_seq: seq, ...(wasQueued ? { state: 'canceled', finished_at: now } : {}) })
      .where('id', '=', jobId)
      .where('state', '=', job.state)
      .execute()
    await insertEvents(trx, [{ jobId, seq, type: wasQueued ? 'job.canceled' : 'job.cancel_requested', data: {} }], now)
    if (wasQueued) await settleHolds(trx, [{ jobId, accountId, to: 'released' }], now)
    return job.state
  })
}
