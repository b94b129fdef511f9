/*
 * The crash test: servers that are killed with SIGKILL while clients submit, cancel and upload over HTTP, and an account of what is left
 * when the dust has settled. `npm run soak` runs it at length, server/test/integration/crash.test.ts in short.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { sql } from 'kysely'
import sharp from 'sharp'
import { isFinal, type JobState } from '../../src/domain/job.ts'
import type { Database } from '../../src/db/connect.ts'
import { loadServerSecret } from '../../src/db/settings.ts'
import { systemClock } from '../../src/lib/clock.ts'
import { createAccountService } from '../../src/services/accounts/create-account-service.ts'
import { createCreditService } from '../../src/services/credits/create-credit-service.ts'
import { createMediaService } from '../../src/services/media/create-media-service.ts'
import { createDiskStore } from '../../src/stores/disk.ts'
import type { CrashServerOptions } from './crash-server.ts'
import { createTestDatabase } from './database.ts'

export interface CrashRunOptions {
  readonly jobs: number
  readonly kills: number
  readonly leaseMs?: number
  readonly longestRunMs?: number
  readonly onStep?: (message: string) => void
}

export interface CrashReport {
  readonly database: string
  readonly processes: readonly string[]
  readonly seconds: number
  readonly kills: number
  readonly killedWhileStarting: number
  /** Submissions that got an answer, each under a key of its own. */
  readonly answered: number
  /** Requests that broke off or were answered 503, and were repeated. */
  readonly repeatedRequests: number
  readonly replays: number
  readonly states: Readonly<Record<string, number>>
  readonly attempts: number
  readonly filesSwept: number
  readonly files: number
  /** Everything that is not as it must be; empty is success. */
  readonly violations: readonly string[]
}

const PARALLEL_CLIENTS = 8
const UNTIL_FINAL_MS = 90_000

/** Runs on SQLite with one process, and on Postgres (see `createTestDatabase`) with one that answers and two that work. */
export async function runCrashTest(options: CrashRunOptions): Promise<CrashReport> {
  const { jobs, kills, leaseMs = 2000, longestRunMs = 300, onStep = () => {} } = options
  const startedAt = performance.now()
  const test = await createTestDatabase()
  const folder = mkdtempSync(join(tmpdir(), 'atelier-crash-'))
  const { database } = test
  const roles: CrashServerOptions['role'][] = database.kind === 'postgres' ? ['api', 'worker', 'worker'] : ['all']
  const shared = { databaseUrl: test.options.url, mediaFolder: folder, leaseMs, longestRunMs, breakdowns: 0.08 }
  const members = roles.map((role) => new Member({ ...shared, role }))
  try {
    const secret = await loadServerSecret(database.queries)
    const accounts = createAccountService({ database, clock: systemClock, secret })
    const credits = createCreditService({ database, clock: systemClock })
    const { account, apiKey } = await accounts.create({ email: 'crash@example.com', password: randomBytes(12).toString('hex') })
    // Enough for most of them: some must be refused for want of credit, others paid from two grants.
    const budget = Math.ceil(jobs * 2.2)
    await credits.grant(account.id, { amount: Math.ceil(budget / 2), reason: 'crash test' })
    await credits.grant(account.id, { amount: Math.floor(budget / 2), reason: 'crash test', expiresAt: systemClock.now() + 3_600_000 })

    await Promise.all(members.map((member) => member.start()))
    const client = new Client(members[0]!, apiKey)
    const seen = new Map<string, JobState>()
    const violations: string[] = []
    const watch = async (): Promise<void> => void violations.push(...(await findChangedFinals(database, seen)))

    const finished = new AbortController()
    const submitting = client.submitAll(jobs, finished.signal).finally(() => finished.abort())
    submitting.catch(() => {})
    let killedWhileStarting = 0
    for (let kill = 1; kill <= kills; kill++) {
      const victim = members[Math.floor(Math.random() * members.length)]!
      const starting = kill % 5 === 0
      if (!starting) {
        await Promise.all(members.map((member) => member.ready))
        await wait(Math.random() * 700)
      } else {
        // A start is interrupted too: in the middle of migrations, of the first claims, of picking up what the last one left.
        await wait(Math.random() * 900)
      }
      if (!victim.isReady) killedWhileStarting++
      await victim.kill()
      await watch()
      void victim.start()
      onStep(`kill ${kill} of ${kills}: ${victim.role}, ${client.answered.size} of ${jobs} jobs answered`)
      // The last ones are submitted only after the last kill has been dealt.
      client.allow(Math.ceil((jobs * (kill + 1)) / (kills + 1)))
    }
    client.allow(jobs)
    await submitting
    onStep(`all ${jobs} answered; waiting until every job is final`)
    const unfinished = await untilAllFinal(database)
    await watch()
    if (unfinished > 0) violations.push(`${unfinished} jobs are not final ${UNTIL_FINAL_MS / 1000} s after the last submission`)
    violations.push(...(await client.checkAnswers(seen)))
    await Promise.all(members.map((member) => member.ready))
    for (const [index, code] of (await Promise.all(members.map((member) => member.stop()))).entries())
      if (code !== 0) violations.push(`the ${roles[index]} process exited with ${code} after SIGTERM`)

    const store = createDiskStore(folder)
    const media = createMediaService({
      database,
      store,
      clock: systemClock,
      secret,
      publicUrl: () => 'http://127.0.0.1',
      limits: { maxBytes: 1, maxPixels: 1, maxFrames: 1, decodeTimeoutMs: 1 },
      retentionMs: { upload: 1, output: 1 },
      fetch: { allow: [], timeoutMs: 1 },
    })
    const swept = await media.sweep({ graceMs: 0 })
    const stored = new Set<string>()
    for await (const sha256 of store.list()) stored.add(sha256)
    violations.push(...client.violations, ...(await findLedgerFaults(database)), ...(await findJobFaults(database)))
    violations.push(...(await findFileFaults(database, stored)), ...(await findLost(database, client.answered)))
    const counts = await sql<{ state: string; n: number; attempts: number }>`
      select state, count(*) as n, sum(attempt) as attempts from jobs group by state`.execute(database.queries)
    return {
      database: database.kind,
      processes: roles,
      seconds: (performance.now() - startedAt) / 1000,
      kills,
      killedWhileStarting,
      answered: client.answered.size,
      repeatedRequests: client.repeated,
      replays: client.replays,
      states: Object.fromEntries(counts.rows.map((row) => [row.state, Number(row.n)])),
      attempts: counts.rows.reduce((sum, row) => sum + Number(row.attempts), 0),
      filesSwept: swept.files,
      files: stored.size,
      violations,
    }
  } finally {
    await Promise.all(members.map((member) => member.kill()))
    await test.remove()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** One server process, started again and again. */
class Member {
  readonly role: CrashServerOptions['role']
  readonly #options: CrashServerOptions
  #child: ChildProcess | undefined
  #ready = Promise.withResolvers<string>()
  url = ''
  isReady = false

  constructor(options: CrashServerOptions) {
    this.role = options.role
    this.#options = options
  }

  get ready(): Promise<string> {
    return this.#ready.promise
  }

  async start(): Promise<void> {
    this.#ready = Promise.withResolvers<string>()
    const { promise, resolve, reject } = this.#ready
    promise.catch(() => {})
    this.isReady = false
    const child = fork(join(import.meta.dirname, 'crash-server.ts'), [JSON.stringify(this.#options)], {
      execArgv: [],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    })
    this.#child = child
    child.once('message', ({ url }: { url: string }) => {
      this.url = url
      this.isReady = true
      resolve(url)
    })
    child.once('exit', (code, signal) => {
      this.isReady = false
      reject(new Error(`a ${this.role} process ended by itself with ${signal ?? code}`))
    })
    // Being killed is no failure to start.
    await promise.catch(() => {})
  }

  async kill(): Promise<void> {
    const child = this.#child
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const exited = once(child, 'exit')
    child.kill('SIGKILL')
    await exited
  }

  /** Its exit code after SIGTERM; null where a signal ended it. */
  async stop(): Promise<number | null> {
    const child = this.#child!
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
    const exited = once(child, 'exit') as Promise<[number | null]>
    child.kill('SIGTERM')
    return (await exited)[0]
  }
}

interface JobAnswer {
  readonly id: string
  readonly state: JobState
}

/** What a careful client does: a key per submission, and the same request again until there is an answer. */
class Client {
  readonly answered = new Map<string, string>()
  readonly violations: string[] = []
  repeated = 0
  replays = 0
  readonly #server: Member
  readonly #apiKey: string
  #allowed = 0
  #wake = Promise.withResolvers<void>()

  constructor(server: Member, apiKey: string) {
    this.#server = server
    this.#apiKey = apiKey
    this.allow(PARALLEL_CLIENTS)
  }

  /** How many submissions may have been begun: spreads them over the kills. */
  allow(count: number): void {
    this.#allowed = Math.max(this.#allowed, count)
    this.#wake.resolve()
    this.#wake = Promise.withResolvers<void>()
  }

  async submitAll(count: number, signal: AbortSignal): Promise<void> {
    const picture = await sharp({ create: { width: 20, height: 20, channels: 3, background: '#48c' } })
      .png()
      .toBuffer()
    let next = 0
    const work = async (): Promise<void> => {
      for (;;) {
        const index = next++
        if (index >= count) return
        while (index >= this.#allowed) await this.#wake.promise
        await this.#submitOne(index, picture, signal)
      }
    }
    await Promise.all(Array.from({ length: PARALLEL_CLIENTS }, work))
  }

  async #submitOne(index: number, picture: Buffer, signal: AbortSignal): Promise<void> {
    const key = `job-${index}`
    const image = `data:image/png;base64,${picture.toString('base64')}`
    const body =
      index % 4 === 3
        ? { operation: 'upscale-image', input: { image, factor: 2 } }
        : {
            operation: 'text-to-image',
            input: {
              prompt: `${index % 17 === 5 ? 'refused' : 'a cat'} ${index}`,
              width: 64,
              height: 64,
              count: 1 + (index % 2),
              seed: index,
            },
          }
    const { status, body: job } = await this.#call<JobAnswer>('/v1/jobs', { method: 'POST', key, body, signal })
    if (status === 402) return
    if (status !== 202) return void this.violations.push(`submission ${key} was answered ${status}: ${JSON.stringify(job)}`)
    this.answered.set(key, job.id)
    if (index % 5 === 0) {
      const again = await this.#call<JobAnswer>('/v1/jobs', { method: 'POST', key, body, signal })
      this.replays++
      if (again.body.id !== job.id) this.violations.push(`${key} made a second job: ${job.id} and ${again.body.id}`)
    }
    if (index % 11 === 7) await this.#call(`/v1/jobs/${job.id}/cancel`, { method: 'POST', signal })
  }

  /** What the API tells of every answered job is the final state that stands in the database. */
  async checkAnswers(finals: ReadonlyMap<string, JobState>): Promise<string[]> {
    const faults: string[] = []
    for (const [key, id] of this.answered) {
      const { status, body } = await this.#call<JobAnswer>(`/v1/jobs/${id}`, { method: 'GET', signal: AbortSignal.timeout(10_000) })
      if (status !== 200) faults.push(`${key} (${id}) is answered ${status}`)
      else if (body.state !== finals.get(id)) faults.push(`${key} (${id}) is told to be ${body.state}, stored as ${finals.get(id)}`)
    }
    return faults
  }

  async #call<Body>(
    path: string,
    { method, key, body, signal }: { method: string; key?: string; body?: object; signal: AbortSignal },
  ): Promise<{ status: number; body: Body }> {
    for (;;) {
      try {
        const response = await fetch(`${this.#server.url}${path}`, {
          method,
          headers: {
            authorization: `Bearer ${this.#apiKey}`,
            ...(body ? { 'content-type': 'application/json' } : {}),
            ...(key ? { 'idempotency-key': key } : {}),
          },
          ...(body ? { body: JSON.stringify(body) } : {}),
        })
        const answer = (await response.json()) as Body
        if (response.status !== 503) return { status: response.status, body: answer }
      } catch {
        signal.throwIfAborted()
      }
      this.repeated++
      await wait(50)
    }
  }
}

async function untilAllFinal({ queries }: Database): Promise<number> {
  const until = performance.now() + UNTIL_FINAL_MS
  for (;;) {
    const { rows } = await sql<{ n: number }>`select count(*) as n from jobs where state in ('queued', 'running')`.execute(queries)
    const open = Number(rows[0]!.n)
    if (open === 0 || performance.now() > until) return open
    await wait(100)
  }
}

/** Jobs that were seen final and now are something else. Remembers the final ones in `seen`. */
async function findChangedFinals({ queries }: Database, seen: Map<string, JobState>): Promise<string[]> {
  const { rows } = await sql<{ id: string; state: JobState }>`select id, state from jobs`.execute(queries)
  const faults = rows.filter(({ id, state }) => seen.has(id) && seen.get(id) !== state)
  for (const { id, state } of rows) if (isFinal(state)) seen.set(id, state)
  return faults.map(({ id, state }) => `${id} was ${seen.get(id)} and became ${state}`)
}

/** Invariant 2, told by the entries alone and by the tables alone. */
async function findLedgerFaults({ queries }: Database): Promise<string[]> {
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
async function findJobFaults({ queries }: Database): Promise<string[]> {
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

async function findFileFaults({ queries }: Database, stored: ReadonlySet<string>): Promise<string[]> {
  const { rows } = await sql<{ sha256: string }>`select distinct sha256 from media`.execute(queries)
  const named = new Set(rows.map(({ sha256 }) => sha256))
  return [
    ...[...named].filter((sha256) => !stored.has(sha256)).map((sha256) => `a media names the file ${sha256}, which is not in the store`),
    ...[...stored].filter((sha256) => !named.has(sha256)).map((sha256) => `no media names the file ${sha256}, and the sweep left it`),
  ]
}

/** Answered ids that are gone, and keys with more than one job. */
async function findLost({ queries }: Database, answered: ReadonlyMap<string, string>): Promise<string[]> {
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

/** A digest of what happened, for people. */
export function describeCrashReport(report: CrashReport): string {
  const states = Object.entries(report.states).map(([state, count]) => `${count} ${state}`)
  return [
    `${report.database} (${report.processes.join(' + ')}), ${report.seconds.toFixed(1)} s`,
    `  ${report.kills} kills, ${report.killedWhileStarting} of them during a start; ${report.repeatedRequests} requests repeated, ${report.replays} submissions sent twice on purpose`,
    `  ${report.answered} jobs answered: ${states.join(', ')}; ${report.attempts} attempts`,
    `  ${report.files} files kept, ${report.filesSwept} without media swept`,
    ...(report.violations.length === 0
      ? ['  no violation']
      : [`  ${report.violations.length} VIOLATIONS`, ...report.violations.map((violation) => `    ${violation}`)]),
  ].join('\n')
}
