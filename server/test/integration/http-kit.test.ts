import assert from 'node:assert/strict'
import { PassThrough } from 'node:stream'
import { after, before, test } from 'node:test'
import type { InjectOptions } from 'fastify'
import { createApp } from '../../src/http/app.ts'
import type { Services } from '../../src/http/app-types.ts'
import { createLogger } from '../../src/http/logger.ts'
import { createFakeClock } from '../helpers/fake-clock.ts'
import { type Client, createHttpTest, type HttpTest, toMultipart } from '../helpers/http-app.ts'

let http: HttpTest
let client: Client
const logged: string[] = []
before(async () => {
  const log = new PassThrough()
  log.on('data', (line) => logged.push(String(line)))
  http = await createHttpTest({ log })
  client = await http.client()
})
after(() => http.close())

const nested = (depth: number) => `{"operation":"work","input":{"label":${'['.repeat(depth)}${']'.repeat(depth)}}}`
const job = (input: unknown, rest: object = {}) => JSON.stringify({ operation: 'work', input, ...rest })
const json = { 'content-type': 'application/json' }

/** Requests that no well-meaning client sends. Each must be answered with a 4xx problem document. */
const badRequests: readonly (InjectOptions & { readonly url: string })[] = [
  ...[
    '',
    '{',
    'null',
    '[]',
    '"work"',
    '{}',
    '{"operation":"work"}',
    '{"operation":7,"input":{}}',
    '{"operation":"work","input":[]}',
    '{"operation":"work","input":"x"}',
    '{"operation":"no-such","input":{}}',
    '{"operation":"dream","input":{}}'.replace('dream', '\\u0000'),
    '{"operation":"work","input":{"price":NaN}}',
    '{"operation":"work","input":{"price":1e999}}',
    '{"operation":"work","input":{"__proto__":{"x":1}}}',
    '{"operation":"work","input":{"constructor":{"prototype":{"x":1}}}}',
    job({ price: '1' }),
    job({ price: 1.5 }),
    job({ price: -1 }),
    job({ price: 1e300 }),
    job({ price: null }),
    job({ price: true }),
    job({ unknown: 1 }),
    job({}, { webhook: 'http://x' }),
    job({}, { priority: '1' }),
    job({}, { priority: 101 }),
    job({}, { priority: 0.5 }),
    job({ label: 'x'.repeat(20_000_000) }),
    nested(50),
    nested(500_000),
    '\ufeff{}',
    '\u0000',
  ].map((payload) => ({ method: 'POST' as const, url: '/v1/jobs', payload, headers: json })),
  ...[
    'text/plain',
    'application/xml',
    'application/x-www-form-urlencoded',
    'nonsense',
    'application/json; charset=\u0000'.slice(0, 25),
  ].map((type) => ({
    method: 'POST' as const,
    url: '/v1/jobs',
    payload: 'operation=work',
    headers: { 'content-type': type },
  })),
  { method: 'POST', url: '/v1/jobs', payload: job({}), headers: { ...json, 'idempotency-key': 'x'.repeat(256) } },
  { method: 'POST', url: '/v1/jobs', payload: job({}), headers: { ...json, 'idempotency-key': '' } },
  ...[
    'limit=0',
    'limit=101',
    'limit=1.5',
    'limit=x',
    'limit=1e9',
    'limit=-1',
    'limit=',
    'limit=1&limit=2',
    'state=done',
    'operation=%00',
    'operation=A',
    'colour=red',
  ].map((query) => ({ url: `/v1/jobs?${query}` })),
  ...[
    '',
    'x',
    '%00',
    Buffer.from('job_1').toString('base64url'),
    Buffer.from(`med_${'0'.repeat(32)}`).toString('base64url'),
    'x'.repeat(300),
  ].map((cursor) => ({
    url: `/v1/jobs?cursor=${cursor}`,
  })),
  ...['/v1/jobs', '/v1/media'].flatMap((path) =>
    ['x', '%00', '%2e%2e', 'job_', `job_${'0'.repeat(31)}G`, 'x'.repeat(1000), '%F0%9F%90%B1', '%zz'].map((id) => ({
      url: `${path}/${id}`,
    })),
  ),
  ...['%00', 'x'].map((id) => ({ method: 'DELETE' as const, url: `/v1/keys/${id}` })),
  ...['after=x', 'after=-1', 'after=1e99', 'since=1'].map((query) => ({ url: `/v1/jobs/job_${'0'.repeat(32)}/events?${query}` })),
  { url: `/v1/jobs/job_${'0'.repeat(32)}/events`, headers: { 'last-event-id': 'NaN' } },
  ...[
    '{}',
    '{"url":1}',
    '{"url":"x","dataUri":"data:,x"}',
    '{"url":"","name":"x"}',
    '{"dataUri":"nonsense"}',
    '{"dataUri":"data:image/png;base64,!!!"}',
    '{"dataUri":"data:,x"}',
    '[]',
  ].map((payload) => ({ method: 'POST' as const, url: '/v1/media', payload, headers: json })),
  { method: 'POST', url: '/v1/media' },
  {
    method: 'POST',
    url: '/v1/media',
    payload: JSON.stringify({ dataUri: `data:image/png;base64,${'AAAA'.repeat(600_000)}` }),
    headers: json,
  },
  { method: 'POST', url: '/v1/media', payload: 'x', headers: { 'content-type': 'multipart/form-data' } },
  { method: 'POST', url: '/v1/media', payload: 'x', headers: { 'content-type': 'multipart/form-data; boundary=b' } },
  {
    method: 'POST',
    url: '/v1/media',
    payload: '--b\r\ncontent-disposition: form-data; name="a"\r\n\r\n1\r\n--b--\r\n',
    headers: { 'content-type': 'multipart/form-data; boundary=b' },
  },
  { method: 'POST', url: '/v1/media', ...toMultipart(Buffer.from('not a picture')) },
  { method: 'POST', url: '/v1/media', ...toMultipart(Buffer.alloc(0)) },
  { method: 'POST', url: '/v1/media', ...toMultipart(Buffer.alloc(2_000_000)) },
  { method: 'POST', url: '/v1/media', ...toMultipart(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'x.svg', 'image/svg+xml') },
  ...['{"name":""}', '{"name":"a\\u0000b"}', `{"name":"${'x'.repeat(201)}"}`, '{"name":7}', '{"mime":"x"}'].map((payload) => ({
    method: 'POST' as const,
    url: '/v1/media/uploads',
    payload,
    headers: json,
  })),
  { method: 'PUT', url: '/v1/media/uploads/x', payload: 'x' },
  ...[
    'from=x',
    'from=2026',
    'to=9999999999999999',
    'from=2026-02-30T25:00:00Z',
    'from=2026-02-01&to=2026-01-01',
    'from=NaN',
    'from=1960-01-01',
  ].map((query) => ({ url: `/v1/usage?${query}` })),
  ...[
    '{}',
    '{"name":""}',
    '{"name":"x","scopes":[]}',
    '{"name":"x","scopes":["all"]}',
    '{"name":"x","scopes":"jobs:read"}',
    '{"name":"a\\u0000b"}',
    '{"name":"x","admin":true}',
  ].map((payload) => ({ method: 'POST' as const, url: '/v1/keys', payload, headers: json })),
  { url: '/v1/nothing' },
  { method: 'PATCH', url: '/v1/jobs' },
  { url: '/problems/toString' },
]

test('no request makes the server fail: what is bad is answered with a 4xx problem document', async () => {
  for (const request of badRequests) {
    const answer = await http.app.inject({ ...request, headers: { ...client.headers, ...request.headers } })
    const what = `${request.method ?? 'GET'} ${request.url.slice(0, 100)} ${String(request.payload ?? '').slice(0, 80)}`
    assert.equal(answer.statusCode >= 400 && answer.statusCode < 500, true, `${what}: ${answer.statusCode} ${answer.body.slice(0, 200)}`)
    assert.equal(answer.headers['content-type'], 'application/problem+json', what)
    const problem = answer.json<Record<string, unknown>>()
    assert.deepEqual([problem['status'], problem['request_id']], [answer.statusCode, answer.headers['x-request-id']], what)
    for (const field of ['type', 'title', 'detail', 'code', 'retryable']) assert.notEqual(problem[field], undefined, `${what}: ${field}`)
    assert.equal(answer.body.length < 5000, true, what)
  }
  assert.equal((await http.app.inject({ url: '/v1/jobs', headers: client.headers })).json<{ items: unknown[] }>().items.length, 0)
})

test('what is wrong is told by field', async () => {
  const answer = await http.app.inject({
    method: 'POST',
    url: '/v1/jobs',
    headers: client.headers,
    payload: { operation: 7, input: {}, colour: 'red' },
  })
  const { errors } = answer.json<{ errors: { field: string; message: string }[] }>()
  assert.deepEqual(errors.map(({ field }) => field).sort(), ['body', 'operation'])
  assert.match(errors.find(({ field }) => field === 'body')!.message, /colour/)
})

test('an unforeseen error tells the caller nothing, and the log everything', async () => {
  const lines: string[] = []
  const log = new PassThrough().on('data', (line) => lines.push(String(line)))
  const app = await createApp({
    services: {} as Services,
    dialects: [
      {
        name: 'broken',
        openApi: { title: '', description: '' },
        mount: (scope) => void scope.get('/broken', () => Promise.reject(new Error('a private detail'))),
      },
    ],
    logger: createLogger({ level: 'info', destination: log }),
    clock: createFakeClock(),
    limits: { maxUploadBytes: 1, requestsPerMinute: 0, failedLoginsPerMinute: 0, queuedJobs: 0, runningJobs: 0 },
    publicUrl: () => 'http://atelier.test',
    secret: 's',
    checks: { store: () => Promise.reject(new Error('a private detail')), database: () => Promise.resolve() },
  })
  const answer = await app.inject('/broken')
  assert.deepEqual([answer.statusCode, answer.json<{ code: string }>().code], [500, 'internal'])
  assert.equal(answer.body.includes('private'), false)
  assert.equal(
    lines.some((line) => line.includes('a private detail') && line.includes(String(answer.headers['x-request-id']))),
    true,
  )

  const ready = await app.inject('/readyz')
  assert.deepEqual([ready.statusCode, ready.json<{ checks: object }>().checks], [503, { store: 'failed', database: 'ok' }])
  assert.equal(ready.body.includes('private'), false)
  assert.equal((await app.inject('/healthz')).statusCode, 200)
  await app.close()
})

test('logs hold the request id and the job, but no key, no signature and no id from outside', async () => {
  const before = logged.length
  const { job: made } = await http.submit(client)
  await http.app.inject({
    url: `/v1/media/med_${'0'.repeat(32)}/content?expires=1&signature=do-not-log-me`,
    headers: { ...client.headers, 'x-request-id': 'from-outside', cookie: 'session=do-not-log-me' },
  })
  const canceled = await http.app.inject({ method: 'POST', url: `/v1/jobs/${made.id}/cancel`, headers: client.headers })
  const text = logged.slice(before).join('')
  assert.equal(/do-not-log-me|from-outside/.test(text), false)
  assert.equal(text.includes(client.key), false)
  const line = text.split('\n').find((entry) => entry.includes('/cancel'))!
  assert.deepEqual([line.includes(made.id), line.includes(String(canceled.headers['x-request-id']))], [true, true])

  const secretLines: string[] = []
  const logger = createLogger({ level: 'info', destination: new PassThrough().on('data', (chunk) => secretLines.push(String(chunk))) })
  logger.info(
    { authorization: 'hunter2', headers: { cookie: 'hunter2' }, request: { headers: { authorization: 'hunter2' } }, password: 'hunter2' },
    'x',
  )
  assert.equal(secretLines.length, 1)
  assert.equal(secretLines[0]!.includes('hunter2'), false)
})

test('the OpenAPI document is 3.1, names every route and says who may call it', async () => {
  const document = (await http.app.inject('/openapi/native.json')).json<{
    openapi: string
    servers: { url: string }[]
    paths: Record<string, Record<string, Record<string, unknown>>>
  }>()
  assert.equal(document.openapi, '3.1.0')
  assert.equal(document.servers[0]!.url, http.publicUrl)
  for (const path of [
    '/v1/jobs',
    '/v1/jobs/{id}',
    '/v1/jobs/{id}/events',
    '/v1/media/{id}/content',
    '/v1/media/uploads/{ticket}',
    '/v1/operations/{name}',
    '/v1/usage',
  ])
    assert.notEqual(document.paths[path], undefined, path)
  assert.deepEqual(
    Object.keys(document.paths).filter((path) => !path.startsWith('/v1/')),
    [],
  )
  const upload = document.paths['/v1/media']!['post']!['requestBody'] as { content: object }
  assert.deepEqual(Object.keys(upload.content), ['application/json', 'multipart/form-data'])
  for (const methods of Object.values(document.paths))
    for (const route of Object.values(methods)) assert.notEqual(route['summary'], undefined)
})

test('other sites may call the API, with keys and never with cookies', async () => {
  const preflight = await http.app.inject({
    method: 'OPTIONS',
    url: '/v1/jobs',
    headers: {
      origin: 'https://app.example',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,idempotency-key',
    },
  })
  assert.equal(preflight.statusCode, 204)
  assert.equal(preflight.headers['access-control-allow-origin'], '*')
  assert.match(preflight.headers['access-control-allow-headers'] as string, /idempotency-key/)
  assert.equal(preflight.headers['access-control-allow-credentials'], undefined)
})

test('metrics count requests by pattern, so that ids do not make series', async () => {
  await http.app.inject({ url: `/v1/jobs/job_${'0'.repeat(32)}`, headers: client.headers })
  const metrics = (await http.app.inject('/metrics')).body
  assert.match(metrics, /atelier_http_request_duration_seconds_count\{method="GET",route="\/v1\/jobs\/:id",status="404"\} \d+/)
  assert.match(metrics, /nodejs_eventloop_lag_p99_seconds/)
  assert.equal(metrics.includes('job_0'), false)
})

test('metrics count the jobs that this process settles, and a retry as a run only', async () => {
  const settle = (state: 'succeeded' | 'queued') =>
    http.signals.send({ kind: 'settled', operation: 'work', state, run: { waitedMs: 40, ranMs: 2000 } })
  settle('queued')
  settle('succeeded')
  const metrics = (await http.app.inject('/metrics')).body
  assert.match(metrics, /atelier_jobs_finished_total\{operation="work",state="succeeded"\} 1\n/)
  assert.doesNotMatch(metrics, /atelier_jobs_finished_total\{operation="work",state="queued"\}/)
  assert.match(metrics, /atelier_job_run_seconds_sum\{operation="work",state="succeeded"\} 2\n/)
  assert.match(metrics, /atelier_job_queue_wait_seconds_bucket\{le="0.05",operation="work"\} 2\n/)
})

test('a path that is known answers another method with 405 and what it takes; one that is not, 404', async () => {
  for (const [method, url, allow] of [
    ['DELETE', '/v1/jobs?limit=1', 'GET, HEAD, POST'],
    ['POST', `/v1/jobs/job_${'0'.repeat(32)}`, 'GET, HEAD'],
    ['GET', '/v1/jobs/x/cancel', 'POST'],
    ['POST', '/healthz', 'GET, HEAD'],
  ] as const) {
    const answer = await http.app.inject({ method, url })
    assert.equal(answer.statusCode, 405, url)
    assert.equal(answer.headers['allow'], allow)
    assert.equal(answer.headers['content-type'], 'application/problem+json')
    assert.equal(answer.json<{ code: string }>().code, 'method_not_allowed')
  }
  const unknown = await http.app.inject({ method: 'DELETE', url: '/v1/nothing' })
  assert.deepEqual([unknown.statusCode, unknown.headers['allow']], [404, undefined])
})

test('the root leads to the reference, whose page names no other host', async () => {
  assert.equal((await http.app.inject('/')).headers['location'], '/docs')
  const page = await http.app.inject('/docs/')
  assert.equal(page.statusCode, 200)
  assert.match(page.body, /\/openapi\/native\.json/)
  assert.deepEqual(page.body.match(/https?:\/\/(?!www\.w3\.org)[^"' ]+/g), null)
  assert.match(page.headers['content-security-policy'] as string, /default-src 'none'/)
  assert.equal((await http.app.inject('/docs/js/scalar.js')).headers['content-type'], 'text/javascript; charset=utf-8')
})
