import type { Database } from '../../db/connect.ts'
import { findPerfectClient } from '../../db/perfect-clients.ts'
import { SCOPES } from '../../domain/account.ts'
import { AtelierError } from '../../domain/errors.ts'
import { seal, unseal } from '../../lib/seal.ts'
import type { Clock } from '../../ports/clock.ts'
import { CallerCache } from './caller-cache.ts'
import { generatePerfectClient, openIdToken } from './perfect-client.ts'
import type { PerfectClientService } from './perfect-client-service.ts'

export interface PerfectClientServiceOptions {
  readonly database: Database
  readonly clock: Clock
  /** Seals private keys and access tokens. */
  readonly secret: string
  /** How far the clock of a client may differ from ours. */
  readonly toleranceMs?: number
  /** How long a client that is removed may go unnoticed. */
  readonly cacheMs?: number
}

const TOKEN_PURPOSE = 'perfect-access-token'
const TOKEN_LIFE_MS = 2 * 60 * 60_000
const FIVE_MINUTES_MS = 5 * 60_000

interface AccessToken {
  readonly clientId: string
  readonly expiresAt: number
}

export function createPerfectClientService(options: PerfectClientServiceOptions): PerfectClientService {
  const { database, clock, secret, toleranceMs = FIVE_MINUTES_MS, cacheMs = 3000 } = options
  const { queries } = database
  const cache = new CallerCache({ freshMs: cacheMs, capacity: 10_000 })
  // Decrypted with when there is no such client, so that the answer takes as long.
  let decoy: Promise<string> | undefined
  const decoyKey = () => (decoy ??= generatePerfectClient(secret).then((client) => client.sealedPrivateKey))

  // What callers send as an id can be anything; Postgres takes no NUL in text.
  const find = (clientId: string) => (clientId.includes('\0') ? undefined : findPerfectClient(queries, clientId))

  return {
    async logIn(clientId, idToken) {
      const client = await find(clientId)
      const claim = openIdToken(client?.private_key_sealed ?? (await decoyKey()), secret, idToken)
      const isFresh = claim !== undefined && Math.abs(clock.now() - claim.timestamp) <= toleranceMs
      if (client === undefined || !isFresh || claim.clientId !== clientId) throw new AtelierError('unauthenticated')
      const token: AccessToken = { clientId, expiresAt: claim.timestamp + TOKEN_LIFE_MS }
      return seal(secret, TOKEN_PURPOSE, JSON.stringify(token))
    },

    async authenticate(accessToken) {
      const now = clock.now()
      const text = unseal(secret, TOKEN_PURPOSE, accessToken)
      const token = text === undefined ? undefined : (JSON.parse(text) as AccessToken)
      if (token === undefined || token.expiresAt <= now) throw new AtelierError('unauthenticated')
      const known = cache.find(token.clientId, now)
      if (known) return known
      const { generation } = cache
      const client = await find(token.clientId)
      if (!client) throw new AtelierError('unauthenticated')
      const caller = { accountId: client.account_id, keyId: null, scopes: SCOPES }
      cache.keep(token.clientId, caller, now, generation)
      return caller
    },
  }
}
