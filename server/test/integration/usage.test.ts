import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Caller } from '../../src/domain/account.ts'
import { isId, lowestIdAt, newId } from '../../src/domain/ids.ts'
import { type Core, createCore } from '../helpers/core.ts'
import { createFakeClock } from '../helpers/fake-clock.ts'

const HOUR_MS = 60 * 60_000
let core: Core
let caller: Caller
before(async () => {
  core = await createCore()
  caller = await core.account(100)
})
after(() => core.test.remove())

const submit = () => core.jobs.submit(caller, { dialect: 'native', operation: 'work', input: { price: 1 } })
const jobsIn = async (from: number, to: number): Promise<number> =>
  (await core.credits.usage(caller.accountId, { from, to })).reduce((sum, { jobs }) => sum + jobs, 0)

test('usage counts the jobs of its period to the millisecond: the beginning included, the end not', async () => {
  const start = core.clock.now()
  const times = [0, 1, 1000, 1001].map((afterMs) => start + afterMs)
  for (const time of times) {
    await core.clock.advance(time - core.clock.now())
    await submit()
  }
  const [first, second, third, last] = times as [number, number, number, number]
  assert.equal(await jobsIn(first, last + 1), 4)
  assert.equal(await jobsIn(first, last), 3)
  assert.equal(await jobsIn(first + 1, last), 2)
  assert.equal(await jobsIn(second, third), 1)
  assert.equal(await jobsIn(second + 1, third), 0)
  assert.equal(await jobsIn(last + 1, last + HOUR_MS), 0)
  assert.equal(await jobsIn(first - HOUR_MS, first), 0)
})

test('a job whose id was made on a clock that is half an hour off is counted by the time at which it was stored', async () => {
  for (const offMs of [HOUR_MS / 2, -HOUR_MS / 2]) {
    // An id has the time of the system; what is stored beside it, that of the clock.
    const off = await createCore({ clock: createFakeClock(Date.now() + offMs) })
    const owner = await off.account(100)
    const { job } = await off.jobs.submit(owner, { dialect: 'native', operation: 'work', input: { price: 1 } })
    const rows = await off.credits.usage(owner.accountId, { from: job.createdAt, to: job.createdAt + 1 })
    assert.equal(rows[0]?.jobs, 1)
    await off.test.remove()
  }
})

test('periods without bounds are periods, too', async () => {
  assert.equal(await jobsIn(-1e15, 1e16), 4)
})

test('the lowest id of a time sorts before every id made then or later, and after those made before', () => {
  const before = lowestIdAt('job', Date.now())
  const id = newId('job')
  const later = lowestIdAt('job', Date.now() + 20_000)
  assert.ok(isId('job', before) && isId('job', later))
  assert.ok(before <= id && id < later)
})
