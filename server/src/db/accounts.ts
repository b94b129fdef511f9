import type { AccountRow } from './schema.ts'
import type { Queries } from './connect.ts'

/** Adds the account unless one with its e-mail exists; tells whether it was added. */
export async function insertAccount(queries: Queries, account: AccountRow): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await queries
    .insertInto('accounts')
    .values(account)
    .onConflict((conflict) => conflict.column('email').doNothing())
    .executeTakeFirst()
  return numInsertedOrUpdatedRows === 1n
}

export function findAccount(queries: Queries, by: { id: string } | { email: string }): Promise<AccountRow | undefined> {
  const query = queries.selectFrom('accounts').selectAll()
  return ('id' in by ? query.where('id', '=', by.id) : query.where('email', '=', by.email)).executeTakeFirst()
}

/** Every account, oldest first. */
export function selectAccounts(queries: Queries): Promise<AccountRow[]> {
  return queries.selectFrom('accounts').selectAll().orderBy('id').execute()
}

export function updateFaceConsent(queries: Queries, accountId: string, consent: boolean): Promise<AccountRow | undefined> {
  return queries
    .updateTable('accounts')
    .set({ face_consent: consent ? 1 : 0 })
    .where('id', '=', accountId)
    .returningAll()
    .executeTakeFirst()
}
