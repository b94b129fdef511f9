import type { Selectable } from 'kysely'
import type { JobState } from '../domain/job.ts'
import type { MediaKind, MediaOrigin } from '../domain/media.ts'

/**
 * The tables, as both databases hold them. Times are milliseconds since 1970 (UTC) from the server's clock, amounts whole credits,
 * flags 0 or 1, and `…_json` columns text that holds JSON: the same on SQLite and Postgres, so that one set of statements serves both.
 */
export interface Schema {
  settings: SettingsTable
  accounts: AccountsTable
  api_keys: ApiKeysTable
  perfect_clients: PerfectClientsTable
  grants: GrantsTable
  holds: HoldsTable
  ledger_entries: LedgerEntriesTable
  job_records: JobRecordsTable
  queue: QueueTable
  leases: LeasesTable
  jobs: JobsView
  job_inputs: JobInputsTable
  job_events: JobEventsTable
  idempotency_keys: IdempotencyKeysTable
  media: MediaTable
  blobs: BlobsTable
  refusals: RefusalsTable
  aliases: AliasesTable
  perfect_files: PerfectFilesTable
  perfect_tasks: PerfectTasksTable
  perfect_clock: PerfectClockTable
}

interface SettingsTable {
  key: string
  value: string
}

interface AccountsTable {
  id: string
  /** Lower case. */
  email: string
  name: string | null
  password_hash: string
  /** The account's owner says that people in the pictures agreed to face operations. */
  face_consent: number
  created_at: number
}

interface ApiKeysTable {
  id: string
  account_id: string
  name: string
  /** The public part of the key, which finds the row. */
  lookup: string
  /** SHA-256 of the secret part, hex. */
  secret_hash: string
  scopes_json: string
  created_at: number
  last_used_at: number | null
  revoked_at: number | null
}

interface PerfectClientsTable {
  client_id: string
  account_id: string
  /** Base64 of the X.509 SubjectPublicKeyInfo: what the vendor calls the client secret. */
  public_key: string
  /** The private key, sealed with the server's secret. */
  private_key_sealed: string
  created_at: number
}

interface GrantsTable {
  id: string
  account_id: string
  amount: number
  /** What is neither held, captured nor expired. */
  remaining: number
  reason: string
  created_at: number
  expires_at: number | null
  /** When the rest was written off. */
  expired_at: number | null
}

interface HoldsTable {
  job_id: string
  account_id: string
  amount: number
  state: 'held' | 'captured' | 'released'
  /** `[{grantId, amount}]`: which grants the amount was taken from. */
  parts_json: string
  created_at: number
  settled_at: number | null
}

interface LedgerEntriesTable {
  id: string
  account_id: string
  kind: 'grant' | 'hold' | 'capture' | 'release' | 'expire'
  /** Always positive; the kind says which way it goes. */
  amount: number
  job_id: string | null
  grant_id: string | null
  created_at: number
}

/** Written at submission, at the end, and when a run ends without one. */
interface JobRecordsTable {
  id: string
  account_id: string
  /** Which door it came through: `native`, `aitubo` … */
  dialect: string
  operation: string
  input_json: string
  /** `queued` also while it runs. */
  state: Exclude<JobState, 'running'>
  priority: number
  attempt: number
  max_attempts: number
  deadline_at: number
  engine: string | null
  fidelity: string | null
  /** 0..1 */
  progress: number
  event_seq: number
  price: number
  /** `[{name, mediaId}]` */
  outputs_json: string
  warnings_json: string
  data_json: string | null
  error_json: string | null
  cancel_requested_at: number | null
  created_at: number
  started_at: number | null
  finished_at: number | null
  request_id: string | null
}

/** A row exactly while the job waits. Who deletes it decides what becomes of the job. */
interface QueueTable {
  job_id: string
  account_id: string
  operation: string
  priority: number
  /** Place in the fair order between accounts; the smallest is claimed first. */
  fair_rank: number
  /** Not claimed before this time (back-off). */
  available_at: number
  deadline_at: number
}

/** A row exactly while the job runs. */
interface LeasesTable {
  job_id: string
  account_id: string
  token: string
  expires_at: number
  worker_id: string
  engine: string
  attempt: number
  max_attempts: number
  /** Its place when it was claimed, which it gets back when it goes back into the queue. */
  fair_rank: number
  deadline_at: number
  price: number
  progress: number
  event_seq: number
  cancel_requested_at: number | null
  started_at: number
}

/** To read only: the record, with what its lease knows newer. */
type JobsView = Omit<JobRecordsTable, 'state'> & { readonly state: JobState }

/** The files that a job needs until it is final. */
interface JobInputsTable {
  job_id: string
  /** The property of the input. */
  name: string
  media_id: string
}

interface JobEventsTable {
  job_id: string
  seq: number
  type: string
  data_json: string
  created_at: number
}

interface IdempotencyKeysTable {
  account_id: string
  /** The dialect whose rule made the key. */
  scope: string
  key: string
  request_hash: string
  job_id: string
  created_at: number
}

interface MediaTable {
  id: string
  account_id: string
  kind: MediaKind
  mime: string
  size_bytes: number
  width: number | null
  height: number | null
  duration_ms: number | null
  sha256: string
  name: string | null
  origin: MediaOrigin
  job_id: string | null
  created_at: number
  expires_at: number
}

/** One row per file in the media store; its lock orders the sweeper and writers of the same content. */
interface BlobsTable {
  sha256: string
  touched_at: number
  /** How sexual the picture looks to the classifier, 0..1; null until somebody needed to know. */
  nsfw_score: number | null
}

/** Who was refused what by the policy, when and why; nothing of the content. */
interface RefusalsTable {
  id: string
  account_id: string
  key_id: string | null
  dialect: string
  operation: string
  stage: string
  rule: string
  field: string | null
  score: number | null
  job_id: string | null
  request_id: string | null
  created_at: number
}

/** Vendor ids, stored and never computed. */
interface AliasesTable {
  dialect: string
  kind: string
  alias: string
  target: string
  account_id: string
  created_at: number
}

/** Files of the Perfect dialect: a row from the reservation on. */
interface PerfectFilesTable {
  id: string
  account_id: string
  content_type: string
  name: string
  /** The size that was told at the reservation. */
  promised_bytes: number | null
  /** What was uploaded; null before. */
  upload_json: string | null
  created_at: number
  expires_at: number
}

interface PerfectTasksTable {
  id: string
  account_id: string
  effect: string
  /** The caller's number of the task's action. */
  action_id: number
  /** Promised before the job exists; null for a task that failed before it could have one. */
  job_id: string | null
  /** The vendor's code of what such a task failed with. */
  fault: string | null
  /** What a repeated request is known by; null for those that cannot be repeated, or no more. */
  replay_key: string | null
  /** The last poll, in milliseconds of `perfect_clock`. */
  polled_at: number
  /** 1 until the task is known to be final. */
  open: number
  created_at: number
}

/** One row: for how long tasks could be polled since the beginning, and when that was last counted. */
interface PerfectClockTable {
  id: number
  served_ms: number
  at: number
}

export type JobRow = Selectable<JobsView>
export type LeaseRow = Selectable<LeasesTable>
export type QueueRow = Selectable<QueueTable>
export type MediaRow = Selectable<MediaTable>
export type GrantRow = Selectable<GrantsTable>
export type HoldRow = Selectable<HoldsTable>
export type LedgerEntryRow = Selectable<LedgerEntriesTable>
export type AccountRow = Selectable<AccountsTable>
export type ApiKeyRow = Selectable<ApiKeysTable>
export type JobEventRow = Selectable<JobEventsTable>
export type RefusalRow = Selectable<RefusalsTable>
export type PerfectFileRow = Selectable<PerfectFilesTable>
export type PerfectTaskRow = Selectable<PerfectTasksTable>
