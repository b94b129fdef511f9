import { sql } from 'kysely'
import type { Database, Queries } from '../../db/connect.ts'
import { isOneOf, rowLock } from '../../db/rows.ts'
import type { MediaStore } from '../../ports/media-store.ts'

const BATCH = 500

/** True for media that a queued or running job reads. */
const neededByLiveJob = sql<boolean>`exists (
  select 1 from job_inputs where job_inputs.media_id = media.id
  and (exists (select 1 from queue where queue.job_id = job_inputs.job_id) or exists (select 1 from leases where leases.job_id = job_inputs.job_id)))`

/** Whether a job that is not final needs the media. The caller holds the media row's lock. */
export async function isNeeded(queries: Queries, mediaId: string): Promise<boolean> {
  const { rows } = await sql`select 1 from media where id = ${mediaId} and ${neededByLiveJob}`.execute(queries)
  return rows.length > 0
}

/**
 * Removes media past their expiry, except those that a live job needs. Their files go with the next `removeUnusedFiles`.
 * A submission that began before the expiry may still be on its way: it holds the media's lock until it has said what it needs, so the rows
 * are locked first and looked at again by a statement of its own.
 */
export async function removeExpiredMedia(database: Database, now: number): Promise<number> {
  for (let removed = 0; ;) {
    const { rows } = await sql<{ id: string }>`
      select id from media where expires_at <= ${now} and not ${neededByLiveJob} order by expires_at limit ${BATCH}
    `.execute(database.queries)
    if (rows.length > 0)
      removed += await database.transact(async (trx) => {
        const expired = isOneOf(
          trx,
          'id',
          rows.map((row) => row.id),
        )
        await sql`select id from media where ${expired} order by id${rowLock(trx, 'for update')}`.execute(trx)
        const { numAffectedRows } = await sql`delete from media where ${expired} and not ${neededByLiveJob}`.execute(trx)
        return Number(numAffectedRows ?? 0)
      })
    if (rows.length < BATCH) return removed
  }
}

/**
 * Removes files that no media names and nobody has written since `touchedBefore`. Each goes under the lock of its row in `blobs`, which
 * whoever stores the same content takes first: it waits, and writes the file anew.
 * Walks through all files in small steps, between which others get their turn: as one statement it held SQLite, and so the whole server, for
 * 130 ms at 300,000 files.
 */
export async function removeUnusedFiles(database: Database, store: MediaStore, touchedBefore: number): Promise<number> {
  const isUnused = sql`touched_at <= ${touchedBefore} and not exists (select 1 from media where media.sha256 = blobs.sha256)`
  let removed = 0
  for (let last = ''; ;) {
    const { rows } = await sql<{ sha256: string; unused: number }>`
      select sha256, case when ${isUnused} then 1 else 0 end as unused from blobs where sha256 > ${last} order by sha256 limit ${BATCH}
    `.execute(database.queries)
    for (const { sha256, unused } of rows) {
      if (unused === 0) continue
      removed += await database.transact(async (trx) => {
        const locked = sql`select sha256 from blobs where sha256 = ${sha256} and ${isUnused}${rowLock(trx, 'for update')}`
        if ((await locked.execute(trx)).rows.length === 0) return 0
        await store.remove(sha256)
        await trx.deleteFrom('blobs').where('sha256', '=', sha256).execute()
        return 1
      })
    }
    if (rows.length < BATCH) return removed
    last = rows.at(-1)!.sha256
    await new Promise((resolve) => setImmediate(resolve))
  }
}
