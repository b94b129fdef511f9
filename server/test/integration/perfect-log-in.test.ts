import assert from 'node:assert/strict'
import { constants, createPublicKey, publicEncrypt, randomBytes } from 'node:crypto'
import { after, before, test } from 'node:test'
import type { LightMyRequestResponse } from 'fastify'
import type { NewAccount } from '../../src/services/accounts/account-service.ts'
import { createFakeClock, type FakeClock } from '../helpers/fake-clock.ts'
import { idTokenOf } from '../helpers/perfect-caller.ts'
import { createTestServer, type TestServer } from '../helpers/server.ts'

const HOUR_MS = 60 * 60_000
const MINUTE_MS = 60_000

let server: TestServer
let clock: FakeClock
let account: NewAccount

before(async () => {
  clock = createFakeClock()
  server = await createTestServer({ clock, engines: [] })
  account = await server.account(100)
})
after(() => server.remove())

const auth = (client_id: string, id_token: string): Promise<LightMyRequestResponse> =>
  server.app.inject({ method: 'POST', url: '/s2s/v1.0/client/auth', payload: { client_id, id_token } })

const textAt = (timestamp: number, id = account.perfect.clientId): string => `client_id=${id}&timestamp=${timestamp}`
const tokenFor = (text: string): string => idTokenOf(account.perfect.clientSecret, text)

async function logIn(): Promise<string> {
  const answer = await auth(account.perfect.clientId, tokenFor(textAt(clock.now())))
  assert.equal(answer.statusCode, 200, answer.body)
  return answer.json<{ result: { access_token: string } }>().result.access_token
}

const ask = (bearer: string, url = '/s2s/v1.0/client/credit'): Promise<LightMyRequestResponse> =>
  server.app.inject({ url, headers: { authorization: `Bearer ${bearer}` } })

const refusal = (answer: LightMyRequestResponse): unknown => [answer.statusCode, answer.json<object>()]
const unauthorized = (error_code: string) => [401, { status: 401, error: 'Unauthorized', error_code }]

test('an id_token gives an access token that opens v1 and v2 for two hours', async () => {
  const token = await logIn()
  for (const url of ['/s2s/v1.0/client/credit', '/s2s/v2.0/client/credit']) assert.equal((await ask(token, url)).statusCode, 200)
  await clock.advance(2 * HOUR_MS - 1)
  assert.equal((await ask(token)).statusCode, 200)
  await clock.advance(1)
  assert.deepEqual(refusal(await ask(token)), unauthorized('InvalidAccessToken'))
})

test('an id_token shown twice gives no longer access than shown once', async () => {
  const idToken = tokenFor(textAt(clock.now()))
  await clock.advance(4 * MINUTE_MS)
  const again = await auth(account.perfect.clientId, idToken)
  const token = again.json<{ result: { access_token: string } }>().result.access_token
  await clock.advance(2 * HOUR_MS - 4 * MINUTE_MS - 1)
  assert.equal((await ask(token)).statusCode, 200)
  await clock.advance(1)
  assert.equal((await ask(token)).statusCode, 401)
  assert.equal((await auth(account.perfect.clientId, idToken)).statusCode, 401)
})

test('the clock of a client may be off by five minutes and no more', async () => {
  for (const [offsetMs, status] of [
    [-5 * MINUTE_MS, 200],
    [5 * MINUTE_MS, 200],
    [-5 * MINUTE_MS - 1, 401],
    [5 * MINUTE_MS + 1, 401],
  ] as const)
    assert.equal((await auth(account.perfect.clientId, tokenFor(textAt(clock.now() + offsetMs)))).statusCode, status, String(offsetMs))
})

test('every id_token that is not right gets the same answer: false padding, false content, another key, an unknown client', async () => {
  const { clientId, clientSecret } = account.perfect
  const stranger = await server.account()
  const key = createPublicKey({ key: Buffer.from(clientSecret, 'base64'), format: 'der', type: 'spki' })
  const raw = (block: Buffer): string => publicEncrypt({ key, padding: constants.RSA_NO_PADDING }, block).toString('base64')
  const block = (prefix: readonly number[], rest: string): Buffer => {
    const text = Buffer.from(`\0${rest}`)
    return Buffer.concat([Buffer.from(prefix), Buffer.alloc(128 - prefix.length - text.length, 0xaa), text])
  }
  const good = textAt(clock.now())
  const cases: Record<string, [string, string]> = {
    'an unknown client': ['f'.repeat(24), tokenFor(good)],
    'a client with a NUL': ['\0', tokenFor(good)],
    "another client's key": [clientId, idTokenOf(stranger.perfect.clientSecret, good)],
    "another client's name": [stranger.perfect.clientId, idTokenOf(stranger.perfect.clientSecret, good)],
    'block type 1': [clientId, raw(block([0, 1], good))],
    'no leading zero': [clientId, raw(block([1, 2], good))],
    'no padding string': [clientId, raw(Buffer.concat([Buffer.from([0, 2, 0]), Buffer.alloc(125, 0xaa)]))],
    'no separator': [clientId, raw(Buffer.concat([Buffer.from([0, 2]), Buffer.alloc(126, 0xaa)]))],
    'random bytes': [clientId, randomBytes(127).toString('base64')],
    'a number above the modulus': [clientId, Buffer.alloc(128, 0xff).toString('base64')],
    'too long': [clientId, randomBytes(256).toString('base64')],
    'too short': [clientId, 'AA=='],
    'no base64': [clientId, '***'],
    'a stale timestamp': [clientId, tokenFor(textAt(clock.now() - HOUR_MS))],
    'no timestamp': [clientId, tokenFor(`client_id=${clientId}`)],
    'a timestamp in words': [clientId, tokenFor(`client_id=${clientId}&timestamp=now`)],
    'an empty text': [clientId, tokenFor('')],
  }
  for (const [name, [id, token]] of Object.entries(cases))
    assert.deepEqual(refusal(await auth(id, token)), unauthorized('InvalidAccessToken'), name)
})

test('an API key is as good as an access token, on both forms', async () => {
  for (const url of ['/s2s/v1.0/client/credit', '/s2s/v2.0/client/credit', '/s2s/v2.0/credit/feature-cost'])
    assert.equal((await ask(account.apiKey, url)).statusCode, 200)
})

test('what is wrong with a bearer is named by what it looks like, or by what belongs there', async () => {
  const own = await server.account()
  const { secret, key } = await server.services.accounts.createKey(own.account.id, { name: 'short', scopes: ['jobs:read'] })
  assert.equal((await ask(secret)).statusCode, 403, 'a key without the scope')
  await server.services.accounts.revokeKey(own.account.id, key.id)
  for (const [bearer, url, code] of [
    ['nonsense', '/s2s/v1.0/client/credit', 'InvalidAccessToken'],
    [`atl_${'0'.repeat(48)}`, '/s2s/v1.0/client/credit', 'InvalidApiKey'],
    ['nonsense', '/s2s/v2.0/client/credit', 'InvalidApiKey'],
    [secret, '/s2s/v1.0/client/credit', 'InactiveApiKey'],
  ] as const)
    assert.deepEqual(refusal(await ask(bearer, url)), unauthorized(code), bearer)
  assert.deepEqual(refusal(await server.app.inject('/s2s/v1.0/client/credit')), unauthorized('InvalidAccessToken'))
})

test('an access token dies with its client', async () => {
  const token = await logIn()
  assert.equal((await ask(token)).statusCode, 200)
  await server.database.queries.deleteFrom('perfect_clients').where('client_id', '=', account.perfect.clientId).execute()
  await clock.advance(3000)
  assert.deepEqual(refusal(await ask(token)), unauthorized('InvalidAccessToken'))
})
