import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { compose } from '../../src/compose.ts'
import { operations } from '../../src/operations/index.ts'
import type { Engine } from '../../src/ports/engine.ts'
import { createTestDatabase, type TestDatabase } from '../helpers/database.ts'
import { createFakeClock } from '../helpers/fake-clock.ts'
import { createPerfectCaller, type PerfectCaller } from '../helpers/perfect-caller.ts'
import { plainPicture } from '../helpers/picture-engine.ts'
import { testOptions } from '../helpers/test-options.ts'

const DAY_MS = 24 * 60 * 60_000
const FACES = [{ bbox: [1, 3, 30, 40] }]

const engine: Engine = {
  name: 'plain',
  concurrency: 4,
  operations: new Map(operations.map(({ name }) => [name, 'stand-in' as const])),
  async run({ operation }) {
    if (operation === 'find-faces') return { outputs: [], warnings: [], data: { faces: [{ box: [1, 3, 30, 40] }] } }
    const bytes = new Uint8Array(await plainPicture(32, 32))
    return { outputs: [{ name: 'image', kind: 'image', mime: 'image/png', bytes }], warnings: [] }
  },
  check: () => Promise.resolve(),
  close: () => Promise.resolve(),
}

let stored: TestDatabase
let folder: string
before(async () => {
  stored = await createTestDatabase()
  folder = mkdtempSync(join(tmpdir(), 'atelier-media-'))
})
after(async () => {
  await stored.remove()
  rmSync(folder, { recursive: true, force: true })
})

/** A server on the same database and files as the one before, at another time. */
async function serveAt(time: number) {
  const options = testOptions({ databaseUrl: stored.options.url, mediaFolder: folder })
  const media = { ...options.media, retentionMs: { upload: DAY_MS, output: 30 * DAY_MS } }
  return compose({ ...options, media, engines: [engine], clock: createFakeClock(time) })
}

test('what was found in a picture outlives it, and a task whose results are gone is begun anew', async () => {
  const now = Date.now()
  const first = await serveAt(now)
  await first.start()
  const { account, apiKey } = await first.services.accounts.create({ email: 'a@example.com', password: 'correct horse' })
  await first.services.credits.grant(account.id, { amount: 1000, reason: 'test' })
  let caller = createPerfectCaller(first.app, apiKey)

  const src = await caller.upload('face-swap', await plainPicture(100, 100))
  const faces = await caller.run('face-swap/pre-process', src)
  assert.match(String((await caller.untilDone('face-swap/pre-process', faces)).results![0]!.data[0]!.url), /^http/)
  const drawn = await draw(caller)
  assert.equal((await caller.untilDone('text-to-image', drawn)).status, 'success')
  assert.equal(await draw(caller), drawn)
  await first.stop()

  const nextDay = await serveAt(now + DAY_MS + 60_000)
  caller = createPerfectCaller(nextDay.app, apiKey)
  assert.deepEqual((await caller.poll('face-swap/pre-process', faces)).results, [{ id: 0, data: [{ faces: FACES }] }])
  const flat = await caller.ok<{ results: object }>('GET', `/s2s/v2.0/task/face-swap/pre-process/${faces}`)
  assert.deepEqual(flat.results, { faces: FACES })
  assert.equal(await draw(caller), drawn)
  await nextDay.stop()

  const nextMonth = await serveAt(now + 30 * DAY_MS + 60_000)
  caller = createPerfectCaller(nextMonth.app, apiKey)
  const gone = await caller.call('GET', `/s2s/v1.0/task/text-to-image?task_id=${drawn}`)
  assert.equal(gone.json<{ error_code: string }>().error_code, 'InvalidTaskId')
  const again = await draw(caller)
  assert.notEqual(again, drawn)
  assert.equal((await caller.poll('text-to-image', again)).status, 'running')
  await nextMonth.stop()
})

async function draw(by: PerfectCaller): Promise<string> {
  const { groups } = await by.ok<{ groups: { id: number }[] }>('GET', '/s2s/v1.0/task/style-group/text-to-image')
  const group = groups[0]!.id
  const { styles } = await by.ok<{ styles: { id: number }[] }>('GET', `/s2s/v1.0/task/style/text-to-image?style_group_id=${group}`)
  const params = { style_group_id: group, style_ids: [styles[0]!.id], prompt: 'a cat' }
  const body = { request_id: 0, payload: { actions: [{ id: 0, params }] } }
  return (await by.ok<{ task_id: string }>('POST', '/s2s/v1.0/task/text-to-image', body)).task_id
}
