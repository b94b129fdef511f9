import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { after, before, test } from 'node:test'
import { createAccountService } from '../../src/services/accounts/create-account-service.ts'
import { createCreditService } from '../../src/services/credits/create-credit-service.ts'
import { cancelJob } from '../../src/services/jobs/cancel-job.ts'
import { systemClock } from '../../src/lib/clock.ts'
import { createTestDatabase, type TestDatabase } from '../helpers/database.ts'
import { toMultipart } from '../helpers/http-app.ts'
import { plainPicture } from '../helpers/picture-engine.ts'

const SECRET = 'a-secret-that-is-in-no-log-2718281828'
const PASSWORD = 'a password that is in no log'
const main = join(import.meta.dirname, '../../src/main.ts')

let database: TestDatabase
let folder: string
let apiKey: string
let accountId: string
let email: string
const running = new Set<ChildProcess>()

before(async () => {
  database = await createTestDatabase()
  folder = mkdtempSync(join(tmpdir(), 'atelier-shutdown-'))
  const accounts = createAccountService({ database: database.database, clock: systemClock, secret: SECRET })
  email = 'somebody@example.com'
  const created = await accounts.create({ email, password: PASSWORD })
  ;({ apiKey } = created)
  accountId = created.account.id
  await createCreditService({ database: database.database, clock: systemClock }).grant(accountId, { amount: 100_000, reason: 'test' })
})
after(async () => {
  // Only those of a test that failed are left.
  for (const child of running) {
    const exited = once(child, 'exit')
    child.kill('SIGKILL')
    await exited
  }
  await database.remove()
  rmSync(folder, { recursive: true, force: true })
})

interface Session {
  readonly url: string
  readonly log: () => string
  /** The exit code after SIGTERM. */
  stop(): Promise<number | null>
}

/** `npm start` as a process of its own, until it says that it is ready. */
async function startServer(environment: Record<string, string> = {}): Promise<Session> {
  const child = spawn(process.execPath, [main], {
    cwd: folder,
    env: {
      PATH: process.env['PATH'],
      PORT: '0',
      ATELIER_DATA: folder,
      ATELIER_SECRET: SECRET,
      ATELIER_CPU_THREADS: '1',
      // `until` asks without a pause.
      ATELIER_REQUESTS_PER_MINUTE: '0',
      DATABASE_URL: database.options.url,
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.add(child)
  child.once('exit', () => running.delete(child))
  let log = ''
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (log += chunk))
  const ready = Promise.withResolvers<string>()
  createInterface({ input: child.stdout }).on('line', (line) => {
    log += `${line}\n`
    if (!line.includes('Atelier is ready')) return
    ready.resolve((JSON.parse(line) as { url: string }).url)
  })
  child.once('exit', () => ready.reject(new Error(`the server ended before it was ready:\n${log}`)))
  const where = await ready.promise
  return {
    url: where,
    log: () => log,
    async stop() {
      const exited = once(child, 'exit') as Promise<[number | null]>
      child.kill('SIGTERM')
      return (await exited)[0]
    },
  }
}

interface Job {
  readonly id: string
  readonly state: string
  readonly attempt: number
}

const authorization = () => ({ authorization: `Bearer ${apiKey}` })

async function submit({ url }: Session, input: object): Promise<Job> {
  const body = JSON.stringify({ operation: 'text-to-image', input: { prompt: 'a cat', ...input } })
  const answer = await fetch(`${url}/v1/jobs`, {
    method: 'POST',
    headers: { ...authorization(), 'content-type': 'application/json' },
    body,
  })
  assert.equal(answer.status, 202)
  return (await answer.json()) as Job
}

async function until({ url }: Session, jobId: string, state: string): Promise<Job> {
  for (;;) {
    const job = (await (await fetch(`${url}/v1/jobs/${jobId}`, { headers: authorization() })).json()) as Job
    if (job.state === state) return job
    // Whatever else is final would be waited for in vain.
    assert.ok(['queued', 'running'].includes(job.state), job.state)
  }
}

async function stored(jobId: string): Promise<{ state: string; attempt: number; leased: boolean }> {
  const { queries } = database.database
  const job = await queries.selectFrom('jobs').select(['state', 'attempt']).where('id', '=', jobId).executeTakeFirstOrThrow()
  const lease = await queries.selectFrom('leases').select('token').where('job_id', '=', jobId).executeTakeFirst()
  return { ...job, leased: lease !== undefined }
}

/** Work for many seconds: it is still running whenever a signal comes. */
const LONG = { width: 2048, height: 2048, count: 10 }

test('after SIGTERM a running job is finished, what is queued stays queued, and the exit code is 0', async () => {
  const server = await startServer({ ATELIER_ACCOUNT_RUNNING_LIMIT: '1' })
  const job = await submit(server, { width: 1024, height: 1024, count: 2 })
  await until(server, job.id, 'running')
  const next = await submit(server, { width: 64, height: 64 })
  assert.equal(await server.stop(), 0)
  assert.deepEqual(await stored(job.id), { state: 'succeeded', attempt: 1, leased: false })
  assert.deepEqual(await stored(next.id), { state: 'queued', attempt: 0, leased: false })

  const again = await startServer()
  await until(again, next.id, 'succeeded')
  assert.equal(await again.stop(), 0)
})

test('a job that is not done when the drain ends goes back to the queue without losing an attempt, and the next start picks it up', async () => {
  const server = await startServer({ ATELIER_DRAIN_SECONDS: '0' })
  const job = await submit(server, LONG)
  await until(server, job.id, 'running')
  assert.equal(await server.stop(), 0)
  assert.deepEqual(await stored(job.id), { state: 'queued', attempt: 0, leased: false })

  const again = await startServer({ ATELIER_DRAIN_SECONDS: '0' })
  assert.equal((await until(again, job.id, 'running')).attempt, 1)
  const canceled = await fetch(`${again.url}/v1/jobs/${job.id}/cancel`, { method: 'POST', headers: authorization() })
  assert.equal(canceled.status, 200)
  await until(again, job.id, 'canceled')
  assert.equal(await again.stop(), 0)
  const credits = createCreditService({ database: database.database, clock: systemClock })
  assert.equal((await credits.balance(accountId)).held, 0)
})

test('streams and waits end with the server, and hold up its stop no longer than a running job does', async () => {
  const server = await startServer({ ATELIER_DRAIN_SECONDS: '0' })
  const job = await submit(server, LONG)
  await until(server, job.id, 'running')
  const stream = await fetch(`${server.url}/v1/jobs/${job.id}/events`, { headers: authorization() })
  const reading = stream.text()
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/v1/jobs/${job.id}/ws`, ['atelier', `atelier.key.${apiKey}`])
  await new Promise((resolve) => socket.addEventListener('message', resolve, { once: true }))
  const closed = new Promise<CloseEvent>((resolve) => socket.addEventListener('close', resolve))
  assert.equal(await server.stop(), 0)
  assert.match(await reading, /event: job\.started/)
  assert.equal((await closed).wasClean, true)
  assert.equal(await cancelJob(database.database, accountId, job.id, systemClock.now()), 'queued')
})

test('neither the log, at its most talkative, nor the pages for operators hold a key, a password, a signature or the secret', async () => {
  const server = await startServer({ LOG_LEVEL: 'trace' })
  const { url } = server
  const json = { ...authorization(), 'content-type': 'application/json' }
  const { payload, headers: type } = toMultipart(await plainPicture(16, 16))
  const uploaded = await fetch(`${url}/v1/media`, {
    method: 'POST',
    headers: { ...authorization(), ...type },
    body: new Uint8Array(payload),
  })
  const media = (await uploaded.json()) as { id: string; url: string }
  const ticket = (await (await fetch(`${url}/v1/media/uploads`, { method: 'POST', headers: json, body: '{}' })).json()) as {
    uploadUrl: string
  }
  const basic = Buffer.from(`${email}:${PASSWORD}`).toString('base64')
  const made = await fetch(`${url}/v1/keys`, {
    method: 'POST',
    headers: { authorization: `Basic ${basic}`, 'content-type': 'application/json' },
    body: '{"name":"second"}',
  })
  const { key: secondKey } = (await made.json()) as { key: string }
  const signature = new URL(media.url).searchParams.get('signature')!
  const job = await submit(server, { width: 64, height: 64 })
  await until(server, job.id, 'succeeded')
  const wrongKey = `${apiKey.slice(0, -4)}aaaa`
  for (const [path, init] of [
    [new URL(media.url).pathname + new URL(media.url).search, {}],
    [`${new URL(media.url).pathname}?expires=1&signature=${signature}`, {}],
    [new URL(ticket.uploadUrl).pathname, { method: 'PUT', body: 'no picture' }],
    ['/v1/account', { headers: { authorization: `Bearer ${wrongKey}` } }],
    ['/v1/account', { headers: { authorization: `Basic ${Buffer.from(`${email}:${PASSWORD}?`).toString('base64')}` } }],
    ['/api/user/profile', { headers: authorization() }],
    [`/v1/jobs?key=${apiKey}`, { headers: authorization() }],
    [`/no/such/route?password=${encodeURIComponent(PASSWORD)}`, {}],
    ['/v1/jobs', { method: 'POST', headers: json, body: `{"operation":"${apiKey}","input":{}}` }],
    ['/v1/jobs', { method: 'POST', headers: json, body: `{"broken": "${apiKey}` }],
    ['/v1/media', { method: 'POST', headers: json, body: JSON.stringify({ url: `http://user:${apiKey}@127.0.0.1:9/x` }) }],
  ] as [string, RequestInit][])
    await (await fetch(url + path, init)).arrayBuffer()
  const socket = new WebSocket(`${url.replace('http', 'ws')}/v1/jobs/${job.id}/ws`, ['atelier', `atelier.key.${apiKey}`])
  await new Promise((resolve) => socket.addEventListener('close', resolve))
  const pages = await Promise.all(['/healthz', '/readyz', '/metrics'].map(async (path) => (await fetch(url + path)).text()))
  assert.equal(await server.stop(), 0)

  const databasePassword = URL.parse(database.options.url)?.password
  const secrets = {
    apiKey,
    secondKey,
    wrongKey,
    signature,
    basic,
    PASSWORD,
    SECRET,
    ticket: ticket.uploadUrl.split('/').at(-1)!,
    databasePassword,
  }
  for (const [name, secret] of Object.entries(secrets)) {
    if (!secret) continue
    for (const form of [secret, encodeURIComponent(secret)])
      for (const text of [server.log(), ...pages]) {
        const line = text.split('\n').find((each) => each.includes(form))
        assert.equal(line, undefined, `${name} stands in: ${line}`)
      }
  }
  // It did log: by request and by job.
  assert.match(server.log(), new RegExp(job.id))
  assert.match(server.log(), /"reqId":"req_|"requestId":"req_/)
})
