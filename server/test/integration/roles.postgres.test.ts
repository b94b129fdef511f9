import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { type AtelierServer, compose, type ComposeOptions } from '../../src/compose.ts'
import { createTestDatabase, type TestDatabase } from '../helpers/database.ts'
import { createFakeEngine } from '../helpers/fake-engine.ts'
import { plainPicture } from '../helpers/picture-engine.ts'
import { testOptions } from '../helpers/test-options.ts'

const OPERATION = 'text-to-image'

/*
 * One server that answers and one that works, which know of each other only through the database and the folder of files, as in two
 * processes. Each has connections, signals and caches of its own. The processes themselves are in crash.test.ts.
 */
let database: TestDatabase
let folder: string
let api: AtelierServer
let worker: AtelierServer
const engine = createFakeEngine({ concurrency: 64, operation: OPERATION })
let headers: { authorization: string }
let taken = 0
const nextCall = () => engine.call(taken++)

before(async () => {
  database = await createTestDatabase()
  folder = mkdtempSync(join(tmpdir(), 'atelier-roles-'))
  const start = async (role: ComposeOptions['role']): Promise<AtelierServer> => {
    const server = await compose({
      ...testOptions({ databaseUrl: database.options.url, mediaFolder: folder }),
      role,
      // Heartbeats come every 100 seconds: what is prompt here is so because of a signal.
      jobs: { leaseMs: 300_000, runningLimit: 0, queueLimit: 0, retentionMs: 0 },
      drainMs: 0,
      engines: [engine],
    })
    await server.start()
    return server
  }
  ;[api, worker] = [await start('api'), await start('worker')]
  const { account, apiKey } = await api.services.accounts.create({ email: 'roles@example.com', password: 'correct horse' })
  await api.services.credits.grant(account.id, { amount: 1000, reason: 'test' })
  headers = { authorization: `Bearer ${apiKey}` }
})
after(async () => {
  await Promise.all([api.stop(), worker.stop()])
  await database.remove()
  rmSync(folder, { recursive: true, force: true })
})

interface JobEvent {
  readonly seq: number | null
  readonly type: string
  readonly data: { readonly progress?: number }
}

async function submit(): Promise<string> {
  const answer = await fetch(`${api.publicUrl()}/v1/jobs`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify({ operation: OPERATION, input: { prompt: 'a cat', width: 64, height: 64 } }),
  })
  return ((await answer.json()) as { id: string }).id
}

/** The job's events as the answering server tells them. */
async function* follow(jobId: string): AsyncGenerator<JobEvent> {
  const stream = await fetch(`${api.publicUrl()}/v1/jobs/${jobId}/events`, { headers })
  let text = ''
  for await (const chunk of stream.body!.pipeThrough(new TextDecoderStream())) {
    text += chunk
    const blocks = text.split('\n\n')
    text = blocks.pop()!
    for (const block of blocks) {
      const data = /^data: (.*)$/m.exec(block)?.[1]
      if (data !== undefined) yield JSON.parse(data) as JobEvent
    }
  }
}

test('a job that one server takes is run by the other, and its progress and result are told where it was submitted', async () => {
  const events = follow(await submit())
  assert.equal((await events.next()).value?.type, 'job.queued')
  const call = await nextCall()
  assert.equal((await events.next()).value?.type, 'job.started')
  call.context.onProgress(0.5)
  const told = (await events.next()).value as JobEvent
  assert.equal(told.type, 'job.progressed')
  const bytes = new Uint8Array(await plainPicture(64, 64))
  call.succeed({ outputs: [{ name: 'image', kind: 'image', mime: 'image/png', bytes }] })
  let last: JobEvent | undefined
  for await (const event of events) last = event
  assert.equal(last?.type, 'job.succeeded')
  const { items } = (await (await fetch(`${api.publicUrl()}/v1/media`, { headers })).json()) as { items: { url: string }[] }
  const content = await fetch(items[0]!.url)
  assert.deepEqual([content.status, new Uint8Array(await content.arrayBuffer())], [200, new Uint8Array(await plainPicture(64, 64))])
})

test('a job that is canceled at one server stops in the other by a signal, long before its next heartbeat', async () => {
  const jobId = await submit()
  const call = await nextCall()
  assert.equal(call.context.signal.aborted, false)
  const aborted = new Promise((resolve) => call.context.signal.addEventListener('abort', resolve))
  const answer = await fetch(`${api.publicUrl()}/v1/jobs/${jobId}/cancel`, { method: 'POST', headers })
  assert.equal(answer.status, 200)
  await aborted
  const types: string[] = []
  for await (const { type } of follow(jobId)) types.push(type)
  assert.deepEqual(types.slice(-2), ['job.cancel_requested', 'job.canceled'])
})

test('a wait at one server ends when the other has done the job', async () => {
  const waiting = fetch(`${api.publicUrl()}/v1/jobs`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json', prefer: 'wait=60' },
    body: JSON.stringify({ operation: OPERATION, input: { prompt: 'a dog', width: 64, height: 64 } }),
  })
  ;(await nextCall()).succeed()
  const answer = await waiting
  assert.deepEqual([answer.status, ((await answer.json()) as { state: string }).state], [200, 'succeeded'])
})

test('the server that only works answers to operators and to nobody else', async () => {
  for (const path of ['/healthz', '/readyz', '/metrics']) assert.equal((await fetch(worker.publicUrl() + path)).status, 200, path)
  assert.equal((await fetch(`${worker.publicUrl()}/v1/account`, { headers })).status, 404)
})
