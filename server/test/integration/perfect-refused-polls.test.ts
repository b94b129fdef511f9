import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createFakeClock } from '../helpers/fake-clock.ts'
import { createPerfectCaller } from '../helpers/perfect-caller.ts'
import { createPictureEngine, plainPicture } from '../helpers/picture-engine.ts'
import { createTestServer } from '../helpers/server.ts'

const TASKS = 4
const SECONDS = 40

for (const [what, limits] of [
  ['its token', { perIp: 0, perToken: 12 }],
  ['its address', { perIp: 12, perToken: 0 }],
] as const)
  test(`a client that is told 429 by ${what} loses none of the tasks that it polls in turn, and those of others only by not polling`, async (t) => {
    const clock = createFakeClock()
    const perfect = { ...limits, taskLostAfterMs: 15_000, clockToleranceMs: 300_000 }
    // Not started: tasks wait in the queue for as long as they are let.
    const server = await createTestServer({ clock, engines: [createPictureEngine()], perfect })
    t.after(() => server.remove())
    const caller = createPerfectCaller(server.app, (await server.account(1000)).apiKey)
    const stranger = createPerfectCaller(server.app, (await server.account(1000)).apiKey)
    const { queries } = server.database
    const servedMs = async (): Promise<number> =>
      (await queries.selectFrom('perfect_clock').select('served_ms').executeTakeFirstOrThrow()).served_ms
    const states = async (): Promise<string[]> =>
      (await queries.selectFrom('jobs').select('state').orderBy('id').execute()).map(({ state }) => state)

    const ids: string[] = []
    for (let i = 0; i < TASKS; i++) ids.push(await caller.run('sod', await caller.upload('sod', await plainPicture(20 + i, 20))))
    const answers: number[] = []
    const until = (await servedMs()) + SECONDS * 1000
    for (let turn = 0; (await servedMs()) < until; turn++) {
      await clock.advance(1000)
      const id = ids[turn % TASKS]!
      const url = turn % 2 === 0 ? `/s2s/v1.0/task/sod?task_id=${id}` : `/s2s/v2.0/task/sod/${id}`
      answers.push((await caller.call('GET', url)).statusCode)
    }
    assert.deepEqual([...new Set(answers)].toSorted(), [200, 429])
    assert.deepEqual(await states(), Array<string>(TASKS).fill('queued'))

    // Another account's polls, refused too, keep nothing alive.
    while ((await states()).includes('queued')) {
      await clock.advance(1000)
      for (const id of ids) await stranger.call('GET', `/s2s/v1.0/task/sod?task_id=${id}`)
    }
    assert.deepEqual(await states(), Array<string>(TASKS).fill('canceled'))
  })
