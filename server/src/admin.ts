/**
 * Accounts, credits, keys, consent and the log of refusals, directly on the database: works while the server runs and before its first start. An entry point
 * for cli/atelier.ts; whoever may open the database may do all of this, so nobody is asked for a key.
 */
import { migrations } from '../migrations/index.ts'
import { loadConfig } from './config/load-config.ts'
import { openDatabase } from './db/connect.ts'
import { migrate } from './db/migrate.ts'
import { loadServerSecret } from './db/settings.ts'
import { type Account, type ApiKey, type Scope, SCOPES } from './domain/account.ts'
import { AtelierError } from './domain/errors.ts'
import { systemClock } from './lib/clock.ts'
import { createServices } from './services/create-services.ts'

export interface AdminGrant {
  readonly amount: number
  readonly reason: string
  /** Milliseconds since 1970. */
  readonly expiresAt?: number
}

export type Admin = Awaited<ReturnType<typeof openAdmin>>

/** Opens the database that the server's settings name, and brings it to the newest form. Accounts are named by id or e-mail. */
export async function openAdmin() {
  const config = loadConfig()
  const database = openDatabase({ url: config.databaseUrl, maxConnections: 2 })
  await migrate(database, migrations)
  const { accounts, credits, refusals } = createServices(database, systemClock, config.secret ?? (await loadServerSecret(database.queries)))

  const find = (account: string): Promise<Account> => (account.includes('@') ? accounts.findByEmail(account) : accounts.get(account))

  async function describe(account: Account) {
    const { balance, held } = await credits.balance(account.id)
    const { createdAt, ...rest } = account
    return { ...rest, balance, held, createdAt: toTime(createdAt) }
  }

  async function grant(accountId: string, wanted: AdminGrant) {
    const { createdAt, expiresAt, ...rest } = await credits.grant(accountId, wanted)
    const { balance } = await credits.balance(accountId)
    return { ...rest, accountId, createdAt: toTime(createdAt), expiresAt: toTimeOrNull(expiresAt), balance }
  }

  return {
    /** The key and the Perfect client's secret are shown this once. */
    async createAccount({ credits: amount, ...wanted }: { email: string; password: string; name?: string; credits: number }) {
      const { account, apiKey, perfect } = await accounts.create(wanted)
      if (amount > 0) await grant(account.id, { amount, reason: 'first credits' })
      return { id: account.id, email: account.email, apiKey, perfect }
    },
    async listAccounts() {
      return Promise.all((await accounts.list()).map(describe))
    },
    async setFaceConsent(account: string, consent: boolean) {
      return describe(await accounts.setFaceConsent((await find(account)).id, consent))
    },
    async grantCredits(account: string, wanted: AdminGrant) {
      return grant((await find(account)).id, wanted)
    },
    /** With every scope when none is named. */
    async createKey(account: string, { name, scopes }: { name: string; scopes?: readonly string[] }) {
      const { key, secret } = await accounts.createKey((await find(account)).id, { name, scopes: scopes?.map(toScope) ?? SCOPES })
      return { ...describeKey(key), key: secret }
    },
    async listKeys(account: string) {
      return (await accounts.listKeys((await find(account)).id)).map(describeKey)
    },
    /** A server that runs notices within a few seconds. */
    async revokeKey(account: string, keyId: string) {
      return describeKey(await accounts.revokeKey((await find(account)).id, keyId))
    },
    /** Newest first. */
    async listRefusals({ account, limit, olderThan }: { limit: number; account?: string; olderThan?: string }) {
      const found = await refusals.list({
        limit,
        ...(account === undefined ? {} : { accountId: (await find(account)).id }),
        ...(olderThan === undefined ? {} : { olderThan }),
      })
      return found.map(({ createdAt, ...rest }) => ({ ...rest, createdAt: toTime(createdAt) }))
    },
    async close() {
      await accounts.settle()
      await database.close()
    },
  }
}

function describeKey({ createdAt, lastUsedAt, revokedAt, ...rest }: ApiKey) {
  return { ...rest, createdAt: toTime(createdAt), lastUsedAt: toTimeOrNull(lastUsedAt), revokedAt: toTimeOrNull(revokedAt) }
}

function toScope(text: string): Scope {
  const scope = SCOPES.find((candidate) => candidate === text)
  if (scope === undefined) throw new AtelierError('invalid_request', `There is no scope ${text}; there are ${SCOPES.join(', ')}.`)
  return scope
}

function toTime(ms: number): string {
  return new Date(ms).toISOString()
}

function toTimeOrNull(ms: number | null): string | null {
  return ms === null ? null : toTime(ms)
}
