export const ENTRY_KINDS = ['grant', 'hold', 'capture', 'release', 'expire'] as const
export type EntryKind = (typeof ENTRY_KINDS)[number]

/** What an entry does to the balance. A capture spends what its hold took already. */
export const BALANCE_EFFECT = { grant: 1, hold: -1, capture: 0, release: 1, expire: -1 } as const satisfies Record<EntryKind, number>

/** Whole credits. balance = granted - expired - captured - held, and is never below zero. */
export interface Balance {
  readonly balance: number
  readonly held: number
}

export interface LedgerEntry {
  readonly id: string
  readonly kind: EntryKind
  readonly amount: number
  /** By how much this entry changed the balance. */
  readonly balanceChange: number
  readonly jobId: string | null
  readonly grantId: string | null
  readonly createdAt: number
}

/** A grant as far as spending needs to know it. */
export interface SpendableGrant {
  readonly id: string
  readonly remaining: number
  readonly createdAt: number
  readonly expiresAt: number | null
}

export interface GrantPart {
  readonly grantId: string
  readonly amount: number
}

/** The grant nearest its expiry first (none is last), then the one obtained first. */
export function inSpendOrder<G extends SpendableGrant>(grants: readonly G[]): G[] {
  return grants.toSorted(
    (a, b) => (a.expiresAt ?? Infinity) - (b.expiresAt ?? Infinity) || a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1),
  )
}

/** Which grants pay `amount`; undefined when they cannot. `grants` must be live and in spend order. */
export function takeFrom(grants: readonly SpendableGrant[], amount: number): GrantPart[] | undefined {
  const parts: GrantPart[] = []
  let missing = amount
  for (const grant of grants) {
    if (missing === 0) break
    const taken = Math.min(grant.remaining, missing)
    if (taken > 0) parts.push({ grantId: grant.id, amount: taken })
    missing -= taken
  }
  return missing === 0 ? parts : undefined
}
