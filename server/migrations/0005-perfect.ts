import type { Kysely } from 'kysely'
import { sql } from 'kysely'

/** What the Perfect dialect keeps of its own: reserved and uploaded files, tasks, and the time in which tasks could be polled. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const statements = [
    `create table perfect_files (
      id text primary key,
      account_id text not null,
      content_type text not null,
      name text not null,
      promised_bytes bigint,
      upload_json text,
      created_at bigint not null,
      expires_at bigint not null)`,
    `create index perfect_files_by_expiry on perfect_files (expires_at)`,

    `create table perfect_tasks (
      id text primary key,
      account_id text not null,
      effect text not null,
      action_id bigint not null,
      job_id text,
      fault text,
      replay_key text,
      polled_at bigint not null,
      open bigint not null,
      created_at bigint not null)`,
    `create unique index perfect_tasks_by_replay_key on perfect_tasks (replay_key) where replay_key is not null`,
    `create index perfect_tasks_open on perfect_tasks (polled_at) where open = 1`,
    `create index perfect_tasks_by_job on perfect_tasks (job_id) where job_id is not null`,
    `create index perfect_tasks_by_age on perfect_tasks (created_at)`,

    `create table perfect_clock (id bigint primary key check (id = 1), served_ms bigint not null, at bigint not null)`,
    `insert into perfect_clock (id, served_ms, at) values (1, 0, 0)`,
  ]
  for (const statement of statements) await sql.raw(statement).execute(db)
}
