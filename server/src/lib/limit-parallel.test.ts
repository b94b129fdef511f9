import assert from 'node:assert/strict'
import { test } from 'node:test'
import { limitParallel } from './limit-parallel.ts'

test('at most so many works run at once, in the order in which they came, and one that fails gives its place on', async () => {
  const limited = limitParallel(2)
  const begun: number[] = []
  let [running, most] = [0, 0]
  const settled = await Promise.allSettled(
    [0, 1, 2, 3, 4].map((index) =>
      limited(async () => {
        begun.push(index)
        most = Math.max(most, ++running)
        await new Promise((resolve) => setImmediate(resolve))
        running--
        if (index === 1) throw new Error('failed')
        return index
      }),
    ),
  )
  assert.deepEqual([begun, most, running], [[0, 1, 2, 3, 4], 2, 0])
  assert.deepEqual(
    settled.map((each) => (each.status === 'fulfilled' ? each.value : 'failed')),
    [0, 'failed', 2, 3, 4],
  )
})
