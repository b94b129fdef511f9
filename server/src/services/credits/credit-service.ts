import type { Balance, LedgerEntry } from '../../domain/credits.ts'

export interface Grant {
  readonly id: string
  readonly amount: number
  readonly remaining: number
  readonly reason: string
  readonly createdAt: number
  readonly expiresAt: number | null
}

export interface UsageRow {
  readonly operation: string
  readonly jobs: number
  readonly succeeded: number
  readonly failed: number
  readonly canceled: number
  /** Credits captured. */
  readonly credits: number
}

export interface CreditService {
  balance(accountId: string): Promise<Balance>
  /** @throws invalid_request unless `amount` is a whole number above 0 and the expiry lies ahead. */
  grant(accountId: string, options: { readonly amount: number; readonly reason: string; readonly expiresAt?: number }): Promise<Grant>
  /** Every grant, in spend order. */
  grants(accountId: string): Promise<readonly Grant[]>
  /** Ledger entries, newest first. `olderThan` is an entry id. */
  statement(accountId: string, filter: { readonly limit: number; readonly olderThan?: string }): Promise<readonly LedgerEntry[]>
  /** Jobs created in [from, to), by operation. */
  usage(accountId: string, period: { readonly from: number; readonly to: number }): Promise<readonly UsageRow[]>
  /** Writes off what has expired; returns how many grants. */
  expireGrants(): Promise<number>
}
