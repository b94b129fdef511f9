import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import type { Caller } from '../../src/domain/account.ts'
import { newId } from '../../src/domain/ids.ts'
import { createTaskWatch, type TaskWatch } from '../../src/dialects/perfect/task-watch.ts'
import { createPerfectTasks, type PerfectTasks } from '../../src/services/perfect/perfect-tasks.ts'
import { createCore, type Core, silentLog } from '../helpers/core.ts'

const LOST_AFTER_MS = 15_000
const PRICE = 7

let core: Core
let tasks: PerfectTasks
let watch: TaskWatch
let caller: Caller

beforeEach(async () => {
  core = await createCore()
  tasks = createPerfectTasks({ database: core.test.database, clock: core.clock })
  watch = newWatch()
  caller = await core.account(100)
})
afterEach(() => core.test.remove())

/** As each server process has one. Rounds are taken by the test. */
const newWatch = (): TaskWatch =>
  createTaskWatch({
    tasks,
    jobs: core.jobs,
    clock: core.clock,
    lostAfterMs: LOST_AFTER_MS,
    forget: () => Promise.resolve(),
    log: silentLog,
  })

/** A task whose job waits in the queue. */
async function begin(id: string): Promise<string> {
  const jobId = newId('job')
  await tasks.add({ id, accountId: caller.accountId, effect: 'sod', actionId: 0, jobId, fault: null, replayKey: null })
  await core.jobs.submit(caller, { id: jobId, dialect: 'perfect', operation: 'work', input: { price: PRICE } })
  return jobId
}

const stateOf = async (jobId: string): Promise<string> => (await core.jobs.get(caller.accountId, jobId)).state
const poll = async (id: string, by = watch): Promise<boolean> => by.poll((await tasks.find(id))!)

/** So many seconds, with a round of each watch in every one of them. */
async function live(seconds: number, ...watches: TaskWatch[]): Promise<void> {
  for (let second = 0; second < seconds; second++) {
    await core.clock.advance(1000)
    for (const each of watches) await each.turn()
  }
}

test('a task that is polled every ten seconds exactly is kept for as long as it takes', async () => {
  const jobId = await begin('a')
  for (let i = 0; i < 12; i++) {
    await live(10, watch)
    assert.equal(await poll('a'), true)
  }
  assert.equal(await stateOf(jobId), 'queued')
})

test('a task that nobody polls is dropped, and its hold given back', async () => {
  const jobId = await begin('a')
  await live(14, watch)
  assert.equal(await stateOf(jobId), 'queued')
  assert.deepEqual(await core.credits.balance(caller.accountId), { balance: 100 - PRICE, held: PRICE })
  await live(3, watch)
  assert.equal(await stateOf(jobId), 'canceled')
  assert.deepEqual(await core.credits.balance(caller.accountId), { balance: 100, held: 0 })
})

test('a poll that comes too late drops the task itself, before any round has', async () => {
  const jobId = await begin('a')
  const other = newWatch()
  // The other process counts time and does not get to dropping.
  for (let second = 0; second < 16; second++) {
    await core.clock.advance(1000)
    await tasks.countServed()
  }
  assert.equal(await poll('a', other), false)
  assert.equal(await stateOf(jobId), 'canceled')
})

test('what is final is not lost, however long nobody asks for it', async () => {
  const jobId = await begin('a')
  await core.jobs.cancel(caller.accountId, jobId)
  const before = await core.jobs.get(caller.accountId, jobId)
  await live(40, watch)
  assert.deepEqual(await core.jobs.get(caller.accountId, jobId), before)
})

test('time in which no server was up does not count', async () => {
  const jobId = await begin('a')
  await live(5, watch)
  await poll('a')
  await watch.stop()
  await core.clock.advance(60 * 60_000)
  const restarted = newWatch()
  await live(12, restarted)
  assert.equal(await stateOf(jobId), 'queued', 'seventeen seconds of which two at most were before the restart')
  assert.equal(await poll('a', restarted), true)
  await live(17, restarted)
  assert.equal(await stateOf(jobId), 'canceled')
})

test('a server that dies loses no more of the polls than the grace covers', async () => {
  const jobId = await begin('a')
  for (let i = 0; i < 3; i++) {
    await live(9, watch)
    await poll('a')
    // Here it dies: the poll is known to nobody.
    await core.clock.advance(30_000)
    watch = newWatch()
    await live(1, watch)
    assert.equal(await poll('a'), true, `death ${i}`)
  }
  assert.equal(await stateOf(jobId), 'queued')
})

test('several processes count one time, and a poll of any of them keeps the task from all', async () => {
  const [first, second] = [watch, newWatch()]
  const jobId = await begin('a')
  for (let i = 0; i < 6; i++) {
    await live(10, first, second)
    assert.equal(await poll('a', i % 2 === 0 ? first : second), true)
  }
  assert.equal(await stateOf(jobId), 'queued')
  await live(13, first, second)
  assert.equal(await stateOf(jobId), 'queued', 'two clocks do not run twice as fast')
  await live(4, first, second)
  assert.equal(await stateOf(jobId), 'canceled')
})

test('a task whose request is still being answered waits for it', async () => {
  const release = watch.hold('a')
  await tasks.add({ id: 'a', accountId: caller.accountId, effect: 'sod', actionId: 0, jobId: newId('job'), fault: null, replayKey: null })
  await live(60, watch)
  release()
  await live(10, watch)
  assert.equal(await poll('a'), true)
})

test('polls take no write each: a round writes all of them, and nothing without open tasks', async () => {
  await begin('a')
  await live(1, watch)
  const { at } = (await core.test.database.queries.selectFrom('perfect_clock').selectAll().executeTakeFirst())!
  const polledAt = (await tasks.find('a'))!.polledAt
  await core.clock.advance(500)
  for (let i = 0; i < 20; i++) await poll('a')
  assert.equal((await tasks.find('a'))!.polledAt, polledAt)
  await live(1, watch)
  assert.ok((await tasks.find('a'))!.polledAt > polledAt)
  await tasks.close('a')
  await live(5, watch)
  const clock = (await core.test.database.queries.selectFrom('perfect_clock').selectAll().executeTakeFirst())!
  assert.equal(clock.at, at + 1500)
})
