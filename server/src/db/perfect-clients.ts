import type { Insertable, Selectable } from 'kysely'
import type { Queries } from './connect.ts'
import type { Schema } from './schema.ts'

export type PerfectClientRow = Selectable<Schema['perfect_clients']>

export async function insertPerfectClient(queries: Queries, client: Insertable<Schema['perfect_clients']>): Promise<void> {
  await queries.insertInto('perfect_clients').values(client).execute()
}

export function findPerfectClient(queries: Queries, clientId: string): Promise<PerfectClientRow | undefined> {
  return queries.selectFrom('perfect_clients').selectAll().where('client_id', '=', clientId).executeTakeFirst()
}
