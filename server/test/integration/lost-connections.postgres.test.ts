import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import pg from 'pg'
import { sql } from 'kysely'
import { type Database, openDatabase } from '../../src/db/connect.ts'
import { systemClock } from '../../src/lib/clock.ts'
import { bridgeSignals } from '../../src/services/jobs/bridge-signals.ts'
import { createJobSignals, type Signal } from '../../src/services/jobs/job-signals.ts'
import { createTestDatabase, type TestDatabase } from '../helpers/database.ts'

/** How Postgres lists the connections that are ended here. */
const NAME = 'lost-connections'

let opened: TestDatabase
let fragile: Database
let admin: pg.Client
before(async () => {
  opened = await createTestDatabase()
  const url = new URL(opened.options.url)
  url.searchParams.set('application_name', NAME)
  fragile = openDatabase({ url: url.href })
  admin = new pg.Client({ connectionString: opened.options.url })
  await admin.connect()
})
after(async () => {
  await fragile.close()
  await admin.end()
  await opened.remove()
})

/** The process ids of those connections whose statement, the present or the last, is like this one. */
async function backends(statement = '%'): Promise<number[]> {
  const { rows } = await admin.query<{ pid: number }>(
    'select pid from pg_stat_activity where application_name = $1 and query like $2 and datname = current_database()',
    [NAME, statement],
  )
  return rows.map(({ pid }) => pid)
}

async function end(statement?: string): Promise<void> {
  for (const pid of await backends(statement)) await admin.query('select pg_terminate_backend($1)', [pid])
}

const nextTurn = () => new Promise(setImmediate)

test('connections bear the name that the URL gives them, or that of the program', async () => {
  const nameOf = async ({ queries }: Database) => (await sql<{ application_name: string }>`show application_name`.execute(queries)).rows[0]
  assert.deepEqual(await nameOf(fragile), { application_name: NAME })
  assert.deepEqual(await nameOf(opened.database), { application_name: 'atelier' })
})

test('connections that Postgres ends fail their own statements and nothing else', async () => {
  const inTransaction = fragile.transact((trx) => sql`select pg_sleep(30)`.execute(trx))
  const asleep = sql`select pg_sleep(30)`.execute(fragile.queries)
  const outcomes = Promise.allSettled([inTransaction, asleep])
  while ((await backends('select pg_sleep%')).length < 2) await nextTurn()
  await end('select pg_sleep%')
  assert.deepEqual(
    (await outcomes).map(({ status }) => status),
    ['rejected', 'rejected'],
  )
  const { rows } = await sql<{ one: number }>`select 1 as one`.execute(fragile.queries)
  assert.equal(rows[0]!.one, 1)
})

test('a bridge whose connections Postgres ended listens again, and signals flow both ways', async () => {
  const here = createJobSignals()
  const there = createJobSignals()
  const errors: unknown[] = []
  const onError = (error: unknown): void => void errors.push(error)
  const bridges = [
    await bridgeSignals({ pool: fragile.pool!, signals: here, clock: systemClock, onError }),
    await bridgeSignals({ pool: opened.database.pool!, signals: there, clock: systemClock, onError }),
  ]
  const [before] = await backends('listen %')
  assert.ok(before)
  await end()
  let now: number[] = []
  while (now.length === 0 || now.includes(before)) {
    await nextTurn()
    now = await backends('listen %')
  }
  assert.equal(now.length, 1)
  assert.equal(errors.length, 1)

  const pass = async (from: typeof here, to: typeof here, jobId: string): Promise<Signal> => {
    const told = new Promise<Signal>((resolve) => to.watchAll(resolve))
    from.send({ kind: 'changed', jobId })
    return told
  }
  assert.deepEqual(await pass(there, here, 'job_1'), { kind: 'changed', jobId: 'job_1' })
  assert.deepEqual(await pass(here, there, 'job_2'), { kind: 'changed', jobId: 'job_2' })
  for (const bridge of bridges) await bridge.close()
})
