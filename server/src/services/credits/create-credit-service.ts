import { sql } from 'kysely'
import { BALANCE_EFFECT } from '../../domain/credits.ts'
import { AtelierError } from '../../domain/errors.ts'
import { lowestIdAt, newId } from '../../domain/ids.ts'
import type { Database } from '../../db/connect.ts'
import { changeRemaining, insertEntries, lockAccounts } from '../../db/ledger.ts'
import type { GrantRow } from '../../db/schema.ts'
import type { Clock } from '../../ports/clock.ts'
import type { CreditService, Grant, UsageRow } from './credit-service.ts'

const EXPIRE_BATCH = 500
/** How far the time in a job's id may lie from when the job is stored: its way there, and clocks of hosts that differ. */
const ID_SLACK_MS = 60 * 60_000

export function createCreditService({ database, clock }: { readonly database: Database; readonly clock: Clock }): CreditService {
  const { queries } = database

  const toGrant = (row: GrantRow): Grant => ({
    id: row.id,
    amount: row.amount,
    remaining: row.remaining,
    reason: row.reason,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
  })

  return {
    async balance(accountId) {
      // Held is what jobs cost that wait or run: so holds need no index that every settlement would write.
      const { rows } = await sql<{ balance: number; held: number }>`
        select
          (select coalesce(sum(remaining), 0) from grants
            where account_id = ${accountId} and remaining > 0 and (expires_at is null or expires_at > ${clock.now()})) as balance,
          (select coalesce(sum(price), 0) from queue join job_records on job_records.id = queue.job_id where queue.account_id = ${accountId})
            + (select coalesce(sum(price), 0) from leases where account_id = ${accountId}) as held
      `.execute(queries)
      const { balance, held } = rows[0]!
      return { balance, held }
    },

    async grant(accountId, { amount, reason, expiresAt }) {
      const now = clock.now()
      if (!Number.isSafeInteger(amount) || amount <= 0)
        throw new AtelierError('invalid_request', 'The amount must be a whole number above 0.')
      if (expiresAt !== undefined && !(expiresAt > now)) throw new AtelierError('invalid_request', 'The expiry must lie ahead.')
      const row = {
        id: newId('grant'),
        account_id: accountId,
        amount,
        remaining: amount,
        reason,
        created_at: now,
        expires_at: expiresAt ?? null,
        expired_at: null,
      }
      await database.transact(async (trx) => {
        const account = await trx.selectFrom('accounts').select('id').where('id', '=', accountId).executeTakeFirst()
        if (!account) throw new AtelierError('account_not_found')
        await trx.insertInto('grants').values(row).execute()
        await insertEntries(trx, [{ account_id: accountId, kind: 'grant', amount, job_id: null, grant_id: row.id, created_at: now }])
      })
      return toGrant(row)
    },

    async grants(accountId) {
      const rows = await queries
        .selectFrom('grants')
        .selectAll()
        .where('account_id', '=', accountId)
        .orderBy(sql`coalesce(expires_at, 9007199254740991)`)
        .orderBy('created_at')
        .orderBy('id')
        .execute()
      return rows.map(toGrant)
    },

    async statement(accountId, { limit, olderThan }) {
      const rows = await queries
        .selectFrom('ledger_entries')
        .selectAll()
        .where('account_id', '=', accountId)
        .$if(olderThan !== undefined, (query) => query.where('id', '<', olderThan!))
        .orderBy('id', 'desc')
        .limit(limit)
        .execute()
      return rows.map((row) => ({
        id: row.id,
        kind: row.kind,
        amount: row.amount,
        balanceChange: BALANCE_EFFECT[row.kind] * row.amount,
        jobId: row.job_id,
        grantId: row.grant_id,
        createdAt: row.created_at,
      }))
    },

    async usage(accountId, { from, to }) {
      // The ids of the period are one range of the account's index; its exact ends are in created_at.
      const [first, end] = [lowestIdAt('job', from - ID_SLACK_MS), lowestIdAt('job', to + ID_SLACK_MS)]
      const { rows } = await sql<UsageRow>`
        select jobs.operation, count(*) as jobs,
          sum(case when jobs.state = 'succeeded' then 1 else 0 end) as succeeded,
          sum(case when jobs.state = 'failed' then 1 else 0 end) as failed,
          sum(case when jobs.state = 'canceled' then 1 else 0 end) as canceled,
          coalesce(sum(case when holds.state = 'captured' then holds.amount else 0 end), 0) as credits
        from jobs left join holds on holds.job_id = jobs.id
        where jobs.account_id = ${accountId} and jobs.id >= ${first} and jobs.id < ${end}
          and jobs.created_at >= ${from} and jobs.created_at < ${to}
        group by jobs.operation order by jobs.operation
      `.execute(queries)
      return rows.map((row) => ({ ...row }))
    },

    async expireGrants() {
      const now = clock.now()
      let expired = 0
      for (;;) {
        const due = await queries
          .selectFrom('grants')
          .select(['id', 'account_id'])
          .where('remaining', '>', 0)
          .where('expires_at', '<=', now)
          .limit(EXPIRE_BATCH)
          .execute()
        for (const { id, account_id } of due) {
          await database.transact(async (trx) => {
            await lockAccounts(trx, [account_id])
            const grant = await trx.selectFrom('grants').select('remaining').where('id', '=', id).executeTakeFirstOrThrow()
            if (grant.remaining === 0) return
            await changeRemaining(trx, new Map([[id, -grant.remaining]]))
            await trx.updateTable('grants').set({ expired_at: now }).where('id', '=', id).execute()
            await insertEntries(trx, [{ account_id, kind: 'expire', amount: grant.remaining, job_id: null, grant_id: id, created_at: now }])
          })
        }
        expired += due.length
        if (due.length < EXPIRE_BATCH) return expired
      }
    },
  }
}
