import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createBatcher, type Outcome } from './batcher.ts'

const same = (items: readonly number[]): Promise<Outcome<number>[]> => Promise.resolve(items.map((value) => ({ ok: true, value })))

test('what comes in one turn goes together, in order and at most so many at once; each gets its own outcome', async () => {
  const batches: (readonly number[])[] = []
  const add = createBatcher<number, number>({
    maxSize: 3,
    parallel: 1,
    run(items) {
      batches.push(items)
      return Promise.resolve(items.map((item) => (item === 2 ? { ok: false, error: new Error('two') } : { ok: true, value: item * 10 })))
    },
  })
  const settled = await Promise.allSettled([1, 2, 3, 4, 5].map((item) => add(item)))
  assert.deepEqual(batches, [
    [1, 2, 3],
    [4, 5],
  ])
  assert.deepEqual(
    settled.map((each) => (each.status === 'fulfilled' ? each.value : (each.reason as Error).message)),
    [10, 'two', 30, 40, 50],
  )
})

test('an item that breaks its batch fails alone', async () => {
  const add = createBatcher<number, number>({
    maxSize: 10,
    parallel: 1,
    run: (items) => (items.includes(2) ? Promise.reject(new Error('poison')) : same(items)),
  })
  const settled = await Promise.allSettled([1, 2, 3].map((item) => add(item)))
  assert.deepEqual(
    settled.map(({ status }) => status),
    ['fulfilled', 'rejected', 'fulfilled'],
  )
})

test('an item without an outcome is an error', async () => {
  const add = createBatcher<number, number>({ maxSize: 10, parallel: 1, run: (items) => same(items.slice(1)) })
  await assert.rejects(add(1), /no outcome/)
})

test('never more batches at once than allowed, and idle comes after the last', async () => {
  let [running, most, done] = [0, 0, 0]
  const add = createBatcher<number, number>({
    maxSize: 1,
    parallel: 2,
    async run(items) {
      most = Math.max(most, ++running)
      for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve))
      running--
      done++
      return same(items)
    },
  })
  await add.idle()
  const all = Promise.all([1, 2, 3, 4, 5].map((item) => add(item)))
  await add.idle()
  assert.deepEqual([most, running, done], [2, 0, 5])
  assert.deepEqual(await all, [1, 2, 3, 4, 5])
})
