import { sql } from 'kysely'
import { newUuid } from '../domain/ids.ts'
import type { Database, Queries } from '../db/connect.ts'
import { insertEvents } from '../db/jobs.ts'
import { isOneOf, isPostgres, rowsOf } from '../db/rows.ts'
import type { JobRow, QueueRow } from '../db/schema.ts'

export interface FreeEngine {
  readonly name: string
  readonly operations: ReadonlySet<string>
  /** How many more jobs it can take now. */
  readonly free: number
}

/** What running a job needs to know of it. */
export type ClaimedJob = Pick<JobRow, 'id' | 'account_id' | 'operation' | 'input_json' | 'attempt' | 'deadline_at' | 'event_seq'> & {
  readonly lease_token: string
  readonly engine: string
  /** When it was due. */
  readonly available_at: number
}

export interface ClaimOptions {
  readonly workerId: string
  readonly engines: readonly FreeEngine[]
  readonly leaseMs: number
  /** How many jobs of one account may run at once over all workers; 0 is no limit. */
  readonly runningLimit: number
  readonly now: number
}

/**
 * Claims queued jobs in fair order for engines that have room, and gives each a lease. Claimers take turns (an advisory lock on
 * Postgres, the one writer on SQLite), so the cap per account holds over all workers; one claimer that takes many beats many that take one.
 * The candidates need no row locks: whoever deletes the row of the queue decides, and one that was canceled meanwhile has none.
 */
export async function claimJobs(
  database: Database,
  { workerId, engines, leaseMs, runningLimit, now }: ClaimOptions,
): Promise<ClaimedJob[]> {
  const operations = [...new Set(engines.filter(({ free }) => free > 0).flatMap((engine) => [...engine.operations]))]
  if (operations.length === 0) return []
  return database.transact(async (trx) => {
    const turn = takeTurn(trx)
    const running = runningLimit > 0 ? (await Promise.all([runningByAccount(trx), turn]))[0] : new Map<string, number>()
    const room = new Map(engines.map((engine) => [engine, engine.free]))
    const chosen: Chosen[] = []
    for (;;) {
      const free = [...room.values()].reduce((sum, n) => sum + n, 0)
      const open = operations.filter((operation) => [...room].some(([engine, left]) => left > 0 && engine.operations.has(operation)))
      if (free === 0 || open.length === 0) break
      const full = runningLimit > 0 ? [...running].filter(([, count]) => count >= runningLimit).map(([account]) => account) : []
      const taken = chosen.map(({ job_id }) => job_id)
      const [candidates] = await Promise.all([selectCandidates(trx, { open, full, taken, limit: free, now }), turn])
      let progress = false
      for (const { job_id, account_id, operation, fair_rank, available_at } of candidates) {
        if (runningLimit > 0 && (running.get(account_id) ?? 0) >= runningLimit) continue
        const engine = engines.find((each) => room.get(each)! > 0 && each.operations.has(operation))
        if (!engine) continue
        room.set(engine, room.get(engine)! - 1)
        running.set(account_id, (running.get(account_id) ?? 0) + 1)
        chosen.push({ job_id, fair_rank, available_at, engine: engine.name })
        progress = true
      }
      // Another look only where a cap made the batch pass over jobs: then others may stand behind them.
      if (!progress || candidates.length < free) break
    }
    return lease(trx, chosen, { workerId, leaseMs, now })
  })
}

/**
 * Waits for this claimer's turn. The commit need not wait for the disk: when the database's machine fails, a claim that is forgotten leaves its
 * job in the queue, and what its run would store finds no lease; any settlement that is stored comes after its claim in the same log.
 */
async function takeTurn(trx: Queries): Promise<void> {
  if (!isPostgres(trx)) return
  await sql`
    select set_config('synchronous_commit', 'off', true), pg_advisory_xact_lock(hashtext('atelier.claim.' || current_schema()))
  `.execute(trx)
}

async function runningByAccount(trx: Queries): Promise<Map<string, number>> {
  const { rows } = await sql<{ account_id: string; count: number }>`
    select account_id, count(*) as count from leases group by account_id
  `.execute(trx)
  return new Map(rows.map((row) => [row.account_id, row.count]))
}

type Candidate = Pick<QueueRow, 'job_id' | 'account_id' | 'operation' | 'fair_rank' | 'available_at'>

interface CandidateQuery {
  readonly open: readonly string[]
  readonly full: readonly string[]
  readonly taken: readonly string[]
  readonly limit: number
  readonly now: number
}

async function selectCandidates(trx: Queries, { open, full, taken, limit, now }: CandidateQuery): Promise<Candidate[]> {
  const { rows } = await sql<Candidate>`
    select job_id, account_id, operation, fair_rank, available_at from queue
    where available_at <= ${now} and deadline_at > ${now}
      and ${isOneOf(trx, 'operation', open)} and not ${isOneOf(trx, 'account_id', full)} and not ${isOneOf(trx, 'job_id', taken)}
    order by fair_rank, job_id limit ${limit}
  `.execute(trx)
  return rows
}

type Chosen = Pick<QueueRow, 'job_id' | 'fair_rank' | 'available_at'> & { readonly engine: string }

async function lease(
  trx: Queries,
  chosen: readonly Chosen[],
  { workerId, leaseMs, now }: Pick<ClaimOptions, 'workerId' | 'leaseMs' | 'now'>,
): Promise<ClaimedJob[]> {
  if (chosen.length === 0) return []
  const ids = chosen.map(({ job_id }) => job_id)
  const [{ rows: taken }, { rows: records }] = await Promise.all([
    sql<{ job_id: string }>`delete from queue where ${isOneOf(trx, 'job_id', ids)} returning job_id`.execute(trx),
    sql<RecordToRun>`
      select id, account_id, operation, input_json, attempt, max_attempts, deadline_at, price, event_seq from job_records where ${isOneOf(trx, 'id', ids)}
    `.execute(trx),
  ])
  const mine = new Set(taken.map((row) => row.job_id))
  const byId = new Map(records.map((row) => [row.id, row]))
  const token = newUuid()
  const jobs = chosen
    .filter(({ job_id }) => mine.has(job_id))
    .map(({ job_id, engine, ...place }) => {
      const record = byId.get(job_id)!
      return { ...record, attempt: record.attempt + 1, event_seq: record.event_seq + 1, lease_token: token, engine, ...place }
    })
  await Promise.all([
    sql`
      insert into leases (job_id, account_id, token, expires_at, worker_id, engine, attempt, max_attempts, fair_rank, deadline_at, price, event_seq, started_at)
      select id, account_id, ${token}, cast(${now + leaseMs} as bigint), ${workerId}, engine, attempt, max_attempts, fair_rank, deadline_at, price, event_seq, cast(${now} as bigint)
      from ${rowsOf(trx, jobs, LEASE_COLUMNS)}
    `.execute(trx),
    insertEvents(
      trx,
      jobs.map((job) => ({ jobId: job.id, seq: job.event_seq, type: 'job.started', data: { attempt: job.attempt, engine: job.engine } })),
      now,
    ),
  ])
  return jobs
}

type RecordToRun = Pick<
  JobRow,
  'id' | 'account_id' | 'operation' | 'input_json' | 'attempt' | 'max_attempts' | 'deadline_at' | 'price' | 'event_seq'
>

const LEASE_COLUMNS = {
  id: 'text',
  account_id: 'text',
  engine: 'text',
  attempt: 'bigint',
  max_attempts: 'bigint',
  fair_rank: 'bigint',
  deadline_at: 'bigint',
  price: 'bigint',
  event_seq: 'bigint',
} as const
