import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Client, ConnectionError, createClient, type Job, type JobEvent, ProblemError } from './index.ts'

interface Sent {
  readonly method: string
  readonly url: string
  readonly headers: Headers
  readonly body: unknown
}

type Answer = Response | Error | ((request: Sent) => Response)

/** A client whose requests meet the given answers, one after the other; a last one that is a function answers all that follow. */
function clientOf(answers: readonly Answer[]): { client: Client; sent: Sent[] } {
  const sent: Sent[] = []
  const fake: typeof fetch = (url, init) => {
    const request = { method: init?.method ?? 'GET', url: String(url), headers: new Headers(init?.headers), body: init?.body }
    sent.push(request)
    const answer = answers[Math.min(sent.length, answers.length) - 1]!
    if (answer instanceof Error) return Promise.reject(answer)
    return Promise.resolve(typeof answer === 'function' ? answer(request) : answer)
  }
  return { client: createClient({ baseUrl: 'http://atelier.test/', apiKey: 'atl_secret', fetch: fake }), sent }
}

const json = (document: unknown, status = 200) => Response.json(document, { status })
const problem = (status: number, code: string, more: object = {}) =>
  new Response(
    JSON.stringify({ type: '', title: 'No', status, detail: 'Not today.', code, request_id: 'req_1', retryable: false, ...more }),
    {
      status,
      headers: { 'content-type': 'application/problem+json' },
    },
  )

/** `retry` is said first, so that no test waits. */
function stream(chunks: readonly string[], end?: Error): Response {
  const encoder = new TextEncoder()
  const parts = ['retry: 1\n\n', ...chunks]
  return new Response(
    new ReadableStream({
      pull(controller) {
        const part = parts.shift()
        if (part !== undefined) controller.enqueue(encoder.encode(part))
        else if (end) controller.error(end)
        else controller.close()
      },
    }),
  )
}

const event = (seq: number | null, type: JobEvent['type'], data: object = {}) =>
  `${seq === null ? '' : `id: ${seq}\n`}event: ${type}\ndata: ${JSON.stringify({ seq, type, jobId: 'job_1', createdAt: '', data })}\n\n`

async function read(events: AsyncIterable<JobEvent>): Promise<JobEvent[]> {
  const all: JobEvent[] = []
  for await (const item of events) all.push(item)
  return all
}

test('a stream that drops is resumed after the last numbered event, with none missing and none twice', async () => {
  const { client, sent } = clientOf([
    stream(
      [event(1, 'job.queued'), event(2, 'job.started'), event(null, 'job.progressed', { progress: 0.1 }), 'id: 3\nevent: job.prog'],
      new TypeError('gone'),
    ),
    new TypeError('fetch failed'),
    problem(503, 'shutting_down', { retryable: true }),
    stream([event(3, 'job.progressed', { progress: 0.5 })]),
    stream([event(4, 'job.succeeded')]),
  ])
  const events = await read(client.jobs.events('job_1'))
  assert.deepEqual(
    events.map(({ seq }) => seq),
    [1, 2, null, 3, 4],
  )
  assert.deepEqual(
    sent.map(({ headers }) => headers.get('last-event-id')),
    ['0', '2', '2', '2', '3'],
  )
})

test('events that arrive in pieces, with either line end, are put together', async () => {
  const text = event(1, 'job.queued').replaceAll('\n', '\r\n') + ': still here\n\n' + event(2, 'job.failed')
  const { client } = clientOf([stream([...text])])
  assert.deepEqual(
    (await read(client.jobs.events('job_1'))).map(({ type }) => type),
    ['job.queued', 'job.failed'],
  )
})

test('a stream is given up when it brings nothing new again and again', async () => {
  const { client, sent } = clientOf([stream([event(1, 'job.queued')]), () => stream([])])
  await assert.rejects(read(client.jobs.events('job_1')), ConnectionError)
  assert.equal(sent.length, 11)
})

test('what cannot get better ends a stream at once', async () => {
  const { client, sent } = clientOf([problem(404, 'job_not_found')])
  await assert.rejects(read(client.jobs.events('job_1')), { code: 'job_not_found', status: 404 })
  assert.equal(sent.length, 1)
})

test('run submits once under an idempotency key, tells progress and gives the finished job', async () => {
  const done = { id: 'job_1', state: 'succeeded' } as Job
  const { client, sent } = clientOf([
    json({ id: 'job_1', state: 'queued' }, 202),
    stream([event(1, 'job.queued'), event(2, 'job.started'), event(3, 'job.progressed', { progress: 0.4 }), event(4, 'job.succeeded')]),
    json(done),
  ])
  const told: number[] = []
  const job = await client.jobs.run({ operation: 'work', input: { label: 'a' } }, { onProgress: (fraction) => told.push(fraction) })
  assert.deepEqual(job, done)
  assert.deepEqual(told, [0, 0, 0.4, 1])
  assert.deepEqual(JSON.parse(sent[0]!.body as string), { operation: 'work', input: { label: 'a' } })
  assert.ok(sent[0]!.headers.get('idempotency-key'))
})

test('aborting run cancels the job and throws the reason', async () => {
  const stop = new AbortController()
  const reason = new Error('enough')
  const { client, sent } = clientOf([
    json({ id: 'job_1', state: 'queued' }, 202),
    () => {
      stop.abort(reason)
      return stream([], reason)
    },
    json({ id: 'job_1', state: 'canceled' }),
  ])
  await assert.rejects(client.jobs.run({ operation: 'work', input: {} }, { signal: stop.signal }), reason)
  assert.equal(`${sent.at(-1)!.method} ${sent.at(-1)!.url}`, 'POST http://atelier.test/v1/jobs/job_1/cancel')
})

test('a problem document becomes an error with its code, status, request and fields', async () => {
  const errors = [{ field: 'width', message: 'must be <= 2048' }]
  const { client } = clientOf([problem(400, 'invalid_input', { errors })])
  const error = await client.jobs.get('job_1').catch((thrown: unknown) => thrown)
  assert.ok(error instanceof ProblemError)
  assert.deepEqual(
    {
      message: error.message,
      code: error.code,
      status: error.status,
      requestId: error.requestId,
      retryable: error.retryable,
      fields: error.fields,
    },
    { message: 'Not today.', code: 'invalid_input', status: 400, requestId: 'req_1', retryable: false, fields: errors },
  )
})

test('an error page of something in between is a problem as well', async () => {
  const { client } = clientOf([new Response('<h1>Bad gateway</h1>', { status: 502, headers: { 'content-type': 'text/html' } })])
  await assert.rejects(client.account.get(), { name: 'ProblemError', code: 'http_502', retryable: true })
})

test('a server that is not there is told from one that says no', async () => {
  const { client } = clientOf([new TypeError('fetch failed', { cause: Object.assign(new Error(), { code: 'ECONNREFUSED' }) })])
  await assert.rejects(client.account.get(), { name: 'ConnectionError', message: 'http://atelier.test cannot be reached (ECONNREFUSED).' })
})

test('the key goes to the API and never along with a download URL', async () => {
  const { client, sent } = clientOf([json({ url: 'https://files.test/a?signature=b' }), new Response('bytes')])
  assert.equal(await (await client.media.download('med_1')).text(), 'bytes')
  assert.deepEqual(
    sent.map(({ url, headers }) => [url, headers.get('authorization')]),
    [
      ['http://atelier.test/v1/media/med_1', 'Bearer atl_secret'],
      ['https://files.test/a?signature=b', null],
    ],
  )
})

test('lists of states and operations become repeated parameters, and ids cannot leave their place in the path', async () => {
  const { client, sent } = clientOf([() => json({ items: [], nextCursor: null })])
  await client.jobs.list({ states: ['queued', 'running'], operations: ['work'], limit: 5 })
  await client.jobs.get('../account?x=')
  assert.deepEqual(
    sent.map(({ url }) => url),
    ['http://atelier.test/v1/jobs?limit=5&state=queued&state=running&operation=work', 'http://atelier.test/v1/jobs/..%2Faccount%3Fx%3D'],
  )
})
