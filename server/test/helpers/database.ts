import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { type Database, openDatabase } from '../../src/db/connect.ts'
import { migrate } from '../../src/db/migrate.ts'
import { migrations } from '../../migrations/index.ts'

export interface TestDatabase {
  readonly database: Database
  /** What `openDatabase` takes to open the same database once more. */
  readonly options: { readonly url: string; readonly schema?: string }
  /** Closes and removes it. */
  remove(): Promise<void>
}

/** A fresh, migrated database: a Postgres schema of its own where ATELIER_TEST_DATABASE_URL names a server, else a SQLite file. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const url = process.env['ATELIER_TEST_DATABASE_URL']
  return url ? createPostgresSchema(url) : createSqliteFile()
}

async function createSqliteFile(): Promise<TestDatabase> {
  const folder = mkdtempSync(join(tmpdir(), 'atelier-test-'))
  const options = { url: `sqlite:${join(folder, 'atelier.sqlite')}` }
  const database = openDatabase(options)
  await migrate(database, migrations)
  return {
    database,
    options,
    async remove() {
      await database.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function createPostgresSchema(url: string): Promise<TestDatabase> {
  const schema = `test_${randomBytes(6).toString('hex')}`
  const admin = openDatabase({ url, maxConnections: 1 })
  await sql`create schema ${sql.id(schema)}`.execute(admin.queries)
  const options = { url, schema }
  const database = openDatabase(options)
  await migrate(database, migrations)
  return {
    database,
    options,
    async remove() {
      await database.close()
      await sql`drop schema ${sql.id(schema)} cascade`.execute(admin.queries)
      await admin.close()
    },
  }
}
