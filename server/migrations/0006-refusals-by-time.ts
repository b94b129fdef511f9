import type { Kysely } from 'kysely'
import { sql } from 'kysely'

/** Old refusals are looked for by their time, every hour, and are few among those that stay. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(`create index refusals_by_time on refusals (created_at)`).execute(db)
}
