import type { Kysely } from 'kysely'
import { PostgresAdapter, sql } from 'kysely'

/** Runs on SQLite and Postgres alike: text, bigint, double precision and integer mean the same to both. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const statements = [
    `create table settings (key text primary key, value text not null)`,

    `create table accounts (
      id text primary key,
      email text not null unique,
      name text,
      password_hash text not null,
      face_consent bigint not null default 0,
      created_at bigint not null)`,

    `create table api_keys (
      id text primary key,
      account_id text not null references accounts (id),
      name text not null,
      lookup text not null unique,
      secret_hash text not null,
      scopes_json text not null,
      created_at bigint not null,
      last_used_at bigint,
      revoked_at bigint)`,
    `create index api_keys_by_account on api_keys (account_id, id)`,

    `create table perfect_clients (
      client_id text primary key,
      account_id text not null unique references accounts (id),
      public_key text not null,
      private_key_sealed text not null,
      created_at bigint not null)`,

    `create table grants (
      id text primary key,
      account_id text not null references accounts (id),
      amount bigint not null check (amount > 0),
      remaining bigint not null check (remaining >= 0 and remaining <= amount),
      reason text not null,
      created_at bigint not null,
      expires_at bigint,
      expired_at bigint)`,
    `create index grants_with_credit on grants (account_id) where remaining > 0`,
    `create index grants_to_expire on grants (expires_at) where remaining > 0 and expires_at is not null`,

    // A job is one row here, written when it is submitted, when it is final and when it goes back into the queue; while it waits it has a row in
    // `queue` as well, while it runs one in `leases`. What changes often stands in narrow tables that stay small, and no update of a
    // wide row has an index to write: one table for all of it took 115 us of Postgres per job, most of it for index entries.
    // No foreign keys on what every job writes: its rows come together in one transaction, and the checks took a fifth of the database's time.
    `create table job_records (
      id text primary key,
      account_id text not null,
      dialect text not null,
      operation text not null,
      input_json text not null,
      state text not null check (state in ('queued', 'succeeded', 'failed', 'canceled')),
      priority bigint not null,
      attempt bigint not null default 0,
      max_attempts bigint not null,
      deadline_at bigint not null,
      engine text,
      fidelity text,
      progress double precision not null default 0,
      event_seq bigint not null,
      price bigint not null check (price >= 0),
      outputs_json text not null default '[]',
      warnings_json text not null default '[]',
      error_json text,
      cancel_requested_at bigint,
      created_at bigint not null,
      started_at bigint,
      finished_at bigint,
      request_id text)`,
    `create index job_records_by_account on job_records (account_id, id)`,

    `create table queue (
      job_id text primary key,
      account_id text not null,
      operation text not null,
      priority bigint not null,
      fair_rank bigint not null,
      available_at bigint not null,
      deadline_at bigint not null)`,
    `create index queue_in_order on queue (fair_rank, job_id)`,
    `create index queue_by_account on queue (account_id, priority, fair_rank desc)`,
    `create index queue_by_deadline on queue (deadline_at)`,

    // With what the end of a run is decided by, so that a settlement need not read the record. No index but the key: a heartbeat and progress
    // write none.
    `create table leases (
      job_id text primary key,
      account_id text not null,
      token text not null,
      expires_at bigint not null,
      worker_id text not null,
      engine text not null,
      attempt bigint not null,
      max_attempts bigint not null,
      fair_rank bigint not null,
      deadline_at bigint not null,
      price bigint not null,
      progress double precision not null default 0,
      event_seq bigint not null,
      cancel_requested_at bigint,
      started_at bigint not null)`,

    // Jobs as they stand: what a lease knows is newer than the record.
    `create view jobs as
      select r.id, r.account_id, r.dialect, r.operation, r.input_json, case when l.job_id is null then r.state else 'running' end as state, r.priority,
        coalesce(l.attempt, r.attempt) as attempt, r.max_attempts, r.deadline_at, coalesce(l.engine, r.engine) as engine, r.fidelity,
        coalesce(l.progress, r.progress) as progress, coalesce(l.event_seq, r.event_seq) as event_seq, r.price, r.outputs_json, r.warnings_json,
        r.error_json, coalesce(l.cancel_requested_at, r.cancel_requested_at) as cancel_requested_at, r.created_at,
        coalesce(r.started_at, l.started_at) as started_at, r.finished_at, r.request_id
      from job_records r left join leases l on l.job_id = r.id`,

    `create table holds (
      job_id text primary key,
      account_id text not null,
      amount bigint not null check (amount > 0),
      state text not null check (state in ('held', 'captured', 'released')),
      parts_json text not null,
      created_at bigint not null,
      settled_at bigint)`,

    `create table ledger_entries (
      id text not null,
      account_id text not null,
      kind text not null check (kind in ('grant', 'hold', 'capture', 'release', 'expire')),
      amount bigint not null check (amount > 0),
      job_id text,
      grant_id text,
      created_at bigint not null,
      primary key (account_id, id))`,

    `create table job_events (
      job_id text not null,
      seq bigint not null,
      type text not null,
      data_json text not null,
      created_at bigint not null,
      primary key (job_id, seq))`,

    `create table idempotency_keys (
      account_id text not null references accounts (id),
      scope text not null,
      key text not null,
      request_hash text not null,
      job_id text not null references job_records (id),
      created_at bigint not null,
      primary key (account_id, scope, key))`,
    `create index idempotency_keys_by_age on idempotency_keys (created_at)`,

    `create table blobs (sha256 text primary key, touched_at bigint not null)`,

    `create table media (
      id text primary key,
      account_id text not null references accounts (id),
      kind text not null,
      mime text not null,
      size_bytes bigint not null,
      width bigint,
      height bigint,
      duration_ms bigint,
      sha256 text not null references blobs (sha256),
      name text,
      origin text not null,
      job_id text,
      created_at bigint not null,
      expires_at bigint not null)`,
    `create index media_by_account on media (account_id, id)`,
    `create index media_by_content on media (sha256)`,
    `create index media_by_expiry on media (expires_at)`,

    `create table job_inputs (
      job_id text not null references job_records (id),
      name text not null,
      media_id text not null,
      primary key (job_id, name))`,
    `create index job_inputs_by_media on job_inputs (media_id)`,

    `create table aliases (
      dialect text not null,
      kind text not null,
      alias text not null,
      target text not null,
      account_id text not null references accounts (id),
      created_at bigint not null,
      primary key (dialect, kind, alias))`,
    `create unique index aliases_by_target on aliases (dialect, kind, target)`,
  ]
  const onPostgres = [
    // Room in each page for the second version of a row, which every job writes once: an update that stays in its page writes no index.
    `alter table job_records set (fillfactor = 50)`,
    `alter table holds set (fillfactor = 50)`,
    // Small tables through which every job goes: what it leaves behind is vacuumed by its number and not by its share of the table.
    ...['queue', 'leases'].map(
      (table) =>
        `alter table ${table} set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_cost_delay = 0)`,
    ),
  ]
  for (const statement of statements) await sql.raw(statement).execute(db)
  if (db.getExecutor().adapter instanceof PostgresAdapter) for (const statement of onPostgres) await sql.raw(statement).execute(db)
}
