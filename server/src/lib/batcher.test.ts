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

/** Runs that fail with this error when one of the items is bad, and how many there were. */
function createPoisoned(error: unknown, isBad: (item: number) => boolean) {
  const counter = { runs: 0 }
  const add = createBatcher<number, number>({
    maxSize: 500,
    parallel: 1,
    run(items) {
      counter.runs++
      return items.some(isBad) ? Promise.reject(error as Error) : same(items)
    },
  })
  return { add, counter }
}
const items = Array.from({ length: 500 }, (_, index) => index)
const violation = Object.assign(new Error('duplicate key value violates unique constraint'), { code: '23505' })

test('an item that breaks its batch fails alone, and is found by halves', async () => {
  for (const bad of [0, 137, 499]) {
    const { add, counter } = createPoisoned(violation, (item) => item === bad)
    const settled = await Promise.allSettled(items.map((item) => add(item)))
    assert.deepEqual(
      settled.flatMap(({ status }, item) => (status === 'rejected' ? [item] : [])),
      [bad],
    )
    assert.ok(counter.runs <= 19, `${counter.runs} runs`)
  }
})

test('every item of a batch that each of them breaks gets the error', async () => {
  const { add } = createPoisoned(violation, () => true)
  const settled = await Promise.allSettled(items.map((item) => add(item)))
  assert.ok(settled.every((each) => each.status === 'rejected' && each.reason === violation))
})

test('a batch whose database is gone fails as a whole after one run', async () => {
  const gone = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:5432'), { code: 'ECONNREFUSED' })
  const { add, counter } = createPoisoned(gone, () => true)
  const settled = await Promise.allSettled(items.map((item) => add(item)))
  assert.ok(settled.every((each) => each.status === 'rejected' && each.reason === gone))
  assert.equal(counter.runs, 1)
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
