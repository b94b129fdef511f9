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
  readonly options: { readonly url: string }
  /** Closes and removes it. */
  remove(): Promise<void>
}

/**
 * A fresh, migrated database: on the Postgres server that ATELIER_TEST_DATABASE_URL names, else a SQLite file. A whole database and not a
 * schema: what one test drops or ends, no other test sees. Making and dropping one takes Postgres 15 some 50 ms.
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const url = process.env['ATELIER_TEST_DATABASE_URL']
  return url ? createPostgresDatabase(url) : createSqliteFile()
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

async function createPostgresDatabase(server: string): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`
  const admin = openDatabase({ url: server, maxConnections: 1 })
  await sql`create database ${sql.id(name)}`.execute(admin.queries)
  const url = new URL(server)
  url.pathname = `/${name}`
  const options = { url: url.href }
  const database = openDatabase(options)
  await migrate(database, migrations)
  return {
    database,
    options,
    async remove() {
      await database.close()
      // `force`: Postgres may still be ending connections that were closed a moment ago, or those of a process that was killed.
      await sql`drop database ${sql.id(name)} with (force)`.execute(admin.queries)
      await admin.close()
    },
  }
}
