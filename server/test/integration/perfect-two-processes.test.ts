import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import type { Caller } from '../../src/domain/account.ts'
import type { Effect } from '../../src/dialects/perfect/effect.ts'
import { createTaskWatch, type TaskWatch } from '../../src/dialects/perfect/task-watch.ts'
import { createTasks, type Tasks } from '../../src/dialects/perfect/tasks.ts'
import type { Wish } from '../../src/dialects/perfect/wish.ts'
import type { JobService } from '../../src/services/jobs/job-service.ts'
import { createPerfectTasks } from '../../src/services/perfect/perfect-tasks.ts'
import { createCore, type Core, silentLog } from '../helpers/core.ts'

const LOST_AFTER_MS = 15_000
const PRICE = 7

const effect: Effect = {
  slug: 'sod',
  slugV2: 'sod',
  title: '',
  action: '',
  operation: 'work',
  limits: { formats: [], belowBytes: 1 },
  files: { kind: 'image', contentTypes: [] },
  outputs: ['png'],
}
const wish: Wish = { effect, references: [], params: {}, input: { price: PRICE }, outputExt: 'png', actionId: 0, replayKey: 'the same' }

let core: Core
let caller: Caller

beforeEach(async () => {
  core = await createCore()
  caller = await core.account(100)
})
afterEach(() => core.test.remove())

/** What each server process has of its own. */
function startProcess(submit: JobService['submit'] = core.jobs.submit): { readonly tasks: Tasks; readonly watch: TaskWatch } {
  const rows = createPerfectTasks({ database: core.test.database, clock: core.clock })
  const watch = createTaskWatch({
    tasks: rows,
    jobs: core.jobs,
    clock: core.clock,
    lostAfterMs: LOST_AFTER_MS,
    forget: () => Promise.resolve(),
    log: silentLog,
  })
  const none = () => Promise.reject(new Error('this test has no media'))
  const tasks = createTasks({
    tasks: rows,
    jobs: { ...core.jobs, submit },
    media: { getMany: none, remove: none },
    sources: { resolve: () => Promise.resolve([]) },
    styles: { chosen: () => undefined, groups: none, list: none, templates: none },
    watch,
  })
  return { tasks, watch }
}

/** A submission that waits, and is heard of when it is reached. */
function slowSubmit() {
  const [reached, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const submit: JobService['submit'] = async (...given) => {
    reached.resolve()
    await released.promise
    return core.jobs.submit(...given)
  }
  return { submit, reached: reached.promise, release: released.resolve }
}

async function live(seconds: number, ...watches: TaskWatch[]): Promise<void> {
  for (let second = 0; second < seconds; second++) {
    await core.clock.advance(1000)
    for (const each of watches) await each.turn()
  }
}

test('a request that is repeated in another process while its job is still being submitted leads to the same task, and one hold', async () => {
  const { submit, reached, release } = slowSubmit()
  const [slow, other] = [startProcess(submit), startProcess()]
  const begun = slow.tasks.begin(caller, wish, 'request 1')
  await reached
  // Longer than a task may go unpolled: the process that submits it keeps it.
  await live(30, slow.watch, other.watch)
  const id = await other.tasks.begin(caller, wish, 'request 2')
  assert.equal((await other.tasks.poll(caller.accountId, effect, id)).state, 'running')
  release()
  assert.equal(await begun, id)
  assert.equal((await core.jobs.list(caller.accountId, { limit: 10 })).length, 1)
  assert.deepEqual(await core.credits.balance(caller.accountId), { balance: 100 - PRICE, held: PRICE })
  assert.equal((await other.tasks.poll(caller.accountId, effect, id)).state, 'running')
})

test('a task whose process died before its job was there is lost in time, and begun anew by a repeat', async () => {
  const { submit, reached } = slowSubmit()
  void startProcess(submit).tasks.begin(caller, wish, 'request 1')
  await reached
  const other = startProcess()
  const id = await other.tasks.begin(caller, wish, 'request 2')
  // However often it is polled: nobody is left who could submit it.
  for (let i = 0; i < 14; i++) {
    assert.equal((await other.tasks.poll(caller.accountId, effect, id)).state, 'running')
    await live(1, other.watch)
  }
  await live(3, other.watch)
  await assert.rejects(other.tasks.poll(caller.accountId, effect, id), { code: 'job_not_found' })
  const again = await other.tasks.begin(caller, wish, 'request 3')
  assert.notEqual(again, id)
  assert.equal((await core.jobs.list(caller.accountId, { limit: 10 })).length, 1)
  assert.deepEqual(await core.credits.balance(caller.accountId), { balance: 100 - PRICE, held: PRICE })
})
