import type { Kysely } from 'kysely'
import { sql } from 'kysely'

/** What the policy notes: how a file looks to the classifier of pictures, and each refusal. Never what was refused. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const statements = [
    // 0..1; null until somebody needed to know.
    `alter table blobs add column nsfw_score double precision`,

    // No foreign keys: a note outlives the job, and the key that was used.
    `create table refusals (
      id text primary key,
      account_id text not null,
      key_id text,
      dialect text not null,
      operation text not null,
      stage text not null check (stage in ('submission', 'engine', 'output')),
      rule text not null,
      field text,
      score double precision,
      job_id text,
      request_id text,
      created_at bigint not null)`,
    `create index refusals_by_account on refusals (account_id, id)`,
  ]
  for (const statement of statements) await sql.raw(statement).execute(db)
}
