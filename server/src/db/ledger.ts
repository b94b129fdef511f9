import { sql } from 'kysely'
import { newId } from '../domain/ids.ts'
import { type GrantPart, inSpendOrder, type SpendableGrant } from '../domain/credits.ts'
import type { Queries } from './connect.ts'
import type { GrantRow, HoldRow, LedgerEntryRow } from './schema.ts'
import { insertRows, isOneOf, rowLock, rowsOf } from './rows.ts'

/**
 * The ledger's statements. Whoever changes a grant's remaining credit locks the account first, always in the order of ids: that makes
 * check and change one step, and two transactions never wait for each other in a circle.
 */
export async function lockAccounts(queries: Queries, accountIds: Iterable<string>): Promise<void> {
  const ids = [...new Set(accountIds)].sort()
  if (ids.length === 0) return
  await sql`select id from accounts where ${isOneOf(queries, 'id', ids)} order by id${rowLock(queries, 'for no key update')}`.execute(
    queries,
  )
}

/** Grants with credit that have not expired, by account, in spend order. */
export async function liveGrants(queries: Queries, accountIds: readonly string[], now: number): Promise<Map<string, SpendableGrant[]>> {
  const { rows } = await sql<GrantRow>`
    select * from grants where ${isOneOf(queries, 'account_id', accountIds)} and remaining > 0 and (expires_at is null or expires_at > ${now})
  `.execute(queries)
  const byAccount = Map.groupBy(rows, (row) => row.account_id)
  return new Map(
    [...byAccount].map(([accountId, grants]) => [
      accountId,
      inSpendOrder(grants.map((row) => ({ id: row.id, remaining: row.remaining, createdAt: row.created_at, expiresAt: row.expires_at }))),
    ]),
  )
}

export async function insertEntries(queries: Queries, entries: readonly Omit<LedgerEntryRow, 'id'>[]): Promise<void> {
  await insertRows(
    queries,
    'ledger_entries',
    entries.map((entry) => ({ id: newId('entry'), ...entry })),
    { id: 'text', account_id: 'text', kind: 'text', amount: 'bigint', job_id: 'text', grant_id: 'text', created_at: 'bigint' },
  )
}

/** Adds to (or, negative, takes from) what grants have left. */
export async function changeRemaining(queries: Queries, changes: ReadonlyMap<string, number>): Promise<void> {
  if (changes.size === 0) return
  const rows = [...changes].map(([id, change]) => ({ id, change }))
  await sql`
    update grants set remaining = grants.remaining + r.change from ${rowsOf(queries, rows, { id: 'text', change: 'bigint' })} where grants.id = r.id
  `.execute(queries)
}

export interface NewHold {
  readonly jobId: string
  readonly accountId: string
  readonly amount: number
  readonly parts: readonly GrantPart[]
}

/** Writes holds and takes their parts from the grants. The caller has locked the accounts and chosen the parts under that lock. */
export async function insertHolds(queries: Queries, holds: readonly NewHold[], now: number): Promise<void> {
  if (holds.length === 0) return
  const taken = new Map<string, number>()
  for (const { parts } of holds) for (const part of parts) taken.set(part.grantId, (taken.get(part.grantId) ?? 0) - part.amount)
  await Promise.all([
    changeRemaining(queries, taken),
    insertRows(
      queries,
      'holds',
      holds.map((hold) => ({
        job_id: hold.jobId,
        account_id: hold.accountId,
        amount: hold.amount,
        state: 'held',
        parts_json: JSON.stringify(hold.parts),
        created_at: now,
      })),
      { job_id: 'text', account_id: 'text', amount: 'bigint', state: 'text', parts_json: 'text', created_at: 'bigint' },
    ),
    insertEntries(
      queries,
      holds.map((hold) => ({
        account_id: hold.accountId,
        kind: 'hold',
        amount: hold.amount,
        job_id: hold.jobId,
        grant_id: null,
        created_at: now,
      })),
    ),
  ])
}

/**
 * Captures or releases holds; one that is settled already stays as it is. Released credit goes back to the grants it came from, where
 * the sweeper writes it off should they have expired meanwhile.
 */
export async function settleHolds(
  queries: Queries,
  settlements: readonly { readonly jobId: string; readonly accountId: string; readonly to: 'captured' | 'released' }[],
  now: number,
): Promise<void> {
  if (settlements.length === 0) return
  await lockAccounts(
    queries,
    settlements.filter(({ to }) => to === 'released').map(({ accountId }) => accountId),
  )
  const { rows: settled } = await sql<HoldRow>`
    update holds set state = r.next, settled_at = ${now}
    from ${rowsOf(
      queries,
      settlements.map(({ jobId, to }) => ({ id: jobId, next: to })),
      { id: 'text', next: 'text' },
    )}
    where holds.job_id = r.id and holds.state = 'held'
    returning holds.job_id, holds.account_id, holds.amount, holds.state, holds.parts_json
  `.execute(queries)
  const given = new Map<string, number>()
  for (const hold of settled) {
    if (hold.state !== 'released') continue
    for (const part of JSON.parse(hold.parts_json) as GrantPart[]) given.set(part.grantId, (given.get(part.grantId) ?? 0) + part.amount)
  }
  await Promise.all([
    changeRemaining(queries, given),
    insertEntries(
      queries,
      settled.map((hold) => ({
        account_id: hold.account_id,
        kind: hold.state === 'captured' ? 'capture' : 'release',
        amount: hold.amount,
        job_id: hold.job_id,
        grant_id: null,
        created_at: now,
      })),
    ),
  ])
}
