import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
} from 'kysely'
import type pg from 'pg'

/** How many statements a connection keeps prepared; the server has fewer, apart from lists that a query builder spells out. */
const PREPARED_STATEMENTS = 300

/**
 * Kysely on a pool of pipelining connections, with statements prepared once per connection. Kysely's own dialect does neither: a transaction
 * of ten statements would be ten round trips and be planned anew each time.
 */
export function createPostgresDialect(pool: pg.Pool): Dialect {
  return dialectOf(new PoolDriver(pool))
}

/**
 * For the inside of one transaction: all queries go to one connection and may be under way together: they are sent at once and done in
 * order. Kysely's own transactions would hold each back until the one before has answered.
 * After `end`, which comes before the commit or rollback is sent, a query that is late fails: it would run by itself, outside.
 */
export function createTransactionDialect(client: pg.ClientBase): { readonly dialect: Dialect; end(): void } {
  const driver = new TransactionDriver(client)
  return { dialect: dialectOf(driver), end: () => driver.end() }
}

const dialectOf = (driver: Driver): Dialect => ({
  createAdapter: () => new PostgresAdapter(),
  createQueryCompiler: () => new PostgresQueryCompiler(),
  createIntrospector: (db) => new PostgresIntrospector(db),
  createDriver: () => driver,
})

class ClientConnection implements DatabaseConnection {
  readonly client: pg.ClientBase
  /** Postgres has said that it ends the connection. The socket closes a moment later, and until then the pool would hand it out again. */
  isEnding = false
  readonly #names = new Map<string, string>()

  constructor(client: pg.ClientBase) {
    this.client = client
  }

  async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    const name = this.#nameOf(sql)
    const query = this.client.query({ text: sql, values: [...parameters], ...(name ? { name } : {}) })
    const { rows, rowCount, command } = await query.catch((error: { severity?: string }) => {
      if (error.severity === 'FATAL' || error.severity === 'PANIC') this.isEnding = true
      throw error
    })
    const isChange = command === 'INSERT' || command === 'UPDATE' || command === 'DELETE' || command === 'MERGE'
    return { rows: (rows as R[] | undefined) ?? [], ...(isChange ? { numAffectedRows: BigInt(rowCount ?? 0) } : {}) }
  }

  streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('streaming needs a cursor, which a pipelining connection cannot have')
  }

  #nameOf(text: string): string | undefined {
    const known = this.#names.get(text)
    if (known !== undefined || this.#names.size >= PREPARED_STATEMENTS) return known
    const name = `s${this.#names.size}`
    this.#names.set(text, name)
    return name
  }
}

const connections = new WeakMap<pg.ClientBase, ClientConnection>()

function connectionOf(client: pg.ClientBase): ClientConnection {
  const known = connections.get(client)
  if (known) return known
  const connection = new ClientConnection(client)
  connections.set(client, connection)
  return connection
}

/** Transactions of Kysely's own (its migrator begins one) work on it as on any dialect. */
class PoolDriver implements Driver {
  readonly #pool: pg.Pool

  constructor(pool: pg.Pool) {
    this.#pool = pool
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    return connectionOf(await this.#pool.connect())
  }

  async releaseConnection(connection: ClientConnection): Promise<void> {
    ;(connection.client as pg.PoolClient).release(connection.isEnding)
  }

  async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin'))
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('commit'))
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('rollback'))
  }

  async destroy(): Promise<void> {
    await this.#pool.end()
  }
}

class TransactionDriver implements Driver {
  readonly #connection: DatabaseConnection
  #ended = false

  constructor(client: pg.ClientBase) {
    const connection = connectionOf(client)
    this.#connection = {
      executeQuery: (query) => {
        if (this.#ended) throw new Error('the transaction has ended')
        return connection.executeQuery(query)
      },
      streamQuery: () => connection.streamQuery(),
    }
  }

  end(): void {
    this.#ended = true
  }

  async init(): Promise<void> {}
  async acquireConnection(): Promise<DatabaseConnection> {
    return this.#connection
  }
  async releaseConnection(): Promise<void> {}
  async beginTransaction(): Promise<void> {
    throw new Error('a transaction is under way on this connection')
  }
  async commitTransaction(): Promise<void> {}
  async rollbackTransaction(): Promise<void> {}
  async destroy(): Promise<void> {}
}
