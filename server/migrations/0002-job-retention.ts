import type { Kysely } from 'kysely'
import { sql } from 'kysely'

/** What finds the belongings of a job that is removed: without them each removal reads all idempotency keys and all aliases. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const statements = [
    `create index idempotency_keys_by_job on idempotency_keys (job_id)`,
    // The target first: serves the look-up within a dialect and kind as before, and that by target alone.
    `drop index aliases_by_target`,
    `create unique index aliases_by_target on aliases (target, dialect, kind)`,
  ]
  for (const statement of statements) await sql.raw(statement).execute(db)
}
