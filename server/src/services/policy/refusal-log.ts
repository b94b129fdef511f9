import { newId } from '../../domain/ids.ts'
import type { Database } from '../../db/connect.ts'
import type { RefusalRow } from '../../db/schema.ts'
import type { Clock } from '../../ports/clock.ts'

/** Where it was refused: before there was a job, before its engine began, or before what the engine made was stored. */
export type Stage = 'submission' | 'engine' | 'output'

export const RULES = ['sexual', 'undressing', 'minor', 'clothing-removal', 'picture', 'consent'] as const
export type Rule = (typeof RULES)[number]

/** Who was refused what, when and why. Holds nothing of the content. */
export interface Refusal {
  readonly id: string
  readonly accountId: string
  readonly keyId: string | null
  readonly dialect: string
  readonly operation: string
  readonly stage: Stage
  readonly rule: Rule
  /** The property of the input, as the operation declares it. */
  readonly field: string | null
  /** Of a picture, 0..1. */
  readonly score: number | null
  readonly jobId: string | null
  readonly requestId: string | null
  /** Milliseconds since 1970, UTC. */
  readonly createdAt: number
}

export interface RefusalFilter {
  readonly limit: number
  readonly accountId?: string
  /** Refusals older than this one (its id). */
  readonly olderThan?: string
}

export interface RefusalLog {
  note(refusal: Omit<Refusal, 'id' | 'createdAt'>): Promise<void>
  /** Newest first. */
  list(filter: RefusalFilter): Promise<readonly Refusal[]>
  /** Removes what was noted before a time; returns how many. */
  forget(before: number): Promise<number>
}

export function createRefusalLog({ database: { queries }, clock }: { readonly database: Database; readonly clock: Clock }): RefusalLog {
  return {
    async note(refusal) {
      await queries
        .insertInto('refusals')
        .values(toRow({ ...refusal, id: newId('refusal'), createdAt: clock.now() }))
        .execute()
    },

    async list({ limit, accountId, olderThan }) {
      const rows = await queries
        .selectFrom('refusals')
        .selectAll()
        .$if(accountId !== undefined, (query) => query.where('account_id', '=', accountId!))
        .$if(olderThan !== undefined, (query) => query.where('id', '<', olderThan!))
        .orderBy('id', 'desc')
        .limit(limit)
        .execute()
      return rows.map(toRefusal)
    },

    async forget(before) {
      const { numDeletedRows } = await queries.deleteFrom('refusals').where('created_at', '<', before).executeTakeFirstOrThrow()
      return Number(numDeletedRows)
    },
  }
}

function toRow(refusal: Refusal): RefusalRow {
  return {
    id: refusal.id,
    account_id: refusal.accountId,
    key_id: refusal.keyId,
    dialect: refusal.dialect,
    operation: refusal.operation,
    stage: refusal.stage,
    rule: refusal.rule,
    field: refusal.field,
    score: refusal.score,
    job_id: refusal.jobId,
    request_id: refusal.requestId,
    created_at: refusal.createdAt,
  }
}

function toRefusal(row: RefusalRow): Refusal {
  return {
    id: row.id,
    accountId: row.account_id,
    keyId: row.key_id,
    dialect: row.dialect,
    operation: row.operation,
    stage: row.stage as Stage,
    rule: row.rule as Rule,
    field: row.field,
    score: row.score,
    jobId: row.job_id,
    requestId: row.request_id,
    createdAt: row.created_at,
  }
}
