import { sql } from 'kysely'
import type { Database } from '../../db/connect.ts'
import { isOneOf } from '../../db/rows.ts'
import { isFinal, type JobState } from '../../domain/job.ts'

const BATCH = 200

/** What goes with a job, by the column that names it. Ledger entries stay: they are the account's statement. Media have an expiry of their own. */
const BELONGINGS = [
  ['idempotency_keys', 'job_id'],
  ['aliases', 'target'],
  ['job_inputs', 'job_id'],
  ['job_events', 'job_id'],
  ['holds', 'job_id'],
  ['job_records', 'id'],
] as const

/**
 * Removes final jobs that were finished before a time, with all that belongs to them; returns how many. Final jobs never change, so nothing
 * is locked. In batches, one transaction each, between which others get their turn.
 * Walks in the order of ids, which is that of submission, as far as the first batch whose last job came later: no index by time is needed,
 * which every job would have to write. A job out of order, by clocks that differ, is found by a later walk.
 */
export async function removeOldJobs(database: Database, finishedBefore: number): Promise<number> {
  let removed = 0
  for (let last = ''; ;) {
    const { rows } = await sql<{ id: string; state: JobState; created_at: number; finished_at: number | null }>`
      select id, state, created_at, finished_at from job_records where id > ${last} order by id limit ${BATCH}
    `.execute(database.queries)
    const old = rows.filter(({ state, finished_at }) => isFinal(state) && finished_at !== null && finished_at < finishedBefore)
    const ids = old.map(({ id }) => id)
    if (ids.length > 0)
      await database.transact(async (trx) => {
        for (const [table, column] of BELONGINGS) await sql`delete from ${sql.table(table)} where ${isOneOf(trx, column, ids)}`.execute(trx)
      })
    removed += ids.length
    const end = rows.at(-1)
    if (rows.length < BATCH || end === undefined || end.created_at >= finishedBefore) return removed
    last = end.id
    await new Promise((resolve) => setImmediate(resolve))
  }
}
