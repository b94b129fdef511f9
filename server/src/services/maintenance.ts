import { sql } from 'kysely'
import type { Database } from '../db/connect.ts'
import { rowsOf } from '../db/rows.ts'
import type { Clock } from '../ports/clock.ts'
import type { CreditService } from './credits/credit-service.ts'
import { removeOldJobs } from './jobs/remove-old-jobs.ts'
import type { MediaService } from './media/media-service.ts'
import type { RefusalLog } from './policy/refusal-log.ts'

export interface MaintenanceOptions {
  readonly database: Database
  readonly clock: Clock
  readonly credits: Pick<CreditService, 'expireGrants'>
  readonly media: Pick<MediaService, 'sweep'>
  readonly refusals: Pick<RefusalLog, 'forget'>
  /** How long final jobs are kept; 0 is for ever. */
  readonly jobRetentionMs: number
  /** How long refusals are kept; 0 is for ever. */
  readonly auditRetentionMs: number
  readonly log: { info(facts: object, message: string): void; error(facts: object, message: string): void }
}

const EVERY_MS = 5 * 60_000
/** How long an idempotency key is remembered. Source: the IETF draft's practice, Stripe's 24 hours. */
const KEY_LIFE_MS = 24 * 60 * 60_000
const BATCH = 1000

/** The housekeeping that may be late: expired credit, expired files, old idempotency keys, old jobs. Returns the way to end it. */
export function startMaintenance(options: MaintenanceOptions): () => void {
  const { database, clock, credits, media, refusals, jobRetentionMs, auditRetentionMs, log } = options
  let cancel: () => void = () => {}
  let stopped = false

  async function turn(): Promise<void> {
    try {
      const grants = await credits.expireGrants()
      const swept = await media.sweep()
      const keys = await forgetOldKeys(database, clock.now() - KEY_LIFE_MS)
      const jobs = jobRetentionMs === 0 ? 0 : await removeOldJobs(database, clock.now() - jobRetentionMs)
      const audited = auditRetentionMs === 0 ? 0 : await refusals.forget(clock.now() - auditRetentionMs)
      if (grants + swept.media + swept.files + keys + jobs + audited > 0)
        log.info({ grants, ...swept, keys, jobs, refusals: audited }, 'housekeeping removed what had expired')
    } catch (error) {
      log.error({ err: error }, 'housekeeping failed')
    }
    if (!stopped) cancel = clock.schedule(EVERY_MS, () => void turn())
  }

  cancel = clock.schedule(0, () => void turn())
  return () => {
    stopped = true
    cancel()
  }
}

/** Removes idempotency keys made before a time, in batches so that nobody waits long. */
export async function forgetOldKeys({ queries }: Database, before: number): Promise<number> {
  for (let forgotten = 0; ;) {
    const rows = await queries
      .selectFrom('idempotency_keys')
      .select(['account_id as a', 'scope as s', 'key as k'])
      .where('created_at', '<', before)
      .limit(BATCH)
      .execute()
    if (rows.length > 0)
      await sql`
        delete from idempotency_keys where (account_id, scope, key) in (select r.a, r.s, r.k from ${rowsOf(queries, rows, { a: 'text', s: 'text', k: 'text' })})
      `.execute(queries)
    forgotten += rows.length
    if (rows.length < BATCH) return forgotten
  }
}
