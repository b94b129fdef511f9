import { newId } from '../../domain/ids.ts'
import type { Database } from '../../db/connect.ts'
import type { RefusalRow } from '../../db/schema.ts'
import { createBatcher } from '../../lib/batcher.ts'
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
  /** Of one account, rule and minute only the first `MAX_NOTES_PER_MINUTE` are kept (per process); the others are counted in `dropped`. */
  note(refusal: Omit<Refusal, 'id' | 'createdAt'>): Promise<void>
  /** How many refusals this process has not kept. */
  dropped(): number
  /** Newest first. */
  list(filter: RefusalFilter): Promise<readonly Refusal[]>
  /** Removes what was noted before a time; returns how many. */
  forget(before: number): Promise<number>
}

/** Enough to see what somebody tries, too few to fill the database with. */
export const MAX_NOTES_PER_MINUTE = 60
const MINUTE_MS = 60_000
/** So that no statement holds up the others for long. */
const FORGET_AT_ONCE = 500

export function createRefusalLog({ database: { queries }, clock }: { readonly database: Database; readonly clock: Clock }): RefusalLog {
  const insert = createBatcher<RefusalRow, void>({
    maxSize: 200,
    parallel: 1,
    async run(rows) {
      await queries.insertInto('refusals').values(rows).execute()
      return rows.map(() => ({ ok: true, value: undefined }))
    },
  })
  /** By account and rule, of the minute that is now. */
  const noted = new Map<string, number>()
  let minute = 0
  let dropped = 0

  function isOneTooMany({ accountId, rule }: Pick<Refusal, 'accountId' | 'rule'>, now: number): boolean {
    const current = Math.floor(now / MINUTE_MS)
    if (current !== minute) noted.clear()
    minute = current
    const count = (noted.get(`${accountId} ${rule}`) ?? 0) + 1
    noted.set(`${accountId} ${rule}`, count)
    return count > MAX_NOTES_PER_MINUTE
  }

  return {
    async note(refusal) {
      const createdAt = clock.now()
      if (isOneTooMany(refusal, createdAt)) dropped++
      else await insert(toRow({ ...refusal, id: newId('refusal'), createdAt }))
    },

    dropped: () => dropped,

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
      for (let total = 0; ;) {
        const { numDeletedRows } = await queries
          .deleteFrom('refusals')
          .where('id', 'in', (oldest) =>
            oldest.selectFrom('refusals').select('id').where('created_at', '<', before).orderBy('id').limit(FORGET_AT_ONCE),
          )
          .executeTakeFirstOrThrow()
        total += Number(numDeletedRows)
        if (Number(numDeletedRows) < FORGET_AT_ONCE) return total
      }
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
