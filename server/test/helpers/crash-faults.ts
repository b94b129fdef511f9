/*
 * What the database and the store must show after the crash test, told by their rows alone: each function lists what is not so.
 */
import { setTimeout as wait } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Database } from '../../src/db/connect.ts'
import { isFinal, type JobState } from '../../src/domain/job.ts'

/** Resolves once every job is final, or after so many milliseconds; with how many are not. */
export async function untilAllFinal({ queries }: Database, withinMs: number): Promise<number> {
  const until = performance.now() + withinMs
  for (;;) {
    const { rows } = await sql<{ n: number }>`select count(*) as n from jobs where state in ('queued', 'running')`.execute(queries)
    const open = Number(rows[0]!.n)
    if (open === 0 || performance.now() > until) return open
    await wait(100)
  }
}

/** Jobs that were seen final and now are something else. Remembers the final ones in `seen`. */
export async function findChangedFinals({ queries }: Database, seen: Map<string, JobState>): Promise<string[]> {
  const { rows } = await sql<{ id: string; state: JobState }>`select id, state from jobs`.execute(queries)
  const faults = rows.filter(({ id, state }) => seen.has(id) && seen.get(id) !== state)
  for (const { id, state } of rows) if (isFinal(state)) seen.set(id, state)
  return faults.map(({ id, state }) => `${id} was ${seen.get(id)} and became ${state}`)
}

/** Invariant 2, told by the entries alone and by the tables alone. */
export async function findLedgerFaults({ queries }: Database): Promise<string[]> {
  const { rows } = await sql<Record<'entries' | 'remaining' | 'granted' | 'expired' | 'captured' | 'held' | 'lowest', number | null>>`
    select
      (select sum(case kind when 'grant' then amount when 'release' then amount when 'capture' then 0 else -amount end) from ledger_entries) as entries,
      (select sum(remaining) from grants) as remaining,
      (select min(remaining) from grants) as lowest,
      (select sum(amount) from grants) as granted,
      (select sum(amount) from ledger_entries where kind = 'expire') as expired,
      (select sum(amount) from holds where state = 'captured') as captured,
      (select sum(amount) from holds where state = 'held') as held`.execute(queries)
  const of = (name: keyof (typeof rows)[0]): number => Number(rows[0]![name] ?? 0)
  const balance = of('granted') - of('captured') - of('held') - of('expired')
  return [
    ...(of('entries') === of('remaining') ? [] : [`the entries add up to ${of('entries')}, the grants have ${of('remaining')} left`]),
    ...(balance === of('remaining') ? [] : [`granted - captured - held - expired is ${balance}, the grants have ${of('remaining')} left`]),
    ...(of('held') === 0 ? [] : [`${of('held')} credits are still held`]),
    ...(of('lowest') >= 0 ? [] : ['a grant is below zero']),
  ]
}

interface JobFacts {
  readonly id: string
  readonly state: JobState
  readonly price: number
  readonly event_seq: number
  readonly hold: string | null
  readonly captures: number
  readonly releases: number
  readonly events: number
  readonly first: number
  readonly last: number
  readonly finals: number
  readonly last_type: string
  readonly outputs: number
  readonly outputs_json: string
}

/** Invariants 1, 2 and 6, job by job. */
export async function findJobFaults({ queries }: Database): Promise<string[]> {
  const { rows } = await sql<JobFacts>`
    select jobs.id, jobs.state, jobs.price, jobs.event_seq, jobs.outputs_json, holds.state as hold,
      (select count(*) from ledger_entries e where e.job_id = jobs.id and e.kind = 'capture') as captures,
      (select count(*) from ledger_entries e where e.job_id = jobs.id and e.kind = 'release') as releases,
      (select count(*) from job_events v where v.job_id = jobs.id) as events,
      (select min(seq) from job_events v where v.job_id = jobs.id) as first,
      (select max(seq) from job_events v where v.job_id = jobs.id) as last,
      (select count(*) from job_events v where v.job_id = jobs.id and v.type in ('job.succeeded', 'job.failed', 'job.canceled')) as finals,
      (select type from job_events v where v.job_id = jobs.id order by seq desc limit 1) as last_type,
      (select count(*) from media where media.job_id = jobs.id) as outputs
    from jobs left join holds on holds.job_id = jobs.id`.execute(queries)
  return rows.flatMap((job) => {
    const faults: string[] = []
    const expect = (name: string, actual: unknown, wanted: unknown): void => {
      if (String(actual) !== String(wanted)) faults.push(`${job.id} (${job.state}): ${name} is ${String(actual)} and not ${String(wanted)}`)
    }
    const succeeded = job.state === 'succeeded'
    expect('captures', job.captures, succeeded && Number(job.price) > 0 ? 1 : 0)
    expect('releases', job.releases, !succeeded && Number(job.price) > 0 ? 1 : 0)
    expect('hold', job.hold, Number(job.price) === 0 ? null : succeeded ? 'captured' : 'released')
    expect('first event', job.first, 1)
    expect('last event', job.last, job.event_seq)
    expect('number of events', job.events, job.event_seq)
    expect('final events', job.finals, 1)
    expect('last event', job.last_type, `job.${job.state}`)
    expect('media made', job.outputs, (JSON.parse(job.outputs_json) as unknown[]).length)
    if (!succeeded) expect('media of a job that made nothing', job.outputs, 0)
    return faults
  })
}

export async function findFileFaults({ queries }: Database, stored: ReadonlySet<string>): Promise<string[]> {
  const { rows } = await sql<{ sha256: string }>`select distinct sha256 from media`.execute(queries)
  const named = new Set(rows.map(({ sha256 }) => sha256))
  return [
    ...[...named].filter((sha256) => !stored.has(sha256)).map((sha256) => `a media names the file ${sha256}, which is not in the store`),
    ...[...stored].filter((sha256) => !named.has(sha256)).map((sha256) => `no media names the file ${sha256}, and the sweep left it`),
  ]
}

/** Answered ids that are gone, and keys with more than one job. */
export async function findLost({ queries }: Database, answered: ReadonlyMap<string, string>): Promise<string[]> {
  const { rows } = await sql<{ id: string; key: string | null }>`
    select jobs.id, i.key from jobs left join idempotency_keys i on i.job_id = jobs.id`.execute(queries)
  const byId = new Map(rows.map((row) => [row.id, row.key]))
  const faults = [...answered]
    .filter(([key, id]) => byId.get(id) !== key)
    .map(([key, id]) => `${key} was answered with ${id}, which is lost`)
  // Every submission carried a key, so a job without one was made twice.
  for (const { id, key } of rows) if (key === null) faults.push(`${id} has no key`)
  const twice = rows.length - new Set(rows.map(({ key }) => key)).size
  if (twice > 0) faults.push(`${twice} keys have more than one job`)
  return faults
}
