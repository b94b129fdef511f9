import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createPerfectCaller, type PerfectCaller } from '../helpers/perfect-caller.ts'
import { createPictureEngine, HELD, plainPicture, WITHOUT_SUBJECT } from '../helpers/picture-engine.ts'
import { createTestServer, type TestServer } from '../helpers/server.ts'

let server: TestServer
let caller: PerfectCaller
let accountId: string

before(async () => {
  server = await createTestServer({ engines: [createPictureEngine()] })
  await server.start()
  const { account, apiKey } = await server.account(100_000)
  accountId = account.id
  caller = createPerfectCaller(server.app, apiKey)
})
after(() => server.remove())

const upload = async (width: number): Promise<string> => caller.upload('sod', await plainPicture(width, 20))
const countJobs = async (): Promise<number> =>
  (await server.database.queries.selectFrom('jobs').select('id').where('account_id', '=', accountId).execute()).length

test('the same request_id with the same file leads to the earlier task, running or done, and makes no second job', async () => {
  const src = await upload(HELD)
  const jobs = await countJobs()
  const first = await caller.run('sod', src, { requestId: 7 })
  assert.equal(await caller.run('sod', src, { requestId: 7 }), first)
  const done = await upload(30)
  const task = await caller.run('sod', done, { requestId: 7 })
  await caller.untilDone('sod', task)
  assert.equal(await caller.run('sod', done, { requestId: 7, output_ext: 'webp' }), task)
  assert.equal(await countJobs(), jobs + 2)
})

test('another request_id, another file, another effect and another account each make a new task', async () => {
  const [src, other] = [await upload(31), await upload(31)]
  const stranger = createPerfectCaller(server.app, (await server.account(1000)).apiKey)
  const theirs = await stranger.upload('sod', await plainPicture(31, 20))
  const ids = [
    await caller.run('sod', src, { requestId: 0 }),
    await caller.run('sod', src, { requestId: 1 }),
    await caller.run('sod', other, { requestId: 0 }),
    await stranger.run('sod', theirs, { requestId: 0 }),
  ]
  assert.equal(new Set(ids).size, ids.length)
})

test('equal requests that come at once make one task', async () => {
  const src = await upload(32)
  const jobs = await countJobs()
  const ids = await Promise.all(Array.from({ length: 12 }, () => caller.run('sod', src, { requestId: 3 })))
  assert.equal(new Set(ids).size, 1)
  assert.equal(await countJobs(), jobs + 1)
})

test('a failed task and a lost one are not repeated but done again', async () => {
  const src = await upload(WITHOUT_SUBJECT)
  const failed = await caller.run('sod', src)
  assert.equal((await caller.untilDone('sod', failed)).status, 'error')
  const again = await caller.run('sod', src)
  assert.notEqual(again, failed)
  assert.equal((await caller.poll('sod', failed)).status, 'error', 'the failed one is still told of')

  const held = await upload(HELD)
  const lost = await caller.run('sod', held)
  // What the watch does with a task that nobody polls.
  const { job_id } = (await server.database.queries.selectFrom('perfect_tasks').selectAll().where('id', '=', lost).executeTakeFirst())!
  await server.app.inject({ method: 'POST', url: `/v1/jobs/${job_id}/cancel`, headers: caller.headers })
  const answer = await caller.call('GET', `/s2s/v1.0/task/sod?task_id=${lost}`)
  assert.deepEqual([answer.statusCode, answer.json()], [400, { status: 400, error: 'Invalid task ID', error_code: 'InvalidTaskId' }])
  assert.notEqual(await caller.run('sod', held), lost)
})

test('a task on a broken file fails, and is done again once it is repeated', async () => {
  const src = await caller.upload('sod', Buffer.from('no picture'))
  const failed = await caller.run('sod', src)
  assert.deepEqual([(await caller.poll('sod', failed)).status, (await caller.poll('sod', failed)).error], ['error', 'error_decode_image'])
  assert.notEqual(await caller.run('sod', src), failed)
})

test('what starts from text is told by its text', async () => {
  const { groups } = await caller.ok<{ groups: { id: number }[] }>('GET', '/s2s/v1.0/task/style-group/text-to-image')
  const group = groups[0]!.id
  const { styles } = await caller.ok<{ styles: { id: number }[] }>('GET', `/s2s/v1.0/task/style/text-to-image?style_group_id=${group}`)
  const run = async (prompt: string, request_id: number): Promise<string> => {
    const params = { style_group_id: group, style_ids: [styles[0]!.id], prompt, width_ratio: 1, height_ratio: 16 }
    const payload = { actions: [{ id: 0, params }] }
    return (await caller.ok<{ task_id: string }>('POST', '/s2s/v1.0/task/text-to-image', { request_id, payload })).task_id
  }
  const first = await run('a cat', 0)
  assert.equal(await run('a cat', 0), first)
  assert.notEqual(await run('a dog', 0), first)
  assert.notEqual(await run('a cat', 1), first)
})

test('without request_id, where that is allowed, every request is a new one', async () => {
  const src = await caller.upload('hair-ext', await plainPicture(40, 40))
  const { groups } = await caller.ok<{ groups: { id: number }[] }>('GET', '/s2s/v1.0/task/style-group/hair-ext')
  const { styles } = await caller.ok<{ styles: { id: number }[] }>('GET', `/s2s/v1.0/task/style/hair-ext?style_group_id=${groups[0]!.id}`)
  const params = { style_group_id: groups[0]!.id, style_ids: [styles[0]!.id] }
  const body = { payload: { file_sets: { src_ids: [src] }, actions: [{ id: 0, params }] } }
  const answers = [await caller.call('POST', '/s2s/v1.0/task/hair-ext', body), await caller.call('POST', '/s2s/v1.0/task/hair-ext', body)]
  // The engine of this test has no such effect: the vendor's answer to what cannot be done now.
  for (const answer of answers) assert.deepEqual([answer.statusCode, answer.json<{ status: number }>().status], [500, 500])
  assert.match(answers[0]!.json<{ error: string }>().error, /No engine of this installation performs|There is no operation/)
  const incomplete = await caller.call('POST', '/s2s/v1.0/task/hair-ext', {})
  assert.deepEqual([incomplete.statusCode, incomplete.json<{ error_code: string }>().error_code], [400, 'InvalidParameters'])
})

test('a task that its account cannot pay for is refused, and leaves nothing', async () => {
  const poor = createPerfectCaller(server.app, (await server.account(0)).apiKey)
  const payload = { actions: [{ id: 0, params: { ...(await styleOf(poor)), prompt: 'a cat' } }] }
  for (let i = 0; i < 2; i++) {
    const answer = await poor.call('POST', '/s2s/v1.0/task/text-to-image', { request_id: 0, payload })
    assert.deepEqual([answer.statusCode, answer.json<{ error_code: string }>().error_code], [400, 'CreditInsufficiency'])
  }
})

async function styleOf(by: PerfectCaller): Promise<object> {
  const { groups } = await by.ok<{ groups: { id: number }[] }>('GET', '/s2s/v1.0/task/style-group/text-to-image')
  const { styles } = await by.ok<{ styles: { id: number }[] }>('GET', `/s2s/v1.0/task/style/text-to-image?style_group_id=${groups[0]!.id}`)
  return { style_group_id: groups[0]!.id, style_ids: [styles[0]!.id] }
}
