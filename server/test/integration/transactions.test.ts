import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { createTestDatabase, type TestDatabase } from '../helpers/database.ts'

let opened: TestDatabase
before(async () => {
  opened = await createTestDatabase()
})
after(() => opened.remove())

const insert = (key: string) => ({ key, value: 'x' })
const keys = async (): Promise<string[]> => {
  const { rows } = await sql<{ key: string }>`select key from settings where key like 'transaction%' order by key`.execute(
    opened.database.queries,
  )
  return rows.map(({ key }) => key)
}

test('what is handed to `last` is committed with the rest, or not at all when one of it fails', async () => {
  const { database } = opened
  const run = (name: string, fails: boolean) =>
    database.transact(async (trx, last) => {
      await trx
        .insertInto('settings')
        .values(insert(`transaction ${name} 1`))
        .execute()
      last([
        trx
          .insertInto('settings')
          .values(insert(`transaction ${name} 2`))
          .execute(),
        trx
          .insertInto('settings')
          .values(insert(fails ? `transaction ${name} 1` : `transaction ${name} 3`))
          .execute(),
        // In two steps, of which the second is started only when the first is done.
        trx
          .insertInto('settings')
          .values(insert(`transaction ${name} 4`))
          .execute()
          .then(() =>
            trx
              .insertInto('settings')
              .values(insert(`transaction ${name} 5`))
              .execute(),
          ),
      ])
    })
  await assert.rejects(run('a', true))
  assert.deepEqual(await keys(), [])
  await run('b', false)
  assert.deepEqual(
    await keys(),
    [1, 2, 3, 4, 5].map((step) => `transaction b ${step}`),
  )
  // Nothing of a failed one comes later, on a connection that another uses.
  await run('c', false)
  assert.equal((await keys()).length, 10)
})

test(
  'what a transaction writes is written by one transaction',
  { skip: process.env['ATELIER_TEST_DATABASE_URL'] ? false : 'only Postgres tells which' },
  async () => {
    await opened.database.transact(async (trx, last) => {
      await trx.selectFrom('settings').select('key').execute()
      last(
        [1, 2, 3].map((step) =>
          trx
            .insertInto('settings')
            .values(insert(`one ${step}`))
            .execute(),
        ),
      )
    })
    const { rows } = await sql<{ n: number }>`select count(distinct xmin::text) as n from settings where key like 'one %'`.execute(
      opened.database.queries,
    )
    assert.equal(Number(rows[0]!.n), 1)
  },
)
