import { Value } from 'typebox/value'
import { AtelierError } from '../../domain/errors.ts'
import type { PriceList } from '../../domain/operation.ts'
import type { Clock } from '../../ports/clock.ts'
import type { AliasService } from '../../services/aliases/alias-service.ts'
import type { CreditService } from '../../services/credits/credit-service.ts'
import type { JobService } from '../../services/jobs/job-service.ts'
import type { CreditChange, PerfectHistory } from '../../services/perfect/perfect-history.ts'
import { effects } from './effects.ts'
import { IDS } from './ids.ts'
import type { HistoryQuery } from './schemas.ts'

/** The account's credit in the vendor's words. */
export interface Credits {
  /** Grants with what is left of them, in the order in which they are spent. */
  grants(accountId: string): Promise<object[]>
  history(accountId: string, query: HistoryQuery): Promise<object>
  /** What one run of each effect costs, of a picture of 512 x 512 where the size matters. */
  featureCosts(): object
}

/** The end of the year 9999: the vendor knows no grant without an expiry. */
const NEVER = 253_402_300_799_000
const DEFAULT_PAGE_SIZE = 20

export function createCredits(options: {
  readonly credits: CreditService
  readonly history: PerfectHistory
  readonly jobs: Pick<JobService, 'operations'>
  readonly aliases: AliasService
  readonly prices: PriceList
  readonly clock: Clock
}): Credits {
  const { credits, history, jobs, aliases, prices, clock } = options

  async function entryOf(accountId: string, token: string): Promise<string> {
    const alias = await aliases.resolve(IDS.entry, token)
    if (alias?.accountId !== accountId) throw new AtelierError('invalid_cursor', 'starting_token: this was not given out for this list.')
    return alias.target
  }

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

    async history(accountId, { page_size: size = DEFAULT_PAGE_SIZE, starting_token: token }) {
      const isFirst = token === undefined || token === '' || token === 'null'
      const upTo = isFirst ? {} : { upTo: await entryOf(accountId, token) }
      // One more than the page holds, for its number is the token of the next page.
      const changes = await history.list(accountId, { limit: size + 1, ...upTo })
      const numbers = await aliases.assign(
        IDS.entry,
        accountId,
        changes.map(({ entryId }) => entryId),
      )
      const grants = await aliases.assign(IDS.grant, accountId, [
        ...new Set(changes.flatMap(({ parts }) => parts.map(({ grantId }) => grantId))),
      ])
      const next = changes[size]
      return {
        next_token: next === undefined ? null : numbers.get(next.entryId)!,
        history: changes.slice(0, size).map((change) => ({
          id: Number(numbers.get(change.entryId)),
          timestamp: change.createdAt,
          action: actionOf(change),
          ...((change.task ?? change.jobId) !== null && { target_id: change.task?.id ?? change.jobId! }),
          info: {
            credits: change.parts.map(({ grantId, amount }) => ({ id: Number(grants.get(grantId)), amount, amount_dec: amount })),
          },
        })),
      }
    },

    featureCosts() {
      const known = new Map(jobs.operations().map(({ definition }) => [definition.name, definition]))
      return {
        features: effects.flatMap(({ slugV2, operation, always, manyV2 }) => {
          const definition = known.get(operation)
          if (definition === undefined) return []
          const amount = definition.price({ ...(Value.Default(definition.input, {}) as object), ...always, ...manyV2 }, prices)
          return [{ feature: slugV2, amount, amount_dec: amount }]
        }),
      }
    },
  }
}

/** Charges of other doors to the same account are told by their operation. */
function actionOf({ kind, isLimited, task, operation }: CreditChange): string {
  if (kind === 'grant') return isLimited ? 'subscription_credits' : 'permanent_credits'
  if (kind === 'expiry') return 'expire'
  return effects.find(({ slug }) => slug === task?.effect)?.action ?? (operation ?? 'run').replaceAll('-', '_')
}
