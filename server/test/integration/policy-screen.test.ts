import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import type { Media } from '../../src/domain/media.ts'
import type { EffectOutput } from '../../src/domain/operation.ts'
import type { PictureScreen } from '../../src/ports/picture-screen.ts'
import { createRefusalLog, MAX_NOTES_PER_MINUTE } from '../../src/services/policy/refusal-log.ts'
import type { Act, PolicyService } from '../../src/services/policy/policy-service.ts'
import { type Core, createCore } from '../helpers/core.ts'
import { settleTurn } from '../helpers/fake-clock.ts'
import { createFakeEngine, workOperation } from '../helpers/fake-engine.ts'
import { createTestPolicy } from '../helpers/test-policy.ts'

/** A screen that answers when the test says so; the bytes of a picture are its name. */
function createHeldScreen() {
  const held: { readonly name: string; answer(score?: number): void }[] = []
  const screen: PictureScreen = {
    score: (bytes) => new Promise((resolve) => held.push({ name: Buffer.from(bytes).toString(), answer: (score = 0) => resolve(score) })),
    close: () => Promise.resolve(),
  }
  return { ...screen, held, names: () => held.map(({ name }) => name) }
}

let core: Core
let screen: ReturnType<typeof createHeldScreen>
let policy: PolicyService
let loaded: string[]

beforeEach(async () => {
  core = await createCore()
  screen = createHeldScreen()
  loaded = []
  const read: (media: Media) => Promise<Uint8Array<ArrayBuffer>> = ({ sha256 }) => {
    loaded.push(sha256)
    return Promise.resolve(new Uint8Array(Buffer.from(sha256)))
  }
  policy = createTestPolicy({ database: core.test.database, clock: core.clock, media: { read }, screen })
})
afterEach(() => core.test.remove())

const act = (accountId: string, stage: Act['stage'] = 'submission', signal?: AbortSignal): Act => ({
  accountId,
  operation: workOperation,
  stage,
  dialect: 'native',
  ...(signal ? { signal } : {}),
})
/** Stored media whose content is named `name`. */
const submit = (accountId: string, name: string) => policy.screenMedia(act(accountId), [{ kind: 'image', sha256: name } as Media])
const output = (name: string): EffectOutput => ({
  name: 'image',
  kind: 'image',
  mime: 'image/png',
  bytes: new Uint8Array(Buffer.from(name)),
})
const finishJob = (accountId: string, name: string, signal?: AbortSignal) =>
  policy.screenFiles(act(accountId, 'output', signal), [output(name)])

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise(setImmediate)
}

test('one picture is looked at at a time: results of jobs first, then accounts in turn; what waits is not loaded', async () => {
  const all = [submit('a', 'a1')]
  await until(() => screen.held.length === 1)
  for (const [accountId, name] of [
    ['a', 'a2'],
    ['a', 'a3'],
    ['b', 'b1'],
  ] as const) {
    all.push(submit(accountId, name))
    await until(() => policy.waitingPictures() === all.length - 1)
  }
  all.push(finishJob('c', 'result'))
  await until(() => policy.waitingPictures() === 4)
  assert.deepEqual(loaded, ['a1'])
  for (let i = 0; i < 5; i++) {
    await until(() => screen.held.length === i + 1)
    await settleTurn()
    assert.equal(screen.held.length, i + 1)
    screen.held[i]!.answer()
  }
  await Promise.all(all)
  assert.deepEqual(screen.names(), ['a1', 'result', 'a2', 'b1', 'a3'])
  assert.deepEqual(loaded, ['a1', 'a2', 'b1', 'a3'])
})

test('results do not keep submissions waiting for ever', async () => {
  const all = [finishJob('c', 'result 0')]
  await until(() => screen.held.length === 1)
  all.push(submit('a', 'wish'))
  for (let i = 1; i <= 20; i++) all.push(finishJob('c', `result ${i}`))
  await until(() => policy.waitingPictures() === 21)
  for (let i = 0; i < all.length; i++) {
    await until(() => screen.held.length === i + 1)
    screen.held[i]!.answer()
  }
  await Promise.all(all)
  assert.ok(screen.names().indexOf('wish') < 10, String(screen.names()))
})

test('an account with too many waiting pictures is told to try again at once, and so is everybody when the queue is full; jobs are not', async () => {
  const all: Promise<void>[] = [submit('a', 'first')]
  await until(() => screen.held.length === 1)
  const fill = async (accountId: string): Promise<void> => {
    const before = policy.waitingPictures()
    for (let i = 0; i < 16; i++) all.push(submit(accountId, `${accountId}${i}`))
    await until(() => policy.waitingPictures() === before + 16)
  }
  await fill('a')
  await assert.rejects(submit('a', 'one more'), { code: 'rate_limited', retryable: true })
  for (const accountId of ['b', 'c', 'd', 'e', 'f', 'g', 'h']) await fill(accountId)
  await assert.rejects(submit('i', 'one more'), { code: 'screen_unavailable', retryable: true })
  all.push(finishJob('a', 'result'))
  await until(() => policy.waitingPictures() === 129)
  for (let i = 0; i < all.length; i++) {
    await until(() => screen.held.length === i + 1)
    screen.held[i]!.answer()
  }
  await Promise.all(all)
  assert.ok(!screen.names().includes('one more'))
  assert.equal(policy.waitingPictures(), 0)
})

test('a picture with a score waits for nobody, and a stopped job leaves the queue with the reason', async () => {
  const first = submit('a', 'known')
  await until(() => screen.held.length === 1)
  screen.held[0]!.answer(0.1)
  await first
  const busy = submit('a', 'busy')
  await until(() => screen.held.length === 2)
  await submit('b', 'known')
  const stop = new AbortController()
  const stopped = finishJob('a', 'never seen', stop.signal)
  const shared = finishJob('b', 'shared', stop.signal)
  const kept = finishJob('b', 'shared')
  await until(() => policy.waitingPictures() === 2)
  await settleTurn()
  stop.abort(new Error('stopped'))
  await assert.rejects(stopped, /stopped/)
  await assert.rejects(shared, /stopped/)
  // Its companion may only now have found that the picture has no score: it waits on, or begins to.
  await until(() => policy.waitingPictures() === 1)
  screen.held[1]!.answer()
  await until(() => screen.held.length === 3)
  screen.held[2]!.answer()
  await Promise.all([busy, kept])
  assert.deepEqual(screen.names(), ['known', 'busy', 'shared'])
})

test('an engine takes the next job while its last result is looked at, and a cancel does not wait for the screen', async () => {
  const caller = await core.account(10)
  const engine = createFakeEngine({ concurrency: 1 })
  const scheduler = core.scheduler({ engines: [engine], policy })
  scheduler.start()
  const ask = async () => (await core.jobs.submit(caller, { dialect: 'native', operation: 'work', input: { price: 1 } })).job
  const first = await ask()
  ;(await engine.call(0)).succeed({ outputs: [output('made')] })
  await until(() => screen.held.length === 1)
  await ask()
  const second = await engine.call(1)
  assert.equal((await core.jobs.get(caller.accountId, first.id)).state, 'running')
  await core.jobs.cancel(caller.accountId, first.id)
  const signal = new AbortController().signal
  assert.equal((await core.jobs.waitUntilFinal(caller.accountId, first.id, { timeoutMs: 1e9, signal })).state, 'canceled')
  second.succeed()
  screen.held[0]!.answer()
  const drained = scheduler.drain(1000)
  await until(() => scheduler.running() === 0)
  await drained
})

test('a flood of refusals is stored up to a bound per account, rule and minute, and forgotten whole', async () => {
  const log = createRefusalLog({ database: core.test.database, clock: core.clock })
  const note = (accountId: string, rule: 'sexual' | 'minor') =>
    log.note({
      accountId,
      rule,
      keyId: null,
      dialect: 'native',
      operation: 'work',
      stage: 'submission',
      field: null,
      score: null,
      jobId: null,
      requestId: null,
    })
  await core.clock.advance(60_000 - (core.clock.now() % 60_000))
  await Promise.all(Array.from({ length: MAX_NOTES_PER_MINUTE + 40 }, () => note('a', 'sexual')))
  await Promise.all([note('a', 'minor'), note('b', 'sexual')])
  assert.equal((await log.list({ limit: 1000 })).length, MAX_NOTES_PER_MINUTE + 2)
  assert.equal(log.dropped(), 40)
  await core.clock.advance(60_000)
  await note('a', 'sexual')
  assert.equal((await log.list({ limit: 1000 })).length, MAX_NOTES_PER_MINUTE + 3)

  await Promise.all(Array.from({ length: 1100 }, (_, i) => note(`account ${i}`, 'sexual')))
  await core.clock.advance(60_000)
  await note('a', 'sexual')
  assert.equal(await log.forget(core.clock.now()), MAX_NOTES_PER_MINUTE + 3 + 1100)
  assert.equal((await log.list({ limit: 1000 })).length, 1)
})
