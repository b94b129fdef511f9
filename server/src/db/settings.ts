import { randomBytes } from 'node:crypto'
import type { Queries } from './connect.ts'

/** The secret that seals and signs, made at the first call and the same for every process on this database from then on. */
export async function loadServerSecret(queries: Queries): Promise<string> {
  const key = 'server_secret'
  await queries
    .insertInto('settings')
    .values({ key, value: randomBytes(32).toString('base64url') })
    .onConflict((conflict) => conflict.column('key').doNothing())
    .execute()
  const { value } = await queries.selectFrom('settings').select('value').where('key', '=', key).executeTakeFirstOrThrow()
  return value
}
