import { sql } from 'kysely'
import type { Queries } from './connect.ts'
import { rowsOf } from './rows.ts'
import type { PerfectTaskRow } from './schema.ts'

/** False when another task has the same replay key: then nothing is written. */
export async function insertPerfectTask(queries: Queries, row: PerfectTaskRow): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await queries
    .insertInto('perfect_tasks')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirstOrThrow()
  return numInsertedOrUpdatedRows === 1n
}

export function selectPerfectTask(
  queries: Queries,
  column: 'id' | 'replay_key' | 'job_id',
  value: string,
): Promise<PerfectTaskRow | undefined> {
  return queries.selectFrom('perfect_tasks').selectAll().where(column, '=', value).executeTakeFirst()
}

export async function updatePerfectTask(
  queries: Queries,
  id: string,
  change: Partial<Pick<PerfectTaskRow, 'fault' | 'job_id' | 'replay_key' | 'open'>>,
): Promise<void> {
  await queries.updateTable('perfect_tasks').set(change).where('id', '=', id).execute()
}

export async function deletePerfectTask(queries: Queries, id: string): Promise<void> {
  await queries.deleteFrom('perfect_tasks').where('id', '=', id).execute()
}

export async function deleteOldPerfectTasks(queries: Queries, before: number): Promise<void> {
  await queries.deleteFrom('perfect_tasks').where('created_at', '<', before).where('open', '=', 0).execute()
}

export async function hasOpenPerfectTask(queries: Queries): Promise<boolean> {
  const { rows } = await sql`select 1 from perfect_tasks where open = 1 limit 1`.execute(queries)
  return rows.length > 0
}

/** Tasks that nobody is known to have polled since. */
export function selectUnpolledTasks(queries: Queries, polledBefore: number, limit: number): Promise<PerfectTaskRow[]> {
  return queries
    .selectFrom('perfect_tasks')
    .selectAll()
    .where('open', '=', 1)
    .where('polled_at', '<', polledBefore)
    .orderBy('polled_at')
    .limit(limit)
    .execute()
}

/** Writes when tasks were last polled; an earlier time than is known changes nothing. */
export async function notePolls(queries: Queries, polls: readonly { readonly id: string; readonly polled: number }[]): Promise<void> {
  if (polls.length === 0) return
  await sql`
    update perfect_tasks set polled_at = r.polled from ${rowsOf(queries, polls, { id: 'text', polled: 'bigint' })}
    where perfect_tasks.id = r.id and perfect_tasks.polled_at < r.polled
  `.execute(queries)
}

/** Counts the time since it was last counted, but no more than `maxStepMs` of it, and returns the sum. Milliseconds. */
export async function countServedTime(queries: Queries, now: number, maxStepMs: number): Promise<number> {
  const { rows } = await sql<{ served_ms: number }>`
    update perfect_clock set
      served_ms = served_ms + case when at >= ${now} then 0 when ${now} - at > ${maxStepMs} then ${maxStepMs} else ${now} - at end,
      at = case when at >= ${now} then at else ${now} end
    where id = 1 returning served_ms
  `.execute(queries)
  return rows[0]!.served_ms
}
