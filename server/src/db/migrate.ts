import { type Migration, Migrator } from 'kysely/migration'
import type { Database } from './connect.ts'

/** Brings the database to the newest form. Safe to run from several processes at once. @throws what stopped a migration. */
export async function migrate(database: Database, migrations: Record<string, Migration>): Promise<void> {
  const migrator = new Migrator({
    db: database.queries,
    provider: { getMigrations: () => Promise.resolve(migrations) },
    // Without it Kysely takes another schema's bookkeeping for this one's.
    ...(database.schema === undefined ? {} : { migrationTableSchema: database.schema }),
  })
  const { error } = await migrator.migrateToLatest()
  if (error !== undefined)
    throw error instanceof Error ? error : new Error('The database could not be brought up to date', { cause: error })
}
