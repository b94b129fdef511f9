import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { after, before, beforeEach, test } from 'node:test'
import type { InjectOptions, LightMyRequestResponse } from 'fastify'
import { sql } from 'kysely'
import { releaseMemory } from '../../src/lib/release-memory.ts'
import { type DocumentedRoute, documentedRoutes, exampleOf, fillPath, type JsonSchema } from '../helpers/documented-routes.ts'
import { hostilePictures } from '../helpers/hostile-pictures.ts'
import { toMultipart } from '../helpers/http-app.ts'
import { createPerfectCaller } from '../helpers/perfect-caller.ts'
import { learnPerfect, perfectBody, type PerfectKnown } from '../helpers/perfect-examples.ts'
import { createPictureEngine, plainPicture } from '../helpers/picture-engine.ts'
import { createTestServer, type TestServer } from '../helpers/server.ts'

const CREDITS = 1_000_000
/** By how much the process may grow at any moment; the hostile pictures would unpack to gigabytes. */
const MAX_GROWTH_BYTES = 700_000_000

let server: TestServer
let routes: readonly DocumentedRoute[]
let files: Server
let served = Buffer.alloc(0)
let headers: { authorization: string }
let accountId: string
/** Values that exist, by the name of the property or parameter that takes them. */
let known: Record<string, unknown>
let perfect: PerfectKnown
let peakBytes = 0
let startBytes = 0

before(async () => {
  files = createServer((_request, response) => response.end(served)).listen(0, '127.0.0.1')
  await once(files, 'listening')
  server = await createTestServer({
    engines: [createPictureEngine()],
    media: {
      limits: { maxBytes: 10_000_000, maxPixels: 50_000_000, maxFrames: 500, decodeTimeoutMs: 20_000 },
      retentionMs: { upload: 86_400_000, output: 86_400_000 },
      fetch: { allow: ['127.0.0.1/32'], timeoutMs: 10_000 },
    },
    http: { maxUploadBytes: 10_000_000, requestsPerMinute: 0, failedLoginsPerMinute: 0 },
  })
  await server.start()
  routes = await documentedRoutes(server.app)
  const { account, apiKey } = await server.account(CREDITS)
  accountId = account.id
  headers = { authorization: `Bearer ${apiKey}` }
  known = await makeKnown()
  const caller = createPerfectCaller(server.app, apiKey)
  const fileId = await caller.upload('sod', await plainPicture(64, 64))
  perfect = await learnPerfect(caller, routes, { fileId, taskId: await caller.run('sod', fileId) })
  await untilIdle()
  startBytes = process.memoryUsage.rss()
})
after(async () => {
  await server.remove()
  files.close()
})

async function makeKnown(): Promise<Record<string, unknown>> {
  const ask = async <Answer>(method: 'GET' | 'POST', url: string, payload?: object, more: object = {}) =>
    (await server.app.inject({ method, url, headers: { ...headers, ...more }, ...(payload ? { payload } : {}) })).json<Answer>()
  const picture = await plainPicture(64, 64)
  const image = `data:image/png;base64,${picture.toString('base64')}`
  const input = { prompt: 'a cat', width: 64, height: 64 }
  const job = await ask<{ id: string }>('POST', '/v1/jobs', { operation: 'text-to-image', input }, { prefer: 'wait=60' })
  const media = await ask<{ id: string }>('POST', '/v1/media', { dataUri: image })
  const upload = toMultipart(picture)
  const form = Buffer.from(upload.payload.toString('latin1').replace('name="file"', 'name="image"'), 'latin1')
  const sent = await server.app.inject({
    method: 'POST',
    url: '/api/job/upload-image',
    payload: form,
    headers: { ...headers, ...upload.headers },
  })
  const { path } = sent.json<{ data: { path: string } }>().data
  const models = await ask<{ data: { models: { id: string }[] } }>('GET', '/api/model/list')
  const modelId = models.data.models[0]!.id
  const art = await ask<{ data: { id: string } }>('POST', '/api/job/create', { prompt: 'a cat', modelId, width: 64, height: 64, count: 1 })
  await untilIdle()
  const made = await ask<{ data: { result: { data: { images: string[]; artIds: string[] } } } }>('GET', `/api/job/get?id=${art.data.id}`)
  const { images, artIds } = made.data.result.data
  return {
    artPath: images[0],
    artId: artIds[0],
    operation: 'text-to-image',
    input,
    id: job.id,
    mediaId: media.id,
    dataUri: image,
    imagePath: path,
    image: path,
    modelId,
    prompt: 'a cat',
    name: 'a name',
    transformId: 'office',
    pageIndex: 1,
    pageSize: 1,
    ticket: 'x',
  }
}

/** Sends one request and holds the answer against what every answer must be; returns whether it was a success. */
async function attack(route: DocumentedRoute, request: InjectOptions & { url: string }, what: string): Promise<boolean> {
  const answer = await server.app.inject({ method: route.method, ...request, headers: { ...headers, ...request.headers } })
  peakBytes = Math.max(peakBytes, process.memoryUsage.rss())
  return judge(route, answer, what)
}

/** What the attacks of this test brought to light: all of it at once, since one hole seldom comes alone. */
let faults: string[] = []
beforeEach(() => void (faults = []))

function judge(route: DocumentedRoute, answer: LightMyRequestResponse, what: string): boolean {
  try {
    return isSuccess(route, answer)
  } catch (error) {
    if (!(error instanceof assert.AssertionError)) throw error
    faults.push(`${route.method} ${route.path}: ${what}: ${error.message}`)
    return false
  }
}

function isSuccess({ dialect }: DocumentedRoute, answer: LightMyRequestResponse): boolean {
  const status = answer.statusCode
  const shown = `${status} ${answer.body.slice(0, 300)}`
  const type = String(answer.headers['content-type'] ?? '')
  if (dialect === 'aitubo') {
    assert.ok(status === 200 || status === 401, shown)
    assert.match(type, /^application\/json/, shown)
    const { code, info, data } = answer.json<{ code: number; info?: string; data?: unknown }>()
    // 1099 is "something went wrong on this server".
    assert.ok(Number.isInteger(code) && code !== 1099, shown)
    assert.ok(code === 0 ? data !== undefined : typeof info === 'string' && info.length < 2000, shown)
    return code === 0
  }
  if (dialect === 'perfect') return isPerfectSuccess(answer, shown)
  if (status >= 200 && status < 300) return true
  // The one foreseen fault of the server's side: an operation that no engine of this installation performs.
  const isForeseen = status === 503 && answer.json<{ code: string }>().code === 'operation_unavailable'
  assert.ok((status >= 400 && status < 500) || isForeseen, shown)
  assert.match(type, /^application\/problem\+json/, shown)
  const problem = answer.json<{ status: number; code: string; request_id: string }>()
  assert.deepEqual([problem.status, problem.request_id], [status, answer.headers['x-request-id']], shown)
  assert.ok(typeof problem.code === 'string' && answer.body.length < 10_000, shown)
  return false
}

/** An upload is answered with nothing, everything else with its status, which is that of HTTP. */
function isPerfectSuccess(answer: LightMyRequestResponse, shown: string): boolean {
  const status = answer.statusCode
  if (status === 200 && answer.body === '') return true
  assert.match(String(answer.headers['content-type']), /^application\/json/, shown)
  const body = answer.json<{ status: number; error?: string; error_code?: string }>()
  assert.equal(body.status, status, shown)
  if (status === 200) return true
  const isForeseen = status === 500 && /^No engine of this installation/.test(body.error!)
  assert.ok((status >= 400 && status < 500) || isForeseen, shown)
  assert.ok(typeof body.error === 'string' && body.error.length < 2000, shown)
  return false
}

const urlOf = (route: DocumentedRoute): string => {
  const needed = route.parameters.filter((parameter) => parameter.in === 'query' && known[parameter.name] !== undefined)
  const query = needed.map(({ name }) => `${name}=${encodeURIComponent(String(known[name]))}`).join('&')
  const path = fillPath(route, (name) => String(route.path.includes('/media/') && name === 'id' ? known['mediaId'] : known[name]))
  return query === '' ? path : `${path}?${query}`
}
/** What does away with what the other attacks need, or gives out a stream that ends only with its job. */
const isGentle = ({ method }: DocumentedRoute): boolean => method !== 'DELETE'

/** Everything that a property of a body can be but should not; text, since some of it is no JSON value of JavaScript. */
const hostileValues: readonly string[] = [
  'null',
  'true',
  '[]',
  '{}',
  '[null]',
  '{"length":5}',
  '""',
  '" "',
  '"\\u0000"',
  '"a\\u0000b"',
  '"\\ud800"',
  '"\\udfff\\ud800"',
  '"\\u202e\\ufeff"',
  '"NaN"',
  '"Infinity"',
  '"undefined"',
  '"__proto__"',
  '"constructor"',
  `"${'x'.repeat(5000)}"`,
  '"../../../../etc/passwd"',
  '"file:///etc/passwd"',
  '"http://169.254.169.254/latest/meta-data/"',
  '"http://"',
  '"data:image/png;base64,"',
  '"data:image/svg+xml,%3Csvg/%3E"',
  '"\'; drop table jobs; --"',
  '0',
  '-0',
  '-1',
  '0.5',
  '1e308',
  '-1e308',
  '1e999',
  '-1e999',
  '1e-320',
  '9007199254740993',
  '99999999999999999999999999',
]

/** Bodies that are wrong as a whole. */
const hostileBodies: readonly (readonly [string, string | Buffer])[] = [
  ...[
    '',
    ' ',
    '{',
    '{"a":',
    '"',
    'nul',
    'null',
    'true',
    '7',
    '"text"',
    '[]',
    '[{}]',
    '{}',
    '{"a":NaN}',
    '{"a":Infinity}',
    '{"a":1}{"b":2}',
  ].map((body) => [JSON.stringify(body), body] as const),
  ['a prototype', '{"__proto__":{"polluted":true}}'],
  ['a constructor', '{"constructor":{"prototype":{"polluted":true}}}'],
  ['NUL characters', '\u0000\u0000'],
  ['bytes that are no UTF-8', Buffer.from('{"prompt":"\xff\xfe\xc0"}', 'latin1')],
  ['UTF-16', Buffer.from('\ufeff{"prompt":"x"}', 'utf16le')],
  ['arrays nested a million deep', '['.repeat(1_000_000)],
  ['objects nested a hundred thousand deep', `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`],
  ['a hundred thousand properties', `{${Array.from({ length: 100_000 }, (_, index) => `"a${index}":1`).join(',')}}`],
]

const hostileTexts: readonly string[] = [
  '',
  '%00',
  'a%00b',
  '%ED%A0%80',
  '%zz',
  '%',
  '%F0%9F%90%B1',
  'NaN',
  'Infinity',
  '-Infinity',
  '-1',
  '1e999',
  '0x10',
  '9'.repeat(400),
  'null',
  'undefined',
  '[]',
  '{}',
  '[object%20Object]',
  '__proto__',
  'constructor',
  'toString',
  '..%2f..%2f..%2fetc%2fpasswd',
  '%2e%2e',
  '%27%3B%20drop%20table%20jobs%3B%20--',
  'x'.repeat(1500),
  'job_' + '0'.repeat(32),
  'job_' + 'g'.repeat(32),
  'med_' + '0'.repeat(32),
  '0'.repeat(24),
  'F'.repeat(24),
]

/** Everything that was taken is paid, and nothing else: jobs, credits and holds agree. */
async function checkNothingWasCharged(accepted: number | undefined): Promise<void> {
  const { queries } = server.database
  const { rows } = await sql<{ jobs: number; price: number | null }>`
    select count(*) as jobs, sum(case when state = 'succeeded' then price else 0 end) as price from jobs where account_id = ${accountId}`.execute(
    queries,
  )
  await untilIdle()
  const { balance, held } = await server.services.credits.balance(accountId)
  if (accepted !== undefined) assert.equal(Number(rows[0]!.jobs), accepted, 'every refused submission left no job')
  const after = await sql<{ price: number | null }>`
    select sum(price) as price from jobs where account_id = ${accountId} and state = 'succeeded'`.execute(queries)
  assert.deepEqual({ balance, held }, { balance: CREDITS - Number(after.rows[0]!.price ?? 0), held: 0 })
}

async function untilIdle(): Promise<void> {
  for (;;) {
    const { rows } = await sql<{ n: number }>`select count(*) as n from jobs where state in ('queued', 'running')`.execute(
      server.database.queries,
    )
    if (Number(rows[0]!.n) === 0) return
    await new Promise(setImmediate)
  }
}

const countJobs = async (): Promise<number> =>
  Number(
    (await sql<{ n: number }>`select count(*) as n from jobs where account_id = ${accountId}`.execute(server.database.queries)).rows[0]!.n,
  )

/** Routes whose success is a new job. */
const submits = ({ path, method }: DocumentedRoute): boolean =>
  method === 'POST' && ['/v1/jobs', '/api/job/create', '/api/job/upscale', '/api/transform/create-headshot'].includes(path)

test('the examples that the attacks start from are good ones, or the attacks would be refused for the wrong reason', async () => {
  for (const path of [
    '/v1/jobs',
    '/v1/media',
    '/v1/media/uploads',
    '/v1/keys',
    '/api/job/create',
    '/api/job/upscale',
    '/api/art/segment',
    '/s2s/v1.0/file/enhance',
    '/s2s/v1.0/task/sod',
    '/s2s/v1.0/task/text-to-image',
    '/s2s/v2.0/file',
    '/s2s/v2.0/task/sod',
    '/s2s/v2.0/task/text-to-image',
  ]) {
    const route = routes.find((each) => each.path === path && each.method === 'POST')!
    assert.equal(await attack(route, { url: urlOf(route), payload: exampleBody(route) }, 'a good example'), true, path)
  }
  assert.deepEqual(faults, [])
})

/** What a schema does not say is needed, and which of two kinds of reference a property takes. */
function exampleBody(route: DocumentedRoute): object {
  if (route.dialect === 'perfect') return perfectBody(route, perfect)
  const more = {
    '/api/job/create': { modelId: known['modelId'], width: 64, height: 64, count: 1 },
    '/api/job/upscale': { imagePath: known['artPath'] },
  }[route.path]
  return { ...(exampleOf(route.bodies['application/json']!, known) as object), ...more }
}

test('no value of any property of any body makes a route fail, and what is refused leaves no job', async () => {
  let accepted = await countJobs()
  for (const route of routes) {
    const schema = route.bodies['application/json']
    if (schema === undefined) continue
    const example = exampleBody(route)
    for (const property of [...Object.keys(schema.properties ?? {}), 'unknown', '__proto__', '\u0000'])
      for (const value of hostileValues) {
        const rest = Object.entries(example).filter(([name]) => name !== property)
        const members = [
          ...rest.map(([name, each]) => `${JSON.stringify(name)}:${JSON.stringify(each)}`),
          `${JSON.stringify(property)}:${value}`,
        ]
        const request = { url: urlOf(route), payload: `{${members.join(',')}}`, headers: { 'content-type': 'application/json' } }
        const isTaken = await attack(route, request, `${property} = ${value.slice(0, 60)}`)
        if (isTaken && submits(route)) accepted++
        if (isTaken && route.path === '/api/art/segment') accepted++
        if (route.dialect !== 'perfect') continue
        // A task that is taken may be a job, an earlier one, or have failed already.
        const jobs = await countJobs()
        if (!isTaken && jobs !== accepted) faults.push(`${route.path}: ${property} = ${value.slice(0, 60)}: was refused and left a job`)
        accepted = jobs
      }
  }
  await checkNothingWasCharged(accepted)
  assert.deepEqual(faults, [])
})

test('no value of any input of any operation makes a submission fail', async () => {
  const route = routes.find(({ path, method }) => path === '/v1/jobs' && method === 'POST')!
  const answer = await server.app.inject({ url: '/v1/operations', headers })
  const operations = answer.json<{ items: { name: string; input: JsonSchema }[] }>().items
  assert.ok(operations.length >= 7)
  let accepted = await countJobs()
  for (const operation of operations) {
    const example = exampleOf(operation.input, {
      prompt: 'a cat',
      width: 64,
      height: 64,
      image: known['dataUri'],
      mask: known['dataUri'],
    }) as object
    for (const property of [...Object.keys(operation.input.properties ?? {}), 'unknown'])
      for (const value of hostileValues) {
        const rest = Object.entries(example).filter(([name]) => name !== property)
        const members = [
          ...rest.map(([name, each]) => `${JSON.stringify(name)}:${JSON.stringify(each)}`),
          `${JSON.stringify(property)}:${value}`,
        ]
        const payload = `{"operation":${JSON.stringify(operation.name)},"input":{${members.join(',')}}}`
        const request = { url: '/v1/jobs', payload, headers: { 'content-type': 'application/json' } }
        if (await attack(route, request, `${operation.name}: ${property} = ${value.slice(0, 60)}`)) accepted++
      }
  }
  await checkNothingWasCharged(accepted)
  assert.deepEqual(faults, [])
})

test('no body as a whole, and no content type, makes a route fail', async () => {
  const jobs = await countJobs()
  for (const route of routes.filter(({ method }) => method !== 'GET')) {
    for (const [what, payload] of isGentle(route) ? hostileBodies : [])
      await attack(route, { url: urlOf(route), payload, headers: { 'content-type': 'application/json' } }, what.slice(0, 60))
    for (const type of [
      'text/plain',
      'application/xml',
      'nonsense',
      'application/json; charset=utf-16',
      'multipart/form-data',
      'multipart/form-data; boundary=',
      'application/x-www-form-urlencoded',
      '/',
      '*/*',
    ])
      if (isGentle(route)) await attack(route, { url: urlOf(route), payload: 'operation=x', headers: { 'content-type': type } }, type)
    for (const [what, payload] of brokenForms)
      if (isGentle(route))
        await attack(route, { url: urlOf(route), payload, headers: { 'content-type': 'multipart/form-data; boundary=b' } }, what)
  }
  assert.equal(await countJobs(), jobs)
  await checkNothingWasCharged(jobs)
  assert.deepEqual(faults, [])
})

const part = (disposition: string, content: string): string => `--b\r\ncontent-disposition: ${disposition}\r\n\r\n${content}\r\n`
const brokenForms: readonly (readonly [string, string])[] = [
  ['an empty form', ''],
  ['only an end', '--b--\r\n'],
  ['a form that ends in a header', '--b\r\ncontent-disposition: form-da'],
  ['a form that ends in a file', '--b\r\ncontent-disposition: form-data; name="file"; filename="a.png"\r\n\r\n\x89PNG'],
  ['another boundary', '--c\r\ncontent-disposition: form-data; name="file"; filename="a.png"\r\n\r\nx\r\n--c--\r\n'],
  ['no name', `${part('form-data', 'x')}--b--\r\n`],
  ['a prototype as name', `${part('form-data; name="__proto__"', 'x')}--b--\r\n`],
  ['a prototype as name of a file', `${part('form-data; name="__proto__"; filename="constructor"', 'x')}--b--\r\n`],
  ['a file name of NULs', `${part('form-data; name="file"; filename="\u0000\u0000"', 'x')}--b--\r\n`],
  ['a field where a file should be', `${part('form-data; name="image"', 'x')}${part('form-data; name="file"', 'x')}--b--\r\n`],
  ['a thousand fields', `${part('form-data; name="a"', 'x').repeat(1000)}--b--\r\n`],
  ['a thousand files', `${part('form-data; name="image"; filename="a"', 'x').repeat(1000)}--b--\r\n`],
  ['an endless header', `--b\r\ncontent-disposition: form-data; name="${'x'.repeat(200_000)}"\r\n\r\nx\r\n--b--\r\n`],
]

test('no query, path or header makes a route fail', async () => {
  const jobs = await countJobs()
  for (const route of routes) {
    const payload = route.bodies['application/json'] && exampleBody(route)
    // A submission that only has a strange header is a good one.
    const rest = payload && !submits(route) && route.path !== '/api/art/segment' && route.dialect !== 'perfect' ? { payload } : {}
    for (const parameter of route.parameters)
      for (const text of hostileTexts) {
        const what = `${parameter.in} ${parameter.name} = ${text.slice(0, 60)}`
        if (parameter.in === 'path') {
          const url = route.path.replace(`{${parameter.name}}`, text).replace(/\{\w+\}/g, 'x')
          const answer = await server.app.inject({ method: route.method, url, headers, ...rest })
          // An empty segment, or one with a slash, is another route, which may be one of another dialect or of none.
          if (url.endsWith('/') || url.includes('//') || text.includes('%2e%2e')) assert.ok(answer.statusCode < 500, what)
          else judge(route, answer, what)
        } else if (parameter.in === 'query') {
          const base = urlOf(route).split('?')[0]!
          for (const query of [
            `${parameter.name}=${text}`,
            `${parameter.name}=${text}&${parameter.name}=${text}`,
            `${parameter.name}[a]=${text}`,
          ])
            await attack(route, { url: `${base}?${query}`, ...rest }, `${what} (${query.slice(0, 30)})`)
        } else {
          const value = decodeQuietly(text)
          await attack(route, { url: urlOf(route), headers: { [parameter.name]: value }, ...rest }, what)
        }
      }
    for (const [name, value] of [
      ['range', 'bytes=9-1'],
      ['range', `bytes=${'0-1,'.repeat(2000)}`],
      ['accept', '%00/%00'],
      ['if-modified-since', 'never'],
      ['content-length', '99999999999'],
      ['x-forwarded-for', "'; drop table jobs"],
      ['last-event-id', '1e999'],
      ['prefer', 'wait=1e999, wait=-1, respond-async'],
      ['host', 'evil.example'],
    ] as const)
      if (isGentle(route)) await attack(route, { url: urlOf(route), headers: { [name]: value }, ...rest }, `${name}: ${value.slice(0, 40)}`)
  }
  assert.equal(await countJobs(), jobs)
  assert.deepEqual(faults, [])
})

/** As a header can hold it: percent signs mean nothing there, and line ends cannot be sent. */
function decodeQuietly(text: string): string {
  return text.replace(/%00/g, 'NUL').slice(0, 1000)
}

test('credentials of any form are refused where a caller is needed, and nothing worse', async () => {
  const basic = (text: string) => `Basic ${Buffer.from(text, 'latin1').toString('base64')}`
  const credentials = [
    '',
    'Bearer',
    'Bearer ',
    `Bearer ${'x'.repeat(10_000)}`,
    'Bearer a b',
    `Bearer ${headers.authorization}`,
    'Key x',
    'Basic',
    'Basic ====',
  ]
  const passwords = [
    '',
    ':',
    'a',
    'a:b',
    '\u0000@example.com:x',
    'user1@example.com:\u0000',
    '\xff\xfe:\xff',
    `${'x'.repeat(10_000)}:x`,
    "' or 1=1 --:x",
  ]
  for (const route of routes.filter(({ needsCaller }) => needsCaller))
    for (const authorization of [...credentials, ...passwords.map(basic)]) {
      const answer = await server.app.inject({ method: route.method, url: urlOf(route), headers: { authorization } })
      const shown = `${route.method} ${route.path}: ${authorization.slice(0, 60)}: ${answer.statusCode} ${answer.body.slice(0, 200)}`
      if (answer.statusCode !== 401) faults.push(shown)
    }
  assert.deepEqual(faults, [])
})

test('a prompt of 20 MB is refused by every route that takes a body', async () => {
  const prompt = 'x'.repeat(20_000_000)
  for (const [index, route] of routes.filter(({ bodies }) => bodies['application/json'] !== undefined).entries()) {
    const isTaken = await attack(route, { url: urlOf(route), payload: { ...exampleBody(route), prompt } }, '20 MB')
    assert.equal(isTaken, false, route.path)
    // What this test itself has left behind would count as the server's otherwise.
    if (index % 5 === 0) await releaseMemory()
  }
  assert.deepEqual(faults, [])
})

test('a request that is cut off, lies about its length or never ends its headers is no trouble', async () => {
  const { port } = new URL(server.url)
  const say = async (text: string): Promise<string> => {
    const socket = connect(Number(port), '127.0.0.1')
    let answer = ''
    socket.setEncoding('latin1').on('data', (chunk: string) => (answer += chunk))
    socket.on('error', () => {})
    socket.end(text, 'latin1')
    await new Promise((resolve) => socket.on('close', resolve))
    return answer
  }
  const head = `Host: x\r\nAuthorization: ${headers.authorization}\r\nContent-Type: application/json\r\n`
  const jobs = await countJobs()
  for (const text of [
    'nonsense\r\n\r\n',
    'GET / HTTP/9.9\r\n\r\n',
    `POST /v1/jobs HTTP/1.1\r\n${head}Content-Length: 500\r\n\r\n{"operation":`,
    `POST /v1/jobs HTTP/1.1\r\n${head}Content-Length: -5\r\n\r\n{}`,
    `POST /v1/jobs HTTP/1.1\r\n${head}Transfer-Encoding: chunked\r\n\r\nzz\r\n{}`,
    `POST /v1/jobs HTTP/1.1\r\n${head}Transfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n2\r\n{}\r\n0\r\n\r\n`,
    `GET /v1/jobs HTTP/1.1\r\n${head}X-Long: ${'x'.repeat(100_000)}\r\n\r\n`,
    `GET /v1/jobs\u0000 HTTP/1.1\r\n${head}\r\n`,
    `GET /${'x'.repeat(100_000)} HTTP/1.1\r\n${head}\r\n`,
  ]) {
    const answer = await say(text)
    assert.doesNotMatch(answer, /^HTTP\/1\.1 5(?!05)/, text.slice(0, 80))
  }
  assert.equal(await countJobs(), jobs)
})

test('hostile pictures are refused at every door, or taken without what was hidden in them', async () => {
  const pictures = await hostilePictures()
  startBytes = Math.min(startBytes, process.memoryUsage.rss())
  const fileUrl = `http://127.0.0.1:${(files.address() as AddressInfo).port}/picture`
  const { balance } = await server.services.credits.balance(accountId)
  const good = await plainPicture(32, 32)

  /** Ways for bytes to come in: what is sent, and where the answer says that they are now. */
  const doors: {
    name: string
    route: DocumentedRoute
    request: (bytes: Buffer<ArrayBuffer>) => Promise<InjectOptions & { url: string }>
  }[] = []
  for (const route of routes) {
    const form = route.bodies['multipart/form-data']
    const field = Object.entries(form?.properties ?? {}).find(([, schema]) => schema.format === 'binary')?.[0]
    if (field !== undefined)
      doors.push({
        name: 'form',
        route,
        request: (bytes) => {
          const { payload, headers: type } = toMultipart(bytes)
          const named = Buffer.from(payload.toString('latin1').replace('name="file"', `name="${field}"`), 'latin1')
          return Promise.resolve({ url: urlOf(route), payload: named, headers: type })
        },
      })
    if (route.path === '/v1/media' && route.method === 'POST') {
      const asDataUri = (bytes: Buffer): string => `data:image/png;base64,${bytes.toString('base64')}`
      doors.push({
        name: 'data URI',
        route,
        request: (bytes) => Promise.resolve({ url: route.path, payload: { dataUri: asDataUri(bytes) } }),
      })
      doors.push({
        name: 'URL',
        route,
        request: (bytes) => ((served = bytes), Promise.resolve({ url: route.path, payload: { url: fileUrl } })),
      })
    }
    if (route.path === '/v1/jobs' && route.method === 'POST')
      doors.push({
        name: 'input of a job',
        route,
        request: (bytes) => {
          served = bytes
          return Promise.resolve({ url: route.path, payload: { operation: 'remove-background', input: { image: fileUrl } } })
        },
      })
    if (route.path === '/api/art/segment')
      doors.push({
        name: 'input of a cut-out',
        route,
        request: (bytes) => ((served = bytes), Promise.resolve({ url: route.path, payload: { image: fileUrl } })),
      })
    if (route.method === 'PUT' && route.path.endsWith('{ticket}'))
      doors.push({
        name: 'upload URL',
        route,
        request: async (bytes) => {
          const ticket = await server.app.inject({ method: 'POST', url: '/v1/media/uploads', payload: {}, headers })
          const { pathname } = new URL(ticket.json<{ uploadUrl: string }>().uploadUrl)
          return { url: pathname, payload: bytes, headers: { 'content-type': 'image/png' } }
        },
      })
  }
  assert.equal(doors.length, 7)

  for (const { name, route, request } of doors) {
    assert.equal(await attack(route, await request(good), `a good picture, as ${name}`), true, `a good picture goes in as ${name}`)
    for (const { name: picture, bytes, payload, mayBeTaken } of pictures) {
      const isTaken = await attack(route, await request(bytes), `${picture}, as ${name}`)
      if (isTaken && payload === undefined && !mayBeTaken) faults.push(`${picture} was taken as ${name}`)
    }
  }
  await untilIdle()
  assert.equal((await server.services.credits.balance(accountId)).balance, balance)

  // What was taken of it is given out as a plain picture.
  const hidden = pictures.flatMap(({ payload }) => (payload ? [payload] : []))
  let looked = 0
  for (let cursor = ''; ;) {
    const page = await server.app.inject({ url: `/v1/media?limit=100${cursor}`, headers })
    const { items, nextCursor } = page.json<{ items: { url: string; mime: string }[]; nextCursor: string | null }>()
    for (const { url } of items) {
      const { pathname, search } = new URL(url)
      const content = await server.app.inject({ url: `${pathname}${search}` })
      assert.match(String(content.headers['content-type']), /^image\/(png|jpeg|webp|gif)$/)
      for (const payload of hidden) assert.equal(content.rawPayload.includes(payload), false, `${url} holds what was hidden`)
      looked++
    }
    if (nextCursor === null) break
    cursor = `&cursor=${nextCursor}`
  }
  assert.ok(looked > 10)
  assert.deepEqual(faults, [])
})

test('after all of it the server is well, has not grown without bound, and works', async () => {
  assert.ok(peakBytes - startBytes < MAX_GROWTH_BYTES, `grew by ${Math.round((peakBytes - startBytes) / 1e6)} MB`)
  for (const path of ['/healthz', '/readyz']) assert.equal((await server.app.inject(path)).statusCode, 200, path)
  assert.equal(({} as Record<string, unknown>)['polluted'], undefined)
  const answer = await server.app.inject({
    method: 'POST',
    url: '/v1/jobs',
    headers: { ...headers, prefer: 'wait=60' },
    payload: { operation: 'text-to-image', input: { prompt: 'a cat', width: 64, height: 64 } },
  })
  assert.deepEqual([answer.statusCode, answer.json<{ state: string }>().state], [200, 'succeeded'])
})
