import type { Kysely } from 'kysely'
import { sql } from 'kysely'

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

    // No foreign keys on what every job writes: its rows come together in one transaction, nothing deletes a job or an account, and the checks
    // took a fifth of the database's time.
    `create table jobs (
      id text primary key,
      account_id text not null,
      dialect text not null,
      operation text not null,
      input_json text not null,
      state text not null check (state in ('queued', 'running', 'succeeded', 'failed', 'canceled')),
      priority bigint not null,
      fair_rank bigint not null,
      attempt bigint not null default 0,
      max_attempts bigint not null,
      available_at bigint not null,
      deadline_at bigint not null,
      lease_token text,
      lease_until bigint,
      worker_id text,
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
      request_id text,
      check ((state = 'running') = (lease_token is not null)))`,
    // The queue: one range of one index, in the order in which jobs are claimed.
    `create index jobs_to_claim on jobs (fair_rank, id) where state = 'queued'`,
    `create index jobs_queued_by_account on jobs (account_id, priority, fair_rank desc) where state = 'queued'`,
    `create index jobs_queued_by_deadline on jobs (deadline_at) where state = 'queued'`,
    // Without lease_until, so that a heartbeat touches no index.
    `create index jobs_running on jobs (account_id) where state = 'running'`,
    `create index jobs_by_account on jobs (account_id, id)`,

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
      job_id text not null references jobs (id),
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
      job_id text not null references jobs (id),
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
  for (const statement of statements) await sql.raw(statement).execute(db)
}
