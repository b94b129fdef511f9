import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { InjectOptions } from 'fastify'
import { SCOPES, type Scope } from '../../src/domain/account.ts'
import { type Client, createHttpTest, type HttpTest, makePicture, toMultipart } from '../helpers/http-app.ts'

let http: HttpTest
let owner: Client
let stranger: Client
let jobId: string
let mediaId: string
before(async () => {
  http = await createHttpTest()
  ;[owner, stranger] = [await http.client(), await http.client()]
  jobId = (await http.submit(owner)).job.id
  const form = toMultipart(await makePicture())
  const media = await http.app.inject({
    method: 'POST',
    url: '/v1/media',
    payload: form.payload,
    headers: { ...owner.headers, ...form.headers },
  })
  mediaId = media.json<{ id: string }>().id
})
after(() => http.close())

type Method = NonNullable<InjectOptions['method']>

/** Every route that needs a caller, with the scope that it asks for. `ID` is where an id goes. */
const routes: readonly [Method, string, Scope, object?][] = [
  ['POST', '/v1/jobs', 'jobs:write', { operation: 'work', input: {} }],
  ['GET', '/v1/jobs', 'jobs:read'],
  ['GET', '/v1/jobs/JOB', 'jobs:read'],
  ['POST', '/v1/jobs/JOB/cancel', 'jobs:write'],
  ['GET', '/v1/jobs/JOB/events', 'jobs:read'],
  ['GET', '/v1/jobs/JOB/ws', 'jobs:read'],
  ['POST', '/v1/media', 'media:write', { dataUri: 'data:,x' }],
  ['GET', '/v1/media', 'media:read'],
  ['GET', '/v1/media/MEDIA', 'media:read'],
  ['DELETE', '/v1/media/MEDIA', 'media:write'],
  ['POST', '/v1/media/uploads', 'media:write', {}],
  ['GET', '/v1/operations', 'jobs:read'],
  ['GET', '/v1/operations/work', 'jobs:read'],
  ['GET', '/v1/account', 'account:read'],
  ['GET', '/v1/account/statement', 'account:read'],
  ['GET', '/v1/usage', 'account:read'],
  ['GET', '/v1/keys', 'keys:write'],
  ['POST', '/v1/keys', 'keys:write', { name: 'x' }],
  ['DELETE', '/v1/keys/KEY', 'keys:write'],
]

const ask = (method: Method, url: string, headers: object, payload?: object) =>
  http.app.inject({ method, url, headers: { ...headers }, ...(payload ? { payload } : {}) })
const fill = (url: string) =>
  url
    .replace('JOB', jobId)
    .replace('MEDIA', mediaId)
    .replace('KEY', `key_${'0'.repeat(32)}`)
const codeOf = (answer: { body: string }) => (JSON.parse(answer.body) as { code: string }).code

test('every documented route that needs a caller is in the table of this test', async () => {
  const document = (await http.app.inject('/openapi/native.json')).json<{ paths: Record<string, Record<string, { security: object[] }>> }>()
  const documented = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([, { security }]) => security.length > 0)
      .map(([method]) => `${method.toUpperCase()} ${path.replace(/\{(id|name)\}/, '*')}`),
  )
  const tested = routes.map(([method, url]) => `${method} ${url.replace(/JOB|MEDIA|KEY|(?<=operations\/)work/, '*')}`)
  assert.deepEqual(documented.sort(), tested.sort())
})

test('without a valid key every route answers 401, before it looks at anything else', async () => {
  for (const [method, url, , payload] of routes)
    for (const authorization of [
      undefined,
      '',
      'Bearer',
      'Bearer wrong',
      `Bearer ${owner.key}x`,
      `Key ${owner.key}`,
      owner.key,
      'Basic ====',
    ]) {
      const answer = await ask(method, fill(url), authorization === undefined ? {} : { authorization }, payload)
      assert.deepEqual([answer.statusCode, codeOf(answer)], [401, 'unauthenticated'], `${method} ${url} ${authorization}`)
      assert.match(answer.headers['www-authenticate'] as string, /^Bearer/)
    }
})

test('a key without the scope that a route needs is refused there', async () => {
  for (const [method, url, scope, payload] of routes) {
    const { secret } = await http.accounts.createKey(owner.accountId, { name: 'almost', scopes: SCOPES.filter((other) => other !== scope) })
    const answer = await ask(method, fill(url), { authorization: `Bearer ${secret}` }, payload)
    assert.deepEqual([answer.statusCode, codeOf(answer)], [403, 'missing_scope'], `${method} ${url}`)
  }
})

test('what belongs to another account answers, byte for byte, like what does not exist', async () => {
  const { id: keyId } = (await http.accounts.listKeys(owner.accountId))[0]!
  const real = { JOB: jobId, MEDIA: mediaId, KEY: keyId }
  const fake = { JOB: `job_${'0'.repeat(32)}`, MEDIA: `med_${'0'.repeat(32)}`, KEY: `key_${'0'.repeat(32)}` }
  const withId = routes.filter(([, url]) => /JOB|MEDIA|KEY/.test(url))
  assert.equal(withId.length, 7)
  for (const [method, url] of withId) {
    const answers = []
    for (const ids of [real, fake]) {
      const path = url.replace(/JOB|MEDIA|KEY/, (kind) => ids[kind as 'JOB'])
      const { statusCode, headers, body } = await ask(method, path, stranger.headers)
      const { 'x-request-id': requestId, date: _date, ...rest } = headers
      answers.push({ statusCode, headers: rest, body: body.replaceAll(String(requestId), 'REQUEST') })
    }
    assert.equal(answers[0]!.statusCode, 404, `${method} ${url}`)
    assert.deepEqual(answers[0], answers[1], `${method} ${url}`)
  }
  for (const image of [mediaId, fake.MEDIA]) {
    const answer = await ask('POST', '/v1/jobs', stranger.headers, { operation: 'touch-up', input: { image } })
    assert.deepEqual([answer.statusCode, codeOf(answer)], [404, 'media_not_found'])
  }
  // The owner still has it all.
  for (const url of [`/v1/jobs/${jobId}`, `/v1/media/${mediaId}`]) assert.equal((await ask('GET', url, owner.headers)).statusCode, 200)
})

test("a stranger's cursor shows nothing of another account", async () => {
  const page = await ask('GET', '/v1/jobs?limit=1', owner.headers)
  const { nextCursor } = page.json<{ nextCursor: string }>()
  assert.deepEqual((await ask('GET', `/v1/jobs?cursor=${nextCursor}`, stranger.headers)).json(), { items: [], nextCursor: null })
})

test('e-mail and password open the account and its keys, and nothing else', async () => {
  const basic = (email: string, password: string) => ({ authorization: `Basic ${Buffer.from(`${email}:${password}`).toString('base64')}` })
  const mine = basic(owner.email, 'correct horse')
  assert.equal((await ask('GET', '/v1/account', mine)).json<{ email: string }>().email, owner.email)
  const made = await ask('POST', '/v1/keys', mine, { name: 'laptop', scopes: ['jobs:read'] })
  assert.equal(made.statusCode, 201)
  const { key, id } = made.json<{ key: string; id: string }>()
  assert.equal((await ask('GET', '/v1/jobs', { authorization: `Bearer ${key}` })).statusCode, 200)
  assert.equal((await ask('GET', '/v1/keys', mine)).body.includes(key), false)
  assert.equal((await ask('DELETE', `/v1/keys/${id}`, mine)).statusCode, 200)
  assert.equal((await ask('GET', '/v1/jobs', { authorization: `Bearer ${key}` })).statusCode, 401)

  for (const [method, url, , payload] of routes.filter(([, url]) => !/^\/v1\/(account$|keys)/.test(url)))
    assert.equal((await ask(method, fill(url), mine, payload)).statusCode, 401, url)
  for (const wrong of [basic(owner.email, 'wrong horse'), basic('nobody@example.org', 'correct horse'), basic(owner.email, '')])
    assert.equal((await ask('GET', '/v1/account', wrong)).statusCode, 401)
})

test('a key cannot make a key that may do more', async () => {
  const { secret } = await http.accounts.createKey(owner.accountId, { name: 'narrow', scopes: ['keys:write', 'jobs:read'] })
  const narrow = { authorization: `Bearer ${secret}` }
  const refused = await ask('POST', '/v1/keys', narrow, { name: 'wide', scopes: ['jobs:write'] })
  assert.deepEqual([refused.statusCode, codeOf(refused)], [403, 'missing_scope'])
  const made = await ask('POST', '/v1/keys', narrow, { name: 'same' })
  assert.deepEqual(made.json<{ scopes: string[] }>().scopes.sort(), ['jobs:read', 'keys:write'])
})

test('an account that calls too often is told when to come back, and only that one', async () => {
  const limited = await createHttpTest({ limits: { requestsPerMinute: 3 } })
  const [busy, calm] = [await limited.client(), await limited.client()]
  const get = (who: Client) => limited.app.inject({ url: '/v1/account', headers: who.headers })
  for (let call = 0; call < 3; call++) assert.equal((await get(busy)).statusCode, 200)
  const refused = await get(busy)
  assert.equal(refused.statusCode, 429)
  assert.equal(refused.json<{ retryable: boolean }>().retryable, true)
  const seconds = Number(refused.headers['retry-after'])
  assert.equal(seconds >= 1 && seconds <= 60, true)
  assert.equal(refused.headers['ratelimit-policy'], '"account";q=3;w=60')
  assert.equal(refused.headers['ratelimit'], `"account";r=0;t=${seconds}`)
  assert.equal((await get(calm)).statusCode, 200)
  await limited.close()
})

test('passwords cannot be tried without end from one address, while keys from there go on working', async () => {
  const limited = await createHttpTest({ limits: { failedLoginsPerMinute: 2 } })
  const person = await limited.client()
  const basic = (password: string) => ({ authorization: `Basic ${Buffer.from(`${person.email}:${password}`).toString('base64')}` })
  const get = async (headers: object, remoteAddress = '198.51.100.1') =>
    (await limited.app.inject({ url: '/v1/account', headers: { ...headers }, remoteAddress })).statusCode
  assert.deepEqual(
    [await get(basic('wrong 1')), await get({ authorization: 'Bearer wrong' }), await get(basic('wrong 2'))],
    [401, 401, 429],
  )
  assert.equal(await get(basic('correct horse')), 429)
  assert.equal(await get({ authorization: 'Bearer wrong' }), 429)
  assert.equal(await get(person.headers), 200)
  assert.equal(await get(basic('correct horse'), '198.51.100.2'), 200)
  await limited.close()
})
