import type { ApiKeyRow } from './schema.ts'
import type { Queries } from './connect.ts'

export async function insertApiKey(queries: Queries, key: ApiKeyRow): Promise<void> {
  await queries.insertInto('api_keys').values(key).execute()
}

/** Revoked ones, too. */
export function findApiKeyByLookup(queries: Queries, lookup: string): Promise<ApiKeyRow | undefined> {
  return queries.selectFrom('api_keys').selectAll().where('lookup', '=', lookup).executeTakeFirst()
}

/** Every key of the account, revoked ones too, oldest first. */
export function selectApiKeys(queries: Queries, accountId: string): Promise<ApiKeyRow[]> {
  return queries.selectFrom('api_keys').selectAll().where('account_id', '=', accountId).orderBy('id').execute()
}

/** Sets the time of revocation, or leaves an earlier one; undefined when the account has no such key. */
export function revokeApiKey(queries: Queries, key: { accountId: string; id: string; now: number }): Promise<ApiKeyRow | undefined> {
  return queries
    .updateTable('api_keys')
    .set((expression) => ({ revoked_at: expression.fn.coalesce('revoked_at', expression.val(key.now)) }))
    .where('id', '=', key.id)
    .where('account_id', '=', key.accountId)
    .returningAll()
    .executeTakeFirst()
}

/** Notes a use unless one since `unlessSince` is noted already, by whichever process. */
export async function touchApiKey(queries: Queries, key: { id: string; now: number; unlessSince: number }): Promise<void> {
  await queries
    .updateTable('api_keys')
    .set({ last_used_at: key.now })
    .where('id', '=', key.id)
    .where((where) => where.or([where('last_used_at', 'is', null), where('last_used_at', '<', key.unlessSince)]))
    .execute()
}
