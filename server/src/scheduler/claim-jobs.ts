import { sql } from 'kysely'
import { newUuid } from '../domain/ids.ts'
import type { Database, Queries } from '../db/connect.ts'
import { insertEvents } from '../db/jobs.ts'
import { isOneOf, isPostgres, isStill } from '../db/rows.ts'
import type { JobRow } from '../db/schema.ts'

export interface FreeEngine {
  readonly name: string
  readonly operations: ReadonlySet<string>
  /** How many more jobs it can take now. */
  readonly free: number
}

/** What running a job needs to know of it. */
export type ClaimedJob = Pick<
  JobRow,
  'id' | 'account_id' | 'operation' | 'input_json' | 'attempt' | 'deadline_at' | 'event_seq' | 'lease_token' | 'engine'
>

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
 * The candidates need no row locks: a job that is canceled meanwhile is no longer queued when it is leased, and is left out.
 */
export async function claimJobs(
  database: Database,
  { workerId, engines, leaseMs, runningLimit, now }: ClaimOptions,
): Promise<ClaimedJob[]> {
  const operations = [...new Set(engines.filter(({ free }) => free > 0).flatMap((engine) => [...engine.operations]))]
  if (operations.length === 0) return []
  return database.transact(async (trx) => {
    if (isPostgres(trx)) await sql`select pg_advisory_xact_lock(hashtext('atelier.claim.' || current_schema()))`.execute(trx)
    const running = runningLimit > 0 ? await runningByAccount(trx) : new Map<string, number>()
    const room = new Map(engines.map((engine) => [engine, engine.free]))
    const chosen: { id: string; engine: string }[] = []
    for (;;) {
      const free = [...room.values()].reduce((sum, n) => sum + n, 0)
      const open = operations.filter((operation) => [...room].some(([engine, left]) => left > 0 && engine.operations.has(operation)))
      if (free === 0 || open.length === 0) break
      const full = runningLimit > 0 ? [...running].filter(([, count]) => count >= runningLimit).map(([account]) => account) : []
      const candidates = await selectCandidates(trx, { open, full, taken: chosen.map(({ id }) => id), limit: free, now })
      let progress = false
      for (const { id, account_id, operation } of candidates) {
        if (runningLimit > 0 && (running.get(account_id) ?? 0) >= runningLimit) continue
        const engine = engines.find((each) => room.get(each)! > 0 && each.operations.has(operation))
        if (!engine) continue
        room.set(engine, room.get(engine)! - 1)
        running.set(account_id, (running.get(account_id) ?? 0) + 1)
        chosen.push({ id, engine: engine.name })
        progress = true
      }
      // Another look only where a cap made the batch pass over jobs: then others may stand behind them.
      if (!progress || candidates.length < free) break
    }
    return lease(trx, chosen, { workerId, leaseMs, now })
  })
}

async function runningByAccount(trx: Queries): Promise<Map<string, number>> {
  const { rows } = await sql<{ account_id: string; count: number }>`
    select account_id, count(*) as count from jobs where state = 'running' group by account_id
  `.execute(trx)
  return new Map(rows.map((row) => [row.account_id, row.count]))
}

interface CandidateQuery {
  readonly open: readonly string[]
  readonly full: readonly string[]
  readonly taken: readonly string[]
  readonly limit: number
  readonly now: number
}

async function selectCandidates(
  trx: Queries,
  { open, full, taken, limit, now }: CandidateQuery,
): Promise<{ id: string; account_id: string; operation: string }[]> {
  const { rows } = await sql<{ id: string; account_id: string; operation: string }>`
    select id, account_id, operation from jobs
    where state = 'queued' and available_at <= ${now} and deadline_at > ${now}
      and ${isOneOf(trx, 'operation', open)} and not ${isOneOf(trx, 'account_id', full)} and not ${isOneOf(trx, 'id', taken)}
    order by fair_rank, id limit ${limit}
  `.execute(trx)
  return rows
}

async function lease(
  trx: Queries,
  chosen: readonly { readonly id: string; readonly engine: string }[],
  { workerId, leaseMs, now }: Pick<ClaimOptions, 'workerId' | 'leaseMs' | 'now'>,
): Promise<ClaimedJob[]> {
  if (chosen.length === 0) return []
  const token = newUuid()
  const updates = [...Map.groupBy(chosen, ({ engine }) => engine)].map(([engine, jobs]) =>
    sql<ClaimedJob>`
      update jobs set state = 'running', attempt = attempt + 1, event_seq = event_seq + 1, lease_token = ${token}, lease_until = ${now + leaseMs},
        worker_id = ${workerId}, engine = ${engine}, started_at = coalesce(started_at, ${now}), progress = 0
      where ${isOneOf(
        trx,
        'id',
        jobs.map(({ id }) => id),
      )} and ${isStill('state', 'queued')}
      returning id, account_id, operation, input_json, attempt, deadline_at, event_seq, lease_token, engine
    `.execute(trx),
  )
  const rows = (await Promise.all(updates)).flatMap((result) => result.rows)
  await insertEvents(
    trx,
    rows.map((row) => ({ jobId: row.id, seq: row.event_seq, type: 'job.started', data: { attempt: row.attempt, engine: row.engine } })),
    now,
  )
  const order = new Map(chosen.map(({ id }, i) => [id, i]))
  return rows.toSorted((a, b) => order.get(a.id)! - order.get(b.id)!)
}
