import { sql } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import type { Database } from './connect.ts'

/** Brings the database to the newest form. Safe to run from several processes at once. @throws what stopped a migration. */
export async function migrate({ kind, queries }: Database, migrations: Record<string, Migration>): Promise<void> {
  const migrator = new Migrator({
    db: queries,
    provider: { getMigrations: () => Promise.resolve(migrations) },
    // Without it Kysely takes the bookkeeping of another schema in the same database for this one's.
    ...(kind === 'postgres' ? { migrationTableSchema: await currentSchema({ queries }) } : {}),
  })
  const { error } = await migrator.migrateToLatest()
  if (error) throw error instanceof Error ? error : new Error('a migration failed', { cause: error })
}

async function currentSchema({ queries }: Pick<Database, 'queries'>): Promise<string> {
  const { rows } = await sql<{ name: string }>`select current_schema() as name`.execute(queries)
  return rows[0]!.name
}
