import { sql } from 'kysely'
import type { Queries } from './connect.ts'

/** A change of an account's credit: a grant, a charge, or the end of a grant. */
export interface CreditChangeRow {
  readonly id: string
  readonly kind: 'grant' | 'capture' | 'expire'
  readonly amount: number
  readonly grant_id: string | null
  readonly job_id: string | null
  readonly created_at: number
  /** Of a charge: `[{grantId, amount}]`. */
  readonly parts_json: string | null
  readonly operation: string | null
  readonly task_id: string | null
  readonly effect: string | null
  /** Of the grant. */
  readonly expires_at: number | null
}

/** Newest first. Holds and releases are left out: they change nothing in the end. */
export async function selectCreditChanges(
  queries: Queries,
  accountId: string,
  { limit, upTo }: { readonly limit: number; readonly upTo?: string },
): Promise<CreditChangeRow[]> {
  const { rows } = await sql<CreditChangeRow>`
    select e.id, e.kind, e.amount, e.grant_id, e.job_id, e.created_at, holds.parts_json, jobs.operation, tasks.id as task_id, tasks.effect, grants.expires_at
    from ledger_entries e
      left join holds on holds.job_id = e.job_id
      left join job_records jobs on jobs.id = e.job_id
      left join perfect_tasks tasks on tasks.job_id = e.job_id
      left join grants on grants.id = e.grant_id
    where e.account_id = ${accountId} and e.kind in ('grant', 'capture', 'expire') ${upTo === undefined ? sql`` : sql`and e.id <= ${upTo}`}
    order by e.id desc limit ${limit}
  `.execute(queries)
  return rows
}
