import assert from 'node:assert/strict'
import { after, afterEach, before, describe, it } from 'node:test'
import { sql } from 'kysely'
import type { Queries } from '../../src/db/connect.ts'
import { createTestDatabase, type TestDatabase } from '../helpers/database.ts'

describe('a transaction', () => {
  let opened: TestDatabase
  before(async () => {
    opened = await createTestDatabase()
  })
  afterEach(() => opened.database.queries.deleteFrom('settings').execute())
  after(() => opened.remove())

  const insert = (queries: Queries, key: string) => queries.insertInto('settings').values({ key, value: 'x' }).execute()
  const insertInTwoSteps = async (queries: Queries, key: string): Promise<void> => {
    await insert(queries, `${key} first`)
    await insert(queries, `${key} second`)
  }
  const keys = async (): Promise<string[]> =>
    (await opened.database.queries.selectFrom('settings').select('key').orderBy('key').execute()).map(({ key }) => key)

  it('commits statements that were started together', async () => {
    await opened.database.transact(async (trx) => {
      await Promise.all([insert(trx, 'a'), insertInTwoSteps(trx, 'b'), insert(trx, 'c')])
    })
    assert.deepEqual(await keys(), ['a', 'b first', 'b second', 'c'])
  })

  it('leaves nothing of statements that were started together when one of them fails, not even later', async () => {
    for (let round = 0; round < 20; round++) {
      const failing = opened.database.transact(async (trx) => {
        await Promise.all([insert(trx, 'a'), insertInTwoSteps(trx, 'b'), insert(trx, 'a'), insertInTwoSteps(trx, 'c')])
      })
      await assert.rejects(failing)
    }
    // Another transaction on the same connections would show what came late.
    await Promise.all(Array.from({ length: 10 }, (_, n) => opened.database.transact((trx) => insert(trx, `after ${n}`))))
    assert.deepEqual(
      (await keys()).filter((key) => !key.startsWith('after')),
      [],
    )
  })

  it('leaves nothing when its work throws while statements are under way', async () => {
    const failing = opened.database.transact(async (trx) => {
      insertInTwoSteps(trx, 'a').catch(() => {})
      throw new Error('changed my mind')
    })
    await assert.rejects(failing, /changed my mind/)
    await opened.database.transact((trx) => insert(trx, 'after'))
    assert.deepEqual(await keys(), ['after'])
  })

  it('refuses a statement that comes after its end', async () => {
    let escaped: Queries | undefined
    await opened.database.transact(async (trx) => {
      escaped = trx
      await insert(trx, 'a')
    })
    await assert.rejects(insert(escaped!, 'late'))
    assert.deepEqual(await keys(), ['a'])
  })

  if (process.env['ATELIER_TEST_DATABASE_URL'])
    it('writes with one transaction id what it writes', async () => {
      await opened.database.transact(async (trx) => {
        await Promise.all([insert(trx, 'a'), insertInTwoSteps(trx, 'b')])
      })
      const { rows } = await sql<{ n: number }>`select count(distinct xmin::text) as n from settings`.execute(opened.database.queries)
      assert.equal(rows[0]!.n, 1)
    })
})
