import assert from 'node:assert/strict'
import { test } from 'node:test'
import { effects } from './effects.ts'
import { toMapping } from './face-mapping.ts'
import { pictureSizeOf } from './picture-size.ts'
import { createRequestCounter, pollingIntervalMs } from './request-limits.ts'

test('effects are told apart by their names, in both forms', () => {
  for (const name of ['slug', 'slugV2'] as const) assert.equal(new Set(effects.map((effect) => effect[name])).size, effects.length)
})

test('the pairs of a face mapping become one entry for each face, in any order', () => {
  const pair = (index: number, position: number) => ({ index, position })
  assert.deepEqual(toMapping([pair(0, 1), pair(1, 0)]), [1, 0])
  assert.deepEqual(toMapping([pair(-1, -1), pair(0, 1)]), [-1, 0])
  assert.deepEqual(toMapping([pair(0, 2)]), [-1, -1, 0])
  assert.deepEqual(toMapping([pair(-1, -1)]), [-1])
})

test('a picture has the aspect that was asked for, and no side above 1024', () => {
  assert.deepEqual(pictureSizeOf(), { width: 1024, height: 1024 })
  assert.deepEqual(pictureSizeOf(16, 9), { width: 1024, height: 576 })
  assert.deepEqual(pictureSizeOf(3, 4), { width: 768, height: 1024 })
  assert.deepEqual(pictureSizeOf(100, 1), { width: 1024, height: 64 })
})

test('one that polls as it is told stays inside both limits, with room for its other calls', () => {
  for (const limits of [
    { perIp: 100, perToken: 100 },
    { perIp: 250, perToken: 50 },
    { perIp: 0, perToken: 20 },
    { perIp: 1000, perToken: 0 },
  ]) {
    const interval = pollingIntervalMs(limits)
    const polls = (windowMs: number): number => Math.ceil(windowMs / interval)
    if (limits.perIp > 0) assert.ok(polls(300_000) <= 0.85 * limits.perIp, JSON.stringify(limits))
    if (limits.perToken > 0) assert.ok(polls(60_000) <= 0.85 * limits.perToken, JSON.stringify(limits))
    assert.ok(interval >= 1000 && interval <= 5000)
  }
  assert.equal(pollingIntervalMs({ perIp: 0, perToken: 0 }), 1000)
  assert.equal(pollingIntervalMs({ perIp: 100, perToken: 100 }), 3750)
})

test('addresses and tokens are counted apart, and 0 is no limit', async () => {
  const counter = createRequestCounter({ perIp: 2, perToken: 1 })
  await counter.countIp('192.0.2.1')
  await counter.countIp('192.0.2.1')
  await assert.rejects(counter.countIp('192.0.2.1'), { code: 'rate_limited' })
  await counter.countIp('192.0.2.2')
  await counter.countToken('a')
  await assert.rejects(counter.countToken('a'), { code: 'rate_limited' })
  await counter.countToken('b')
  const free = createRequestCounter({ perIp: 0, perToken: 0 })
  for (let i = 0; i < 1000; i++) await free.countIp('192.0.2.1')
})
