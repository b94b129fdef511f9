import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createPerfectCaller, idTokenOf, type PerfectCaller } from '../helpers/perfect-caller.ts'
import { createTestServer, type TestServer } from '../helpers/server.ts'

let server: TestServer
let caller: PerfectCaller
let other: PerfectCaller

before(async () => {
  server = await createTestServer({
    engines: [],
    trustProxy: ['127.0.0.1'],
    perfect: { perIp: 8, perToken: 5, taskLostAfterMs: 15_000, clockToleranceMs: 300_000 },
  })
  caller = createPerfectCaller(server.app, (await server.account(10)).apiKey)
  other = createPerfectCaller(server.app, (await server.account(10)).apiKey)
})
after(() => server.remove())

const TOO_MANY = [429, { status: 429, error: 'Too many requests' }]

/** What a caller at an address gets for one request. */
async function ask(by: PerfectCaller | undefined, address: string, method: 'GET' | 'OPTIONS' = 'GET'): Promise<unknown[]> {
  const headers = { ...by?.headers, 'x-forwarded-for': address }
  const answer = await server.app.inject({ method, url: '/s2s/v1.0/client/credit', headers })
  assert.ok(answer.headers['x-request-id'])
  assert.equal(answer.headers['retry-after'], undefined)
  return answer.statusCode === 429 ? [429, answer.json()] : [answer.statusCode]
}

test('a token is counted wherever it calls from', async () => {
  for (let i = 0; i < 5; i++) assert.deepEqual(await ask(caller, `192.0.2.${i}`), [200])
  assert.deepEqual(await ask(caller, '192.0.2.99'), TOO_MANY)
  assert.deepEqual(await ask(other, '192.0.2.98'), [200])
})

test('an address is counted whoever calls from it, strangers and log-ins among them; preflights, uploads and results are not', async () => {
  const address = '198.51.100.1'
  for (let i = 0; i < 3; i++) assert.deepEqual(await ask(other, address), [200])
  for (let i = 0; i < 10; i++) assert.deepEqual(await ask(undefined, address, 'OPTIONS'), [204])
  for (let i = 0; i < 4; i++) assert.deepEqual(await ask(undefined, address), [401])
  const { perfect } = await server.account()
  const auth = () =>
    server.app.inject({
      method: 'POST',
      url: '/s2s/v1.0/client/auth',
      headers: { 'x-forwarded-for': address },
      payload: {
        client_id: perfect.clientId,
        id_token: idTokenOf(perfect.clientSecret, `client_id=${perfect.clientId}&timestamp=${Date.now()}`),
      },
    })
  assert.equal((await auth()).statusCode, 200)
  const refused = await auth()
  assert.deepEqual([refused.statusCode, refused.json()], TOO_MANY)
  assert.equal(refused.headers['access-control-allow-origin'], '*')
  const upload = await server.app.inject({ method: 'PUT', url: '/s2s/uploads/x', headers: { 'x-forwarded-for': address } })
  assert.equal(upload.statusCode, 404)
})
