import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import sharp from 'sharp'
import { AtelierError } from '../../src/domain/errors.ts'
import { type Client, createHttpTest, type HttpTest, makePicture } from '../helpers/http-app.ts'

let http: HttpTest
let client: Client
before(async () => {
  http = await createHttpTest()
  client = await http.client(1000)
  http.scheduler.start()
})
after(() => http.close())

const get = (url: string, who: Client = client) => http.app.inject({ url, headers: who.headers })

test('a submission is answered 202 with the job and its place', async () => {
  const { status, headers, job } = await http.submit(client, { price: 3 })
  assert.equal(status, 202)
  assert.equal(headers['location'], `${http.publicUrl}/v1/jobs/${job.id}`)
  const shown = (await get(`/v1/jobs/${job.id}`)).json<Record<string, unknown>>()
  assert.equal(shown['id'], job.id)
  assert.equal(shown['operation'], 'work')
  assert.equal(shown['price'], 3)
  assert.deepEqual(shown['input'], { price: 3 })
  assert.equal(shown['createdAt'], new Date(http.clock.now()).toISOString())
})

test('with Prefer: wait the answer is the final job, with its outputs ready to be fetched', async () => {
  const answer = http.submit(client, { price: 2, label: 'to wait for' }, { prefer: 'respond-async, wait=90' })
  const call = await http.runOf('to wait for')
  call.succeed({ outputs: [{ name: 'image', kind: 'image', mime: 'image/png', bytes: new Uint8Array(await makePicture()) }] })
  const { status, headers, job } = await answer
  assert.equal(status, 200)
  assert.equal(headers['preference-applied'], 'wait=60')
  assert.equal(job.state, 'succeeded')
  const [output] = (job as unknown as { outputs: { url: string; width: number; mime: string }[] }).outputs
  assert.deepEqual([output!.width, output!.mime], [16, 'image/png'])
  const picture = await http.app.inject(output!.url.slice(http.publicUrl.length))
  assert.equal(picture.statusCode, 200)
  assert.equal(picture.headers['content-type'], 'image/png')
})

test('a wait that ends first is answered with the job as it is', async () => {
  const answer = http.submit(client, { label: 'too slow' }, { prefer: 'wait=5' })
  const call = await http.runOf('too slow')
  await http.clock.advance(5000)
  const { status, job } = await answer
  assert.deepEqual([status, job.state], [202, 'running'])
  call.succeed()
})

test('the same idempotency key gives the same job once, whatever the order of its properties', async () => {
  const headers = { ...client.headers, 'idempotency-key': 'one' }
  const post = (payload: object) => http.app.inject({ method: 'POST', url: '/v1/jobs', headers, payload })
  const first = await post({ operation: 'work', input: { price: 1, label: 'a' } })
  const balance = (await get('/v1/account')).json<{ balance: number }>().balance
  const second = await post({ input: { label: 'a', price: 1 }, operation: 'work' })
  assert.equal(second.json<{ id: string }>().id, first.json<{ id: string }>().id)
  assert.equal(first.headers['idempotency-replayed'], undefined)
  assert.equal(second.headers['idempotency-replayed'], 'true')
  assert.equal((await get('/v1/account')).json<{ balance: number }>().balance, balance)

  const other = await post({ operation: 'work', input: { price: 1, label: 'b' } })
  assert.deepEqual([other.statusCode, other.json<{ code: string }>().code], [422, 'idempotency_mismatch'])
})

test('pages follow each other without gap or repeat, and filters hold', async () => {
  const own = await http.client()
  const ids: string[] = []
  for (let index = 0; index < 5; index++) ids.unshift((await http.submit(own)).job.id)
  const seen: string[] = []
  let cursor: string | null = null
  do {
    const page: { items: { id: string }[]; nextCursor: string | null } = (
      await get(`/v1/jobs?limit=2${cursor ? `&cursor=${cursor}` : ''}`, own)
    ).json<{
      items: { id: string }[]
      nextCursor: string | null
    }>()
    seen.push(...page.items.map(({ id }) => id))
    cursor = page.nextCursor
  } while (cursor)
  assert.deepEqual(seen, ids)

  await http.app.inject({ method: 'POST', url: `/v1/jobs/${ids[0]}/cancel`, headers: own.headers })
  const states = async (query: string) => (await get(`/v1/jobs?${query}`, own)).json<{ items: { state: string }[] }>().items.length
  assert.equal(await states('operation=work'), 5)
  assert.equal(await states('operation=touch-up'), 0)
  assert.equal(await states('operation=touch-up&operation=work&limit=3'), 3)
  assert.equal((await states('state=succeeded')) + (await states('state=queued&state=running&state=canceled')), 5)
})

test('a canceled job gives its credits back', async () => {
  const own = await http.client(10)
  const { job } = await http.submit(own, { price: 7, label: 'to cancel' })
  await http.runOf('to cancel')
  assert.deepEqual(pick((await get('/v1/account', own)).json(), 'balance', 'held'), { balance: 3, held: 7 })
  const canceled = await http.app.inject({
    method: 'POST',
    url: `/v1/jobs/${job.id}/cancel`,
    headers: { ...own.headers, 'content-type': 'application/json' },
  })
  assert.equal(canceled.statusCode, 200)
  const end = await http.app.inject({ url: `/v1/jobs/${job.id}/events`, headers: own.headers })
  assert.match(end.body, /event: job\.canceled\n/)
  assert.deepEqual(pick((await get('/v1/account', own)).json(), 'balance', 'held'), { balance: 10, held: 0 })
})

test('a list of files reaches the engine by place, and the job keeps each file for as long as it is open', async () => {
  const own = await http.client()
  const dataUri = (red: number) => samplePicture(red).then((bytes) => `data:image/png;base64,${bytes.toString('base64')}`)
  const samples = [await dataUri(10), await dataUri(20)]
  const input = { image: await dataUri(0), samples, label: 'list' }
  const submitted = await http.app.inject({
    method: 'POST',
    url: '/v1/jobs',
    headers: own.headers,
    payload: { operation: 'touch-up', input },
  })
  assert.equal(submitted.statusCode, 202, submitted.body)
  const job = submitted.json<{ id: string; input: { samples: string[] } }>()
  assert.ok(job.input.samples.length === 2 && job.input.samples.every((id) => id.startsWith('med_')))
  const run = await http.runOf('list')
  assert.deepEqual(Object.keys(run.task.media), ['image', 'samples.0', 'samples.1'])
  const reds = await Promise.all(
    ['samples.0', 'samples.1'].map(async (name) => (await sharp(run.task.media[name]!.bytes).raw().toBuffer())[0]),
  )
  assert.deepEqual(reds, [10, 20])
  const remove = () => http.app.inject({ method: 'DELETE', url: `/v1/media/${job.input.samples[1]!}`, headers: own.headers })
  assert.equal((await remove()).json<{ code: string }>().code, 'media_in_use')
  run.succeed()
  await http.app.inject({ url: `/v1/jobs/${job.id}/events`, headers: own.headers })
  assert.equal((await remove()).statusCode, 204)

  const stranger = await http.client()
  const theirs = { operation: 'touch-up', input: { image: await dataUri(0), samples: [job.input.samples[0]] } }
  const refused = await http.app.inject({ method: 'POST', url: '/v1/jobs', headers: stranger.headers, payload: theirs })
  assert.deepEqual([refused.statusCode, refused.json<{ code: string }>().code], [404, 'media_not_found'])
})

test('what a result tells beside its files is shown, and a failure names the input at fault', async () => {
  const own = await http.client()
  const told = http.submit(own, { price: 1, label: 'to tell' }, { prefer: 'wait=60' })
  ;(await http.runOf('to tell')).succeed({ data: { faces: [{ box: [1, 2, 3, 4] }] } })
  const { job } = await told
  assert.deepEqual((job as unknown as { data: unknown }).data, { faces: [{ box: [1, 2, 3, 4] }] })
  const events = await http.app.inject({ url: `/v1/jobs/${job.id}/events`, headers: own.headers })
  assert.match(events.body, /"data":\{[^\n]*"faces":\[\{"box":\[1,2,3,4\]/)

  const failing = http.submit(own, { price: 1, label: 'to fail' }, { prefer: 'wait=60' })
  ;(await http.runOf('to fail')).fail(new AtelierError('face_turned', 'Too far.', { details: { field: 'samples.1' } }))
  const failed = (await failing).job as unknown as { data: unknown; error: unknown }
  assert.deepEqual([failed.data, failed.error], [null, { code: 'face_turned', message: 'Too far.', field: 'samples.1' }])
})

test('what cannot be paid is refused with 402 and leaves nothing', async () => {
  const poor = await http.client(5)
  const { status, job } = await http.submit(poor, { price: 6 })
  assert.deepEqual([status, (job as unknown as { code: string }).code], [402, 'insufficient_credit'])
  assert.deepEqual((await get('/v1/jobs', poor)).json(), { items: [], nextCursor: null })
})

test('the statement lists what moved credits, newest first, and usage sums it up', async () => {
  const own = await http.client(10)
  const answer = http.submit(own, { price: 4, label: 'to pay' }, { prefer: 'wait=60' })
  ;(await http.runOf('to pay')).succeed()
  await answer
  const first = (await get('/v1/account/statement?limit=2', own)).json<{
    items: { kind: string; balanceChange: number }[]
    nextCursor: string
  }>()
  assert.deepEqual(
    first.items.map(({ kind, balanceChange }) => [kind, balanceChange]),
    [
      ['capture', 0],
      ['hold', -4],
    ],
  )
  const rest = (await get(`/v1/account/statement?cursor=${first.nextCursor}`, own)).json<{ items: { kind: string }[]; nextCursor: null }>()
  assert.deepEqual([rest.items.map(({ kind }) => kind), rest.nextCursor], [['grant'], null])

  await http.clock.advance(1)
  const usage = (await get('/v1/usage', own)).json<{ operations: object[] }>()
  assert.deepEqual(usage.operations, [{ operation: 'work', jobs: 1, succeeded: 1, failed: 0, canceled: 0, credits: 4 }])
  assert.deepEqual((await get('/v1/usage?from=2020-01-01&to=2020-02-01', own)).json<{ operations: object[] }>().operations, [])
})

test('operations tell their input, engine, fidelity and price', async () => {
  const { items } = (await get('/v1/operations')).json<{ items: Record<string, unknown>[] }>()
  assert.deepEqual(
    items.map((item) => [item['name'], item['available']]),
    [
      ['work', true],
      ['touch-up', true],
      ['dream', false],
    ],
  )
  const work = (await get('/v1/operations/work')).json<Record<string, unknown>>()
  assert.deepEqual(work, items[0])
  assert.deepEqual(pick(work, 'engine', 'fidelity', 'priceExample'), {
    engine: 'fake',
    fidelity: 'stand-in',
    priceExample: { input: { price: 1 }, credits: 1 },
  })
  assert.equal((work['input'] as { properties: { price: { maximum: number } } }).properties.price.maximum, 1_000_000)
  assert.equal((await get('/v1/operations/constructor')).statusCode, 404)
})

function pick(document: Record<string, unknown>, ...names: string[]): Record<string, unknown> {
  return Object.fromEntries(names.map((name) => [name, document[name]]))
}

function samplePicture(red: number): Promise<Buffer> {
  return sharp({ create: { width: 8, height: 8, channels: 3, background: { r: red, g: 0, b: 0 } } })
    .png()
    .toBuffer()
}
