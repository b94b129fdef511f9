import type { Database } from '../../db/connect.ts'
import { selectCreditChanges } from '../../db/perfect-history.ts'
import type { GrantPart } from '../../domain/credits.ts'

/** What changed an account's credit for good. */
export interface CreditChange {
  readonly entryId: string
  readonly kind: 'grant' | 'charge' | 'expiry'
  readonly createdAt: number
  /** By how much each grant changed; negative for what was spent or written off. */
  readonly parts: readonly GrantPart[]
  /** Of a grant: whether it ends some day. */
  readonly isLimited: boolean
  /** Of a charge; null once the job is no longer kept. */
  readonly operation: string | null
  readonly task: { readonly id: string; readonly effect: string } | null
  readonly jobId: string | null
}

export interface PerfectHistory {
  /** Newest first. `upTo` is the id of the entry to begin with. */
  list(accountId: string, page: { readonly limit: number; readonly upTo?: string }): Promise<readonly CreditChange[]>
}

const KINDS = { grant: 'grant', capture: 'charge', expire: 'expiry' } as const

export function createPerfectHistory({ queries }: Database): PerfectHistory {
  return {
    async list(accountId, page) {
      const rows = await selectCreditChanges(queries, accountId, page)
      return rows.map((row): CreditChange => {
        const sign = row.kind === 'grant' ? 1 : -1
        const parts = row.parts_json === null ? [] : (JSON.parse(row.parts_json) as GrantPart[])
        return {
          entryId: row.id,
          kind: KINDS[row.kind],
          createdAt: row.created_at,
          parts:
            row.grant_id === null
              ? parts.map((part) => ({ ...part, amount: -part.amount }))
              : [{ grantId: row.grant_id, amount: sign * row.amount }],
          isLimited: row.expires_at !== null,
          operation: row.operation,
          task: row.task_id === null ? null : { id: row.task_id, effect: row.effect! },
          jobId: row.job_id,
        }
      })
    },
  }
}
