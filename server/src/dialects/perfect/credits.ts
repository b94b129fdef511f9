import type { AliasService } from '../../services/aliases/alias-service.ts'
import type { CreditService } from '../../services/credits/credit-service.ts'
import type { Clock } from '../../ports/clock.ts'
import { IDS } from './ids.ts'
import type { HistoryQuery } from './schemas.ts'

/** The account's credit in the vendor's words. */
export interface Credits {
  /** Grants with what is left of them, the one that is spent first before the others. */
  grants(accountId: string): Promise<object[]>
  history(accountId: string, query: HistoryQuery): Promise<object>
}

/** The end of the year 9999: the vendor knows no grant without an expiry. */
const NEVER = 253_402_300_799_000

export function createCredits(options: {
  readonly credits: CreditService
  readonly aliases: AliasService
  readonly clock: Clock
}): Credits {
  const { credits, aliases, clock } = options
  return {
    async grants(accountId) {
      const live = (await credits.grants(accountId)).filter(
        ({ remaining, expiresAt }) => remaining > 0 && (expiresAt ?? Infinity) > clock.now(),
      )
      const numbers = await aliases.assign(
        IDS.grant,
        accountId,
        live.map(({ id }) => id),
      )
      return live.map(({ id, remaining, expiresAt }) => ({
        id: Number(numbers.get(id)),
        type: expiresAt === null ? 'ApiPaygToken' : 'ApiSubsToken',
        amount: remaining,
        amount_dec: remaining,
        expiry: expiresAt ?? NEVER,
      }))
    },
    history: () => Promise.resolve({ next_token: null, history: [] }),
  }
}
