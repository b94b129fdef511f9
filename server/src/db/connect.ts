import { mkdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { Kysely } from 'kysely'
import type pg from 'pg'
import { createPostgresDialect, createTransactionDialect } from './postgres-dialect.ts'
import type { Schema } from './schema.ts'
import { createSqliteDialect } from './sqlite-dialect.ts'

/** The database, or a transaction on it: every statement takes either. */
export type Queries = Kysely<Schema>

export interface Database {
  readonly kind: 'sqlite' | 'postgres'
  readonly queries: Queries
  /** The Postgres pool, for LISTEN and NOTIFY; undefined on SQLite. */
  readonly pool: pg.Pool | undefined
  /**
   * Runs `work` in one transaction, and runs it again when the database reports a deadlock; `work` must not keep state between runs.
   * Statements that do not need each other's answers may be started together (`Promise.all`): they are done in the order in which they
   * were started, on Postgres within one round trip. A statement that is started and not awaited may come too late: it then fails.
   */
  transact<T>(work: (queries: Queries) => Promise<T>): Promise<T>
  close(): Promise<void>
}

export interface DatabaseOptions {
  /** `sqlite:<file>` or a `postgres://` URL, whose `application_name` says how Postgres lists the connections; `atelier` when it has none. */
  readonly url: string
  readonly maxConnections?: number
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
    pool: undefined,
    transact: (work) => queries.transaction().execute(work),
    close: () => queries.destroy(),
  }
}

function openPostgres({ url, maxConnections = 10 }: DatabaseOptions): Database {
  // Required here and not imported above: it takes memory that a server on SQLite need not hold.
  const { Pool, types: parsers } = createRequire(import.meta.url)('pg') as typeof pg
  // int8 and numeric arrive as strings otherwise; every number here is below 2^53.
  const types: pg.CustomTypesConfig = {
    getTypeParser: ((oid: number, format?: 'text') =>
      oid === 20 || oid === 1700 ? Number : parsers.getTypeParser(oid, format)) as pg.CustomTypesConfig['getTypeParser'],
  }
  const pool = new Pool({
    connectionString: url,
    max: maxConnections,
    types,
    pipeline: true,
    keepAlive: true,
    // A database that does not answer is an error, not a wait without end.
    connectionTimeoutMillis: 10_000,
    query_timeout: 60_000,
    fallback_application_name: 'atelier',
  } as pg.PoolConfig)
  // A connection that breaks, idle or in use, fails its own statements and is replaced; without a listener the error would end the process.
  pool.on('error', () => {})
  pool.on('connect', (client) => void client.on('error', () => {}))
  const queries = new Kysely<Schema>({ dialect: createPostgresDialect(pool) })

  async function attempt<T>(work: (queries: Queries) => Promise<T>): Promise<T> {
    const client = await pool.connect()
    const transaction = createTransactionDialect(client)
    let broken: Error | undefined
    try {
      const [, result] = await Promise.all([client.query('begin'), work(new Kysely<Schema>({ dialect: transaction.dialect }))])
      transaction.end()
      const { command } = await client.query('commit')
      // A statement that failed and was not heeded turns the commit into a rollback.
      if (command !== 'COMMIT') throw new Error('the transaction was rolled back')
      return result
    } catch (error) {
      transaction.end()
      await client.query('rollback').catch((failure: Error) => (broken = failure))
      throw error
    } finally {
      client.release(broken)
    }
  }

  const transact: Database['transact'] = async (work) => {
    for (let tries = 1; ; tries++) {
      try {
        return await attempt(work)
      } catch (error) {
        if (tries === 5 || !isTransient(error)) throw error
      }
    }
  }

  return { kind: 'postgres', queries, pool, transact, close: () => queries.destroy() }
}

/** serialization_failure and deadlock_detected. Source: PostgreSQL manual, appendix A. */
function isTransient(error: unknown): boolean {
  const code = (error as { code?: string } | null)?.code
  return code === '40001' || code === '40P01'
}
