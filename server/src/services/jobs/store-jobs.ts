import { sql } from 'kysely'
import { AtelierError } from '../../domain/errors.ts'
import { takeFrom, type SpendableGrant } from '../../domain/credits.ts'
import type { Database, Queries } from '../../db/connect.ts'
import { enqueue, insertEvents } from '../../db/jobs.ts'
import { insertHolds, liveGrants, lockAccounts, type NewHold } from '../../db/ledger.ts'
import { insertRows, isOneOf, rowLock, rowsOf } from '../../db/rows.ts'
import type { JobRow } from '../../db/schema.ts'
import type { Outcome } from '../../lib/batcher.ts'

/** A submission that is checked and priced. */
export interface PreparedJob {
  readonly id: string
  readonly accountId: string
  readonly dialect: string
  readonly operation: string
  readonly input: Readonly<Record<string, unknown>>
  /** Media ids by the name of the input property. */
  readonly media: Readonly<Record<string, string>>
  readonly priority: number
  readonly price: number
  readonly maxAttempts: number
  readonly deadlineMs: number
  readonly idempotency: { readonly key: string; readonly requestHash: string } | undefined
  readonly requestId: string | undefined
}

export interface StoredJob {
  readonly row: JobRow
  readonly replayed: boolean
  readonly balance: number
}

/**
 * Submits many jobs in ONE transaction: idempotency records, credit holds, jobs, and their first events. A job that cannot be
 * taken gets its own error and leaves the others alone. Grouping is what lets one fsync serve many callers.
 */
export async function storeJobs(
  database: Database,
  jobs: readonly PreparedJob[],
  { now, queueLimit }: { readonly now: number; readonly queueLimit: number },
): Promise<Outcome<StoredJob>[]> {
  return database.transact(async (trx) => {
    const accountIds = [...new Set(jobs.map((job) => job.accountId))]
    const [, known, usableMedia, queues, grants] = await Promise.all([
      lockAccounts(trx, accountIds),
      knownKeys(trx, jobs),
      lockMedia(trx, jobs, now),
      queueStates(trx, accountIds, queueLimit),
      liveGrants(trx, accountIds, now),
    ])

    const rows: JobRow[] = []
    const ranks = new Map<string, number>()
    const holds: NewHold[] = []
    const toReorder = new Set<string>()
    const outcomes: Outcome<StoredJob>[] = []
    for (const job of jobs) {
      const earlier = job.idempotency && known.get(keyOf(job))
      const wallet = grants.get(job.accountId) ?? []
      const balance = (): number => wallet.reduce((sum, grant) => sum + grant.remaining, 0)
      if (earlier) {
        outcomes.push(
          earlier.requestHash === job.idempotency?.requestHash
            ? { ok: true, value: { row: earlier.row, replayed: true, balance: balance() } }
            : refusal('idempotency_mismatch'),
        )
        continue
      }
      if (Object.values(job.media).some((id) => !usableMedia.has(`${job.accountId} ${id}`))) {
        outcomes.push(refusal('media_not_found'))
        continue
      }
      const queue = queues.get(job.accountId)!
      if (queueLimit > 0 && queue.length >= queueLimit) {
        outcomes.push(refusal('queue_full', `The account has ${queueLimit} queued jobs, as many as it may have.`))
        continue
      }
      const parts = takeFrom(wallet, job.price)
      if (!parts) {
        outcomes.push(refusal('insufficient_credit', `The job costs ${job.price} credits and the account has ${balance()}.`))
        continue
      }
      for (const part of parts) {
        const grant = wallet.find(({ id }) => id === part.grantId) as { -readonly [K in keyof SpendableGrant]: SpendableGrant[K] }
        grant.remaining -= part.amount
      }
      if (parts.length > 0) holds.push({ jobId: job.id, accountId: job.accountId, amount: job.price, parts })
      queue.length++
      queue.lastRank++
      if (job.priority > queue.lowestPriority) toReorder.add(job.accountId)
      queue.lowestPriority = Math.min(queue.lowestPriority, job.priority)
      const row = toRow(job, now)
      rows.push(row)
      ranks.set(job.id, queue.lastRank)
      if (job.idempotency) known.set(keyOf(job), { requestHash: job.idempotency.requestHash, row })
      outcomes.push({ ok: true, value: { row, replayed: false, balance: balance() } })
    }

    const accepted = new Set(rows.map((row) => row.id))
    const stored = jobs.filter((job) => accepted.has(job.id))
    await Promise.all([
      insertRows(trx, 'job_records', rows, RECORD_COLUMNS),
      enqueue(
        trx,
        rows.map((row) => ({ job_id: row.id, fair_rank: ranks.get(row.id)!, available_at: now })),
      ),
      insertHolds(trx, holds, now),
      insertRows(
        trx,
        'job_inputs',
        stored.flatMap((job) => Object.entries(job.media).map(([name, mediaId]) => ({ job_id: job.id, name, media_id: mediaId }))),
        { job_id: 'text', name: 'text', media_id: 'text' },
      ),
      insertRows(
        trx,
        'idempotency_keys',
        stored.flatMap(({ id, accountId, dialect, idempotency }) =>
          idempotency
            ? [
                {
                  account_id: accountId,
                  scope: dialect,
                  key: idempotency.key,
                  request_hash: idempotency.requestHash,
                  job_id: id,
                  created_at: now,
                },
              ]
            : [],
        ),
        { account_id: 'text', scope: 'text', key: 'text', request_hash: 'text', job_id: 'text', created_at: 'bigint' },
      ),
      insertEvents(
        trx,
        stored.map((job) => ({ jobId: job.id, seq: 1, type: 'job.queued', data: { operation: job.operation } })),
        now,
      ),
      ...[...toReorder].map((accountId) => reorderByPriority(trx, accountId)),
    ])
    return outcomes
  })
}

const refusal = (...args: ConstructorParameters<typeof AtelierError>): Outcome<never> => ({ ok: false, error: new AtelierError(...args) })

const keyOf = (job: PreparedJob): string => JSON.stringify([job.accountId, job.dialect, job.idempotency?.key])

async function knownKeys(trx: Queries, jobs: readonly PreparedJob[]): Promise<Map<string, { requestHash: string; row: JobRow }>> {
  const asked = jobs.flatMap(({ accountId, dialect, idempotency }) =>
    idempotency ? [{ a: accountId, s: dialect, k: idempotency.key }] : [],
  )
  if (asked.length === 0) return new Map()
  const { rows } = await sql<JobRow & { scope: string; key: string; request_hash: string }>`
    select jobs.*, i.scope, i.key, i.request_hash
    from ${rowsOf(trx, asked, { a: 'text', s: 'text', k: 'text' })}
    join idempotency_keys i on i.account_id = r.a and i.scope = r.s and i.key = r.k
    join jobs on jobs.id = i.job_id
  `.execute(trx)
  return new Map(
    rows.map(({ scope, key, request_hash, ...row }) => [JSON.stringify([row.account_id, scope, key]), { requestHash: request_hash, row }]),
  )
}

/** The media that the jobs may use, kept from being removed until this transaction has said who needs them. */
async function lockMedia(trx: Queries, jobs: readonly PreparedJob[], now: number): Promise<Set<string>> {
  const ids = [...new Set(jobs.flatMap((job) => Object.values(job.media)))].sort()
  if (ids.length === 0) return new Set()
  const { rows } = await sql<{ id: string; account_id: string }>`
    select id, account_id from media where ${isOneOf(trx, 'id', ids)} and expires_at > ${now} order by id${rowLock(trx, 'for key share')}
  `.execute(trx)
  return new Set(rows.map((row) => `${row.account_id} ${row.id}`))
}

interface QueueState {
  length: number
  lastRank: number
  lowestPriority: number
}

/**
 * Fair order, decided here: a job's rank is one more than the rank of the account's last queued job, and at least that of the head of the
 * whole queue. So accounts take turns, and one that comes late starts at the head instead of behind another's thousand jobs.
 */
async function queueStates(trx: Queries, accountIds: readonly string[], queueLimit: number): Promise<Map<string, QueueState>> {
  const last = (column: 'fair_rank' | 'priority') => sql`
    (select ${sql.ref(column)} from queue where queue.account_id = r.id order by priority, fair_rank desc limit 1)`
  const { rows } = await sql<{ id: string; last_rank: number | null; lowest_priority: number | null; length: number; head: number | null }>`
    select r.id, ${last('fair_rank')} as last_rank, ${last('priority')} as lowest_priority,
      (select count(*) from (select 1 from queue where queue.account_id = r.id limit ${queueLimit}) counted) as length,
      (select min(fair_rank) from queue) as head
    from ${rowsOf(
      trx,
      accountIds.map((id) => ({ id })),
      { id: 'text' },
    )}
  `.execute(trx)
  return new Map(
    rows.map((row) => [
      row.id,
      {
        length: row.length,
        lastRank: Math.max(row.last_rank ?? -1, (row.head ?? 0) - 1),
        lowestPriority: row.lowest_priority ?? Infinity,
      },
    ]),
  )
}

/** Gives the account's places in the queue to its jobs by priority: the ranks stay, so no other account moves. */
async function reorderByPriority(trx: Queries, accountId: string): Promise<void> {
  await sql`
    with queued as (
      select job_id, fair_rank,
        row_number() over (order by priority desc, fair_rank, job_id) as wanted,
        row_number() over (order by fair_rank, job_id) as place
      from queue where account_id = ${accountId}),
    moved as (select a.job_id, b.fair_rank from queued a join queued b on b.place = a.wanted where a.fair_rank <> b.fair_rank)
    update queue set fair_rank = moved.fair_rank from moved where queue.job_id = moved.job_id
  `.execute(trx)
}

function toRow(job: PreparedJob, now: number): JobRow {
  return {
    id: job.id,
    account_id: job.accountId,
    dialect: job.dialect,
    operation: job.operation,
    input_json: JSON.stringify(job.input),
    state: 'queued',
    priority: job.priority,
    attempt: 0,
    max_attempts: job.maxAttempts,
    deadline_at: now + job.deadlineMs,
    engine: null,
    fidelity: null,
    progress: 0,
    event_seq: 1,
    price: job.price,
    outputs_json: '[]',
    warnings_json: '[]',
    data_json: null,
    error_json: null,
    cancel_requested_at: null,
    created_at: now,
    started_at: null,
    finished_at: null,
    request_id: job.requestId ?? null,
  }
}

/** The columns of a new job that have no default. */
const RECORD_COLUMNS = {
  id: 'text',
  account_id: 'text',
  dialect: 'text',
  operation: 'text',
  input_json: 'text',
  state: 'text',
  priority: 'bigint',
  max_attempts: 'bigint',
  deadline_at: 'bigint',
  event_seq: 'bigint',
  price: 'bigint',
  created_at: 'bigint',
  request_id: 'text',
} as const
