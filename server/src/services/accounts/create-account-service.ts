import type { Database } from '../../db/connect.ts'
import * as accounts from '../../db/accounts.ts'
import * as apiKeys from '../../db/api-keys.ts'
import { insertPerfectClient } from '../../db/perfect-clients.ts'
import type { AccountRow, ApiKeyRow } from '../../db/schema.ts'
import { type Account, type ApiKey, type Caller, type Scope, SCOPES } from '../../domain/account.ts'
import { AtelierError } from '../../domain/errors.ts'
import { isId, newId } from '../../domain/ids.ts'
import { hashPassword, verifyPassword } from '../../lib/passwords.ts'
import type { Clock } from '../../ports/clock.ts'
import type { AccountService } from './account-service.ts'
import { formatKey, generateKey, hashSecret, isSecretOf, parseKey, prefixOf } from './api-key.ts'
import { CallerCache } from './caller-cache.ts'
import { generatePerfectClient } from './perfect-client.ts'

export interface AccountServiceOptions {
  readonly database: Database
  readonly clock: Clock
  /** Seals the private keys of Perfect clients. */
  readonly secret: string
  /** How long a revocation in another process may go unnoticed. */
  readonly cacheMs?: number
}

export interface ClosableAccountService extends AccountService {
  /** Resolves when no write is under way; call it before the database is closed. */
  settle(): Promise<void>
}

const MIN_PASSWORD_LENGTH = 8
const MAX_PASSWORD_LENGTH = 256
const MAX_NAME_LENGTH = 100
/** RFC 5321 section 4.5.3.1; the shape is what real addresses have, without quoted local parts. */
const EMAIL = /^(?=.{3,254}$)[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?(?:\.[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?)*$/
const TOUCH_EVERY_MS = 60_000

export function createAccountService({ database, clock, secret, cacheMs = 3000 }: AccountServiceOptions): ClosableAccountService {
  const { queries } = database
  const cache = new CallerCache({ freshMs: cacheMs, capacity: 10_000 })
  const pending = new Set<Promise<void>>()
  // Compared against when the e-mail is unknown, so that the answer takes as long.
  let decoyHash: Promise<string> | undefined

  /** Off the request's path; a note that is lost is only a less exact time. */
  function noteUse(keyId: string, now: number): void {
    const write = apiKeys.touchApiKey(queries, { id: keyId, now, unlessSince: now - TOUCH_EVERY_MS }).catch(() => {})
    pending.add(write)
    void write.then(() => pending.delete(write))
  }

  function newKey(accountId: string, name: string, scopes: readonly Scope[]): { row: ApiKeyRow; secret: string } {
    const parts = generateKey()
    const row: ApiKeyRow = {
      id: newId('key'),
      account_id: accountId,
      name,
      lookup: parts.lookup,
      secret_hash: hashSecret(parts.secret),
      scopes_json: JSON.stringify(scopes),
      created_at: clock.now(),
      last_used_at: null,
      revoked_at: null,
    }
    return { row, secret: formatKey(parts) }
  }

  return {
    async create({ email, password, name }) {
      const address = normalizeEmail(email)
      if (!EMAIL.test(address)) throw invalid('email', 'This is not an e-mail address.')
      if (password.length < MIN_PASSWORD_LENGTH || password.length > MAX_PASSWORD_LENGTH)
        throw invalid('password', `A password has ${MIN_PASSWORD_LENGTH} to ${MAX_PASSWORD_LENGTH} characters.`)
      if (name !== undefined) checkName(name)

      const [passwordHash, perfect] = await Promise.all([hashPassword(password), generatePerfectClient(secret)])
      const now = clock.now()
      const account: AccountRow = {
        id: newId('account'),
        email: address,
        name: name ?? null,
        password_hash: passwordHash,
        face_consent: 0,
        created_at: now,
      }
      const key = newKey(account.id, 'first key', SCOPES)
      await database.transact(async (transaction) => {
        if (!(await accounts.insertAccount(transaction, account))) throw new AtelierError('account_exists')
        await apiKeys.insertApiKey(transaction, key.row)
        await insertPerfectClient(transaction, {
          client_id: perfect.clientId,
          account_id: account.id,
          public_key: perfect.clientSecret,
          private_key_sealed: perfect.sealedPrivateKey,
          created_at: now,
        })
      })
      return {
        account: toAccount(account),
        apiKey: key.secret,
        perfect: { clientId: perfect.clientId, clientSecret: perfect.clientSecret },
      }
    },

    async authenticateKey(key) {
      const now = clock.now()
      const known = cache.find(key, now)
      if (known) return known

      const parts = parseKey(key)
      if (!parts) throw new AtelierError('unauthenticated')
      const { generation } = cache
      const row = await apiKeys.findApiKeyByLookup(queries, parts.lookup)
      if (!row || !isSecretOf(parts.secret, row.secret_hash)) throw new AtelierError('unauthenticated')
      // Told to nobody but its holder.
      if (row.revoked_at !== null) throw new AtelierError('unauthenticated', 'This API key was revoked.', { details: { revoked: true } })
      const caller: Caller = { accountId: row.account_id, keyId: row.id, scopes: JSON.parse(row.scopes_json) as Scope[] }
      cache.keep(key, caller, now, generation)
      if (row.last_used_at === null || row.last_used_at < now - TOUCH_EVERY_MS) noteUse(row.id, now)
      return caller
    },

    async authenticatePassword(email, password) {
      const address = normalizeEmail(email)
      const account = EMAIL.test(address) ? await accounts.findAccount(queries, { email: address }) : undefined
      const hash = account?.password_hash ?? (await (decoyHash ??= hashPassword('nobody has this password')))
      // What no password can be is compared as well, cut to what scrypt takes quickly.
      const matches = await verifyPassword(password.slice(0, MAX_PASSWORD_LENGTH + 1), hash)
      if (!account || !matches) throw new AtelierError('unauthenticated', 'The e-mail or the password is wrong.')
      return { accountId: account.id, keyId: null, scopes: SCOPES }
    },

    async get(accountId) {
      return toAccount(found(await accounts.findAccount(queries, { id: accountId })))
    },

    async findByEmail(email) {
      const address = normalizeEmail(email)
      return toAccount(found(EMAIL.test(address) ? await accounts.findAccount(queries, { email: address }) : undefined))
    },

    async list() {
      return (await accounts.selectAccounts(queries)).map(toAccount)
    },

    async setFaceConsent(accountId, consent) {
      return toAccount(found(await accounts.updateFaceConsent(queries, accountId, consent)))
    },

    async createKey(accountId, { name, scopes }) {
      checkName(name)
      const wanted = SCOPES.filter((scope) => scopes.includes(scope))
      if (wanted.length === 0 || !scopes.every((scope) => SCOPES.includes(scope)))
        throw invalid('scopes', `A key has at least one of these scopes and no other: ${SCOPES.join(', ')}.`)
      found(await accounts.findAccount(queries, { id: accountId }))
      const key = newKey(accountId, name, wanted)
      await apiKeys.insertApiKey(queries, key.row)
      return { key: toApiKey(key.row), secret: key.secret }
    },

    async listKeys(accountId) {
      return (await apiKeys.selectApiKeys(queries, accountId)).map(toApiKey)
    },

    async revokeKey(accountId, keyId) {
      const row = isId('key', keyId) ? await apiKeys.revokeApiKey(queries, { accountId, id: keyId, now: clock.now() }) : undefined
      if (!row) throw new AtelierError('key_not_found')
      cache.forgetKey(keyId)
      return toApiKey(row)
    },

    async settle() {
      await Promise.all(pending)
    },
  }
}

function normalizeEmail(email: string): string {
  return email.trim().toLowerCase()
}

function checkName(name: string): void {
  // Control characters would break terminals, and Postgres stores no NUL.
  if (name.length === 0 || name.length > MAX_NAME_LENGTH || /[\u0000-\u001f\u007f]/.test(name))
    throw invalid('name', `A name has 1 to ${MAX_NAME_LENGTH} printable characters.`)
}

function invalid(field: string, message: string): AtelierError {
  return new AtelierError('invalid_request', message, { details: { errors: [{ field, message }] } })
}

function found(row: AccountRow | undefined): AccountRow {
  if (!row) throw new AtelierError('account_not_found')
  return row
}

function toAccount(row: AccountRow): Account {
  return { id: row.id, email: row.email, name: row.name, faceConsent: row.face_consent === 1, createdAt: row.created_at }
}

function toApiKey(row: ApiKeyRow): ApiKey {
  return {
    id: row.id,
    name: row.name,
    prefix: prefixOf(row.lookup),
    scopes: JSON.parse(row.scopes_json) as Scope[],
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
    revokedAt: row.revoked_at,
  }
}
