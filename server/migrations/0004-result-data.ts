import type { Kysely } from 'kysely'
import { sql } from 'kysely'

/** What a result tells beside its files: ages, places of faces. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const statements = [
    `alter table job_records add column data_json text`,
    `drop view jobs`,
    `create view jobs as
      select r.id, r.account_id, r.dialect, r.operation, r.input_json, case when l.job_id is null then r.state else 'running' end as state, r.priority,
        coalesce(l.attempt, r.attempt) as attempt, r.max_attempts, r.deadline_at, coalesce(l.engine, r.engine) as engine, r.fidelity,
        coalesce(l.progress, r.progress) as progress, coalesce(l.event_seq, r.event_seq) as event_seq, r.price, r.outputs_json, r.warnings_json,
        r.data_json, r.error_json, coalesce(l.cancel_requested_at, r.cancel_requested_at) as cancel_requested_at, r.created_at,
        coalesce(r.started_at, l.started_at) as started_at, r.finished_at, r.request_id
      from job_records r left join leases l on l.job_id = r.id`,
  ]
  for (const statement of statements) await sql.raw(statement).execute(db)
}
