import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { Kysely, PostgresDialect, type Transaction } from 'kysely'
import pg from 'pg'
import type { Schema } from './schema.ts'
import { createSqliteDialect } from './sqlite-dialect.ts'

/** The database, or a transaction on it: every statement takes either. */
export type Queries = Kysely<Schema>

export interface Database {
  readonly kind: 'sqlite' | 'postgres'
  readonly queries: Queries
  /** The Postgres schema, where it is not the default one. */
  readonly schema: string | undefined
  /** The Postgres pool, for LISTEN and NOTIFY; undefined on SQLite. */
  readonly pool: pg.Pool | undefined
  /** Runs `work` in one transaction and runs it again when the database reports a deadlock; `work` must not keep state between runs. */
  transact<T>(work: (queries: Transaction<Schema>) => Promise<T>): Promise<T>
  close(): Promise<void>
}

export interface DatabaseOptions {
  /** `sqlite:<file>` or a `postgres://` URL. */
  readonly url: string
  readonly maxConnections?: number
  /** A Postgres schema other than `public`; tests use one each. */
  readonly schema?: string
}

// int8 and numeric arrive as strings otherwise; every number here is below 2^53.
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text') =>
    oid === 20 || oid === 1700 ? Number : pg.types.getTypeParser(oid, format)) as pg.CustomTypesConfig['getTypeParser'],
}

export function openDatabase(options: DatabaseOptions): Database {
  return options.url.startsWith('sqlite:') ? openSqlite(options.url.slice('sqlite:'.length)) : openPostgres(options)
}

function openSqlite(file: string): Database {
  if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true })
  const queries = new Kysely<Schema>({ dialect: createSqliteDialect(file) })
  return {
    kind: 'sqlite',
    queries,
    schema: undefined,
    pool: undefined,
    transact: (work) => queries.transaction().execute(work),
    close: () => queries.destroy(),
  }
}

function openPostgres({ url, maxConnections = 10, schema }: DatabaseOptions): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: maxConnections,
    types,
    ...(schema ? { options: `-c search_path=${schema}` } : {}),
  })
  // An idle connection that breaks is replaced at the next use; without a listener the error would end the process.
  pool.on('error', () => {})
  const queries = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) })
  return {
    kind: 'postgres',
    queries,
    schema,
    pool,
    async transact(work) {
      for (let attempt = 1; ; attempt++) {
        try {
          return await queries.transaction().execute(work)
        } catch (error) {
          if (attempt === 5 || !isTransient(error)) throw error
        }
      }
    },
    close: () => queries.destroy(),
  }
}

/** serialization_failure and deadlock_detected. Source: PostgreSQL manual, appendix A. */
function isTransient(error: unknown): boolean {
  const code = (error as { code?: string } | null)?.code
  return code === '40001' || code === '40P01'
}
