import assert from 'node:assert/strict'
import { test } from 'node:test'
import pg from 'pg'
import { sql } from 'kysely'
import { createTestDatabase } from '../helpers/database.ts'

test('connections that Postgres ends fail their own statements and nothing else', async () => {
  const opened = await createTestDatabase()
  const { database } = opened
  const admin = new pg.Client({ connectionString: opened.options.url })
  await admin.connect()
  const own = async (): Promise<number[]> => {
    const { rows } = await admin.query<{ pid: number }>('select pid from pg_stat_activity where application_name = $1', [
      'lost-connections',
    ])
    return rows.map(({ pid }) => pid)
  }
  const mark = (queries = database.queries) => sql`select set_config('application_name', 'lost-connections', false)`.execute(queries)

  const inTransaction = database.transact(async (trx) => {
    await mark(trx)
    await sql`select pg_sleep(30)`.execute(trx)
  })
  const asleep = database.queries.connection().execute(async (connection) => {
    await mark(connection)
    await sql`select pg_sleep(30)`.execute(connection)
  })
  const outcomes = Promise.allSettled([inTransaction, asleep])
  while ((await own()).length < 2) await new Promise(setImmediate)
  for (const pid of await own()) await admin.query('select pg_terminate_backend($1)', [pid])
  assert.deepEqual(
    (await outcomes).map(({ status }) => status),
    ['rejected', 'rejected'],
  )
  const { rows } = await sql<{ one: number }>`select 1 as one`.execute(database.queries)
  assert.equal(rows[0]!.one, 1)
  await admin.end()
  await opened.remove()
})
