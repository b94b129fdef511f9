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
  for (let tries = 1; ; tries++) {
    const { error } = await migrator.migrateToLatest()
    if (!error) return
    if (tries === 5 || !isVanished(error)) throw error instanceof Error ? error : new Error('a migration failed', { cause: error })
  }
}

/**
 * Kysely looks through the tables of every schema in the database, and fails when one that is none of ours is dropped meanwhile:
 * invalid_schema_name, undefined_table, undefined_column or internal_error. Source: PostgreSQL manual, appendix A.
 */
function isVanished(error: unknown): boolean {
  return ['3F000', '42P01', '42703', 'XX000'].includes((error as { code?: string }).code ?? '')
}

async function currentSchema({ queries }: Pick<Database, 'queries'>): Promise<string> {
  const { rows } = await sql<{ name: string }>`select current_schema() as name`.execute(queries)
  return rows[0]!.name
}
