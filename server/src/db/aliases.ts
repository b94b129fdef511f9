import { type Selectable, sql } from 'kysely'
import type { Queries } from './connect.ts'
import { insertRows, rowsOf } from './rows.ts'
import type { Schema } from './schema.ts'

type AliasRow = Selectable<Schema['aliases']>

/** Adds aliases; a target that has one of this kind keeps it. */
export function insertAliases(queries: Queries, rows: readonly AliasRow[]): Promise<void> {
  return insertRows(
    queries,
    'aliases',
    rows,
    { dialect: 'text', kind: 'text', alias: 'text', target: 'text', account_id: 'text', created_at: 'bigint' },
    true,
  )
}

export function selectAliasesOf(
  queries: Queries,
  { dialect, kind, targets }: { dialect: string; kind: string; targets: readonly string[] },
): Promise<Pick<AliasRow, 'alias' | 'target'>[]> {
  const wanted = rowsOf(
    queries,
    targets.map((target) => ({ target })),
    { target: 'text' },
  )
  return queries
    .selectFrom('aliases')
    .select(['alias', 'target'])
    .where('dialect', '=', dialect)
    .where('kind', '=', kind)
    .where('target', 'in', sql<string>`(select target from ${wanted})`)
    .execute()
}

export function selectAlias(
  queries: Queries,
  { dialect, kind, alias }: { dialect: string; kind: string; alias: string },
): Promise<AliasRow | undefined> {
  return queries
    .selectFrom('aliases')
    .selectAll()
    .where('dialect', '=', dialect)
    .where('kind', '=', kind)
    .where('alias', '=', alias)
    .executeTakeFirst()
}
