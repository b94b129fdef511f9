import { sql } from 'kysely'
import type { Queries } from './connect.ts'
import { insertRows, isOneOf } from './rows.ts'
import type { PerfectFileRow } from './schema.ts'

export async function insertPerfectFiles(queries: Queries, rows: readonly PerfectFileRow[]): Promise<void> {
  await insertRows(queries, 'perfect_files', rows, {
    id: 'text',
    account_id: 'text',
    content_type: 'text',
    name: 'text',
    promised_bytes: 'bigint',
    created_at: 'bigint',
    expires_at: 'bigint',
  })
}

export async function selectPerfectFiles(queries: Queries, ids: readonly string[]): Promise<PerfectFileRow[]> {
  if (ids.length === 0) return []
  const { rows } = await sql<PerfectFileRow>`select * from perfect_files where ${isOneOf(queries, 'id', ids)}`.execute(queries)
  return rows
}

/** False when the file was uploaded before: then it stays as it is. */
export async function setPerfectUpload(queries: Queries, id: string, uploadJson: string): Promise<boolean> {
  const { numUpdatedRows } = await queries
    .updateTable('perfect_files')
    .set({ upload_json: uploadJson })
    .where('id', '=', id)
    .where('upload_json', 'is', null)
    .executeTakeFirstOrThrow()
  return numUpdatedRows === 1n
}

export async function deleteExpiredPerfectFiles(queries: Queries, now: number): Promise<void> {
  await queries.deleteFrom('perfect_files').where('expires_at', '<=', now).execute()
}
