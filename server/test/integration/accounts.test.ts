import assert from 'node:assert/strict'
import { constants, createPrivateKey, createPublicKey, privateDecrypt, publicEncrypt } from 'node:crypto'
import { after, before, test } from 'node:test'
import { findPerfectClient } from '../../src/db/perfect-clients.ts'
import { loadServerSecret } from '../../src/db/settings.ts'
import { AtelierError, type ErrorCode } from '../../src/domain/errors.ts'
import { SCOPES } from '../../src/domain/account.ts'
import { unseal } from '../../src/lib/seal.ts'
import { type ClosableAccountService, createAccountService } from '../../src/services/accounts/create-account-service.ts'
import { createTestDatabase, type TestDatabase } from '../helpers/database.ts'
import { createFakeClock } from '../helpers/fake-clock.ts'

const secret = 'the secret of this test'
const clock = createFakeClock()
let store: TestDatabase
let service: ClosableAccountService
let made = 0

before(async () => {
  store = await createTestDatabase()
  service = createAccountService({ database: store.database, clock, secret })
})
after(async () => {
  await service.settle()
  await store.remove()
})

const newAccount = () => service.create({ email: `person${++made}@example.org`, password: 'correct horse' })
const rejectsWith = (promise: Promise<unknown>, code: ErrorCode) =>
  assert.rejects(promise, (error: unknown) => error instanceof AtelierError && error.code === code)

test('a new account can log in with its key and with its password', async () => {
  const { account, apiKey } = await newAccount()
  const byKey = await service.authenticateKey(apiKey)
  assert.equal(byKey.accountId, account.id)
  assert.deepEqual(byKey.scopes, SCOPES)
  assert.deepEqual(await service.authenticatePassword(` ${account.email.toUpperCase()} `, 'correct horse'), {
    accountId: account.id,
    keyId: null,
    scopes: SCOPES,
  })
})

test('an e-mail belongs to one account, in any case, also when two ask at once', async () => {
  const both = await Promise.allSettled([
    service.create({ email: 'twice@example.org', password: 'correct horse' }),
    service.create({ email: 'Twice@Example.org', password: 'correct horse' }),
  ])
  assert.deepEqual(both.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
  await rejectsWith(service.create({ email: 'TWICE@example.org', password: 'correct horse' }), 'account_exists')
})

test('an account needs a real e-mail and a password of 8 characters', async () => {
  for (const email of [
    '',
    'x',
    '@example.org',
    'a@',
    'a b@example.org',
    'a@exa mple.org',
    'a@-x.org',
    'a\0@example.org',
    `${'a'.repeat(65)}@example.org`,
  ])
    await rejectsWith(service.create({ email, password: 'correct horse' }), 'invalid_request')
  for (const password of ['', '1234567', 'x'.repeat(257)])
    await rejectsWith(service.create({ email: 'free@example.org', password }), 'invalid_request')
  await rejectsWith(service.findByEmail('free@example.org'), 'account_not_found')
})

test('no other key, password or e-mail opens an account', async () => {
  const { account, apiKey } = await newAccount()
  const lastDigit = apiKey.at(-1) === '0' ? '1' : '0'
  for (const key of [
    '',
    'atl_',
    apiKey.slice(0, -1),
    apiKey.slice(0, -1) + lastDigit,
    `${apiKey}0`,
    apiKey.toUpperCase(),
    '\0',
    'é'.repeat(52),
  ])
    await rejectsWith(service.authenticateKey(key), 'unauthenticated')
  for (const password of ['', 'Correct horse', 'correct horse ', 'x'.repeat(1000)])
    await rejectsWith(service.authenticatePassword(account.email, password), 'unauthenticated')
  for (const email of ['nobody@example.org', '', '\0', "' or 1=1 --"])
    await rejectsWith(service.authenticatePassword(email, 'correct horse'), 'unauthenticated')
})

test('neither keys nor passwords are stored', async () => {
  const { apiKey, account } = await newAccount()
  const [keys, accounts] = await Promise.all([
    store.database.queries.selectFrom('api_keys').selectAll().execute(),
    store.database.queries.selectFrom('accounts').selectAll().where('id', '=', account.id).execute(),
  ])
  const stored = JSON.stringify([keys, accounts])
  assert.equal(stored.includes(apiKey.slice(-32)), false)
  assert.equal(stored.includes('correct horse'), false)
  assert.equal(
    keys.some((key) => key.account_id === account.id && apiKey.includes(key.lookup)),
    true,
  )
})

test('a key has the scopes it was made with and shows only its beginning later', async () => {
  const { account } = await newAccount()
  const { key, secret: apiKey } = await service.createKey(account.id, { name: 'reader', scopes: ['media:read', 'jobs:read'] })
  assert.deepEqual((await service.authenticateKey(apiKey)).scopes, ['jobs:read', 'media:read'])
  const listed = (await service.listKeys(account.id)).find(({ id }) => id === key.id)
  assert.deepEqual({ ...listed, lastUsedAt: null }, key)
  assert.equal(apiKey.startsWith(key.prefix), true)
  assert.equal(JSON.stringify(key).includes(apiKey.slice(-32)), false)
  for (const scopes of [[], ['all']])
    await rejectsWith(service.createKey(account.id, { name: 'x', scopes: scopes as never }), 'invalid_request')
  for (const name of ['', 'x'.repeat(101), 'a\0b'])
    await rejectsWith(service.createKey(account.id, { name, scopes: ['jobs:read'] }), 'invalid_request')
  await rejectsWith(service.createKey('acc_none', { name: 'x', scopes: ['jobs:read'] }), 'account_not_found')
})

test('a revoked key is refused at once here and within seconds in another process', async () => {
  const other = createAccountService({ database: store.database, clock, secret })
  const { account, apiKey } = await newAccount()
  const { keyId } = await service.authenticateKey(apiKey)
  await other.authenticateKey(apiKey)

  const revoked = await service.revokeKey(account.id, keyId!)
  assert.equal(revoked.revokedAt, clock.now())
  await rejectsWith(service.authenticateKey(apiKey), 'unauthenticated')
  await clock.advance(3000)
  await rejectsWith(other.authenticateKey(apiKey), 'unauthenticated')
  assert.deepEqual(await service.revokeKey(account.id, keyId!), revoked)
  await other.settle()
})

test('a look-up that overlaps a revocation does not bring the key back', async () => {
  const { account, apiKey } = await newAccount()
  const { id } = (await service.listKeys(account.id))[0]!
  await Promise.allSettled([service.authenticateKey(apiKey), service.revokeKey(account.id, id), service.authenticateKey(apiKey)])
  await rejectsWith(service.authenticateKey(apiKey), 'unauthenticated')
})

test("a stranger's key answers like a missing one", async () => {
  const [mine, theirs] = [await newAccount(), await newAccount()]
  const { id } = (await service.listKeys(theirs.account.id))[0]!
  for (const keyId of [id, `key_${'0'.repeat(32)}`, '\0', '']) await rejectsWith(service.revokeKey(mine.account.id, keyId), 'key_not_found')
  assert.equal((await service.authenticateKey(theirs.apiKey)).accountId, theirs.account.id)
})

test('the last use of a key is noted, at most once a minute', async () => {
  const { account, apiKey } = await newAccount()
  const lastUse = async () => {
    await service.authenticateKey(apiKey)
    await service.settle()
    return (await service.listKeys(account.id))[0]!.lastUsedAt
  }
  const first = clock.now()
  assert.equal(await lastUse(), first)
  await clock.advance(59_000)
  assert.equal(await lastUse(), first)
  await clock.advance(5000)
  assert.equal(await lastUse(), clock.now())
})

test('consent to face operations is off until it is given', async () => {
  const { account } = await newAccount()
  assert.equal(account.faceConsent, false)
  assert.equal((await service.setFaceConsent(account.id, true)).faceConsent, true)
  assert.equal((await service.get(account.id)).faceConsent, true)
  assert.equal((await service.findByEmail(account.email)).faceConsent, true)
  assert.equal(
    (await service.list()).some(({ id }) => id === account.id),
    true,
  )
  await rejectsWith(service.setFaceConsent('acc_none', true), 'account_not_found')
})

test('what a Perfect client encrypts under its secret, the stored private key reads', async () => {
  const { perfect } = await newAccount()
  const key = createPublicKey({ key: Buffer.from(perfect.clientSecret, 'base64'), format: 'der', type: 'spki' })
  const idToken = publicEncrypt(
    { key, padding: constants.RSA_PKCS1_PADDING },
    Buffer.from(`client_id=${perfect.clientId}&timestamp=1760000000000`),
  )
  assert.equal(idToken.length, 128)

  const row = (await findPerfectClient(store.database.queries, perfect.clientId))!
  const sealedKey = unseal(secret, 'perfect-private-key', row.private_key_sealed)!
  const privateKey = createPrivateKey({ key: Buffer.from(sealedKey, 'base64'), format: 'der', type: 'pkcs8' })
  const read = privateDecrypt({ key: privateKey, padding: constants.RSA_PKCS1_PADDING }, idToken).toString()
  assert.equal(read, `client_id=${perfect.clientId}&timestamp=1760000000000`)
})

test("the server's secret is made once and then stays", async () => {
  const [first, second] = await Promise.all([loadServerSecret(store.database.queries), loadServerSecret(store.database.queries)])
  assert.equal(first, second)
  assert.equal(Buffer.from(first, 'base64url').length, 32)
})
