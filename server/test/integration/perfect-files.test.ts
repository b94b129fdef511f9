import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import sharp from 'sharp'
import { createFakeClock, type FakeClock } from '../helpers/fake-clock.ts'
import { createPerfectCaller, type PerfectCaller, type Reserved } from '../helpers/perfect-caller.ts'
import { createPictureEngine, plainPicture } from '../helpers/picture-engine.ts'
import { createTestServer, type TestServer } from '../helpers/server.ts'

const HOUR_MS = 60 * 60_000

let server: TestServer
let clock: FakeClock
let caller: PerfectCaller
let picture: Buffer<ArrayBuffer>

before(async () => {
  clock = createFakeClock()
  server = await createTestServer({ clock, engines: [createPictureEngine()] })
  await server.start()
  caller = createPerfectCaller(server.app, (await server.account(10_000)).apiKey)
  picture = await plainPicture(40, 30)
})
after(() => server.remove())

test('a reservation answers in the order of the request, with what each client has to send', async () => {
  const files = ['image/jpg', 'image/jpeg', 'image/png', 'image/heic'].map((content_type, index) => ({
    content_type,
    file_name: `${index}.x`,
  }))
  const reserved = (await caller.ok<{ files: Reserved[] }>('POST', '/s2s/v1.0/file/enhance', { files })).files
  assert.deepEqual(
    reserved.map(({ content_type, file_name }) => ({ content_type, file_name })),
    files,
  )
  for (const { file_id, content_type, requests } of reserved) {
    assert.match(file_id, /^[\w-]{32}$/)
    assert.deepEqual([requests.length, requests[0]!.method, requests[0]!.headers], [1, 'PUT', { 'Content-Type': content_type }])
  }
  assert.equal(new Set(reserved.map(({ file_id }) => file_id)).size, 4)
})

test('v1.1 and v2 need the size, and tell it among the headers as text', async () => {
  const file = { content_type: 'image/png', file_name: 'a.png', file_size: picture.length }
  for (const path of ['/s2s/v1.1/file/sod', '/s2s/v1.1/file/colorize/color-correct', '/s2s/v2.0/file', '/s2s/v2.0/file/sod']) {
    const { files } = await caller.ok<{ files: Reserved[] }>('POST', path, { files: [file] })
    assert.deepEqual(files[0]!.requests[0]!.headers, { 'Content-Type': 'image/png', 'Content-Length': String(picture.length) })
    assert.equal((await caller.put(files[0]!, picture)).statusCode, 200)
    const refused = await caller.call('POST', path, { files: [{ ...file, file_size: undefined }] })
    assert.deepEqual([refused.statusCode, refused.json<{ error_code: string }>().error_code], [400, 'InvalidParameters'])
  }
})

test('a reservation of nothing, of an unknown type or with an unknown field is refused', async () => {
  const file = { content_type: 'image/png', file_name: 'a.png' }
  for (const [body, code] of [
    [{ files: [] }, 'InvalidParameters'],
    [{}, 'InvalidParameters'],
    [{ files: [{ ...file, content_type: 'image/bmp' }] }, 'InvalidParameters'],
    [{ files: [{ ...file, file_size: 'large' }] }, 'InvalidParameters'],
    [{ files: [file], more: 1 }, 'BadRequest'],
    [{ files: [{ ...file, more: 1 }] }, 'BadRequest'],
  ] as const) {
    const answer = await caller.call('POST', '/s2s/v1.0/file/sod', body)
    assert.deepEqual([answer.statusCode, answer.json<{ error_code: string }>().error_code], [400, code], JSON.stringify(body))
  }
  const unknown = await caller.call('POST', '/s2s/v1.1/file/nothing', { files: [{ ...file, file_size: 1 }] })
  assert.equal(unknown.statusCode, 404)
})

test('a place takes what was promised for it: other types and sizes are refused', async () => {
  const sized = await caller.reserve('sod', 'image/png', { file_size: picture.length })
  const refused: [string, Promise<{ statusCode: number }>][] = [
    ['another type', caller.put(sized, picture, { 'Content-Type': 'image/jpeg' })],
    ['a shorter file', caller.put(sized, picture.subarray(1))],
    ['a longer file', caller.put(sized, Buffer.concat([picture, Buffer.alloc(1)]))],
    ['nothing', caller.put(await caller.reserve('sod'), Buffer.alloc(0))],
  ]
  for (const [what, answer] of refused) assert.equal((await answer).statusCode, 400, what)
  assert.equal((await caller.put(sized, picture)).statusCode, 200)
})

test('a file never changes: the same bytes may come again, others not', async () => {
  const reserved = await caller.reserve('sod')
  const put = async (bytes: Uint8Array): Promise<number> => (await caller.put(reserved, bytes)).statusCode
  assert.deepEqual([await put(picture), await put(picture), await put(await plainPicture(41, 30))], [200, 200, 400])
  const raced = await caller.reserve('sod')
  const both = [await plainPicture(42, 30), await plainPicture(43, 30)].map((bytes) => caller.put(raced, bytes))
  assert.deepEqual((await Promise.all(both)).map(({ statusCode }) => statusCode).toSorted(), [200, 400])
})

test('an upload URL opens its own place, for two hours', async () => {
  const [mine, other] = [await caller.reserve('sod'), await caller.reserve('sod')]
  const url = new URL(mine.requests[0]!.url)
  const put = async (path: string): Promise<number> =>
    (await server.app.inject({ method: 'PUT', url: path, payload: picture, headers: { 'content-type': 'image/png' } })).statusCode
  assert.equal(await put(`/s2s/uploads/${other.file_id}${url.search}`), 404)
  assert.equal(await put(`${url.pathname}${url.search.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'))}`), 404)
  assert.equal(await put(url.pathname), 404)
  await clock.advance(2 * HOUR_MS - 1)
  assert.equal(await put(`${url.pathname}${url.search}`), 200)
  await clock.advance(1)
  assert.equal(await put(`${url.pathname}${url.search}`), 404)
})

test('an upload serves for a day, for any effect', async (t) => {
  // Jobs do not run here: a day is long for those who look after them.
  const stillClock = createFakeClock()
  const still = await createTestServer({ clock: stillClock, engines: [createPictureEngine()] })
  t.after(() => still.remove())
  const owner = createPerfectCaller(still.app, (await still.account(10)).apiKey)
  const src = await owner.upload('enhance', picture)
  await stillClock.advance(24 * HOUR_MS - 1)
  await owner.run('sod', src)
  await stillClock.advance(1)
  const late = await owner.call('POST', '/s2s/v1.0/task/sod', owner.bodyOf(src, { requestId: 1 }))
  assert.deepEqual([late.statusCode, late.json<{ error_code: string }>().error_code], [400, 'InvalidParameters'])
})

test('pages of every origin may call, upload and fetch results', async () => {
  const { requests } = await caller.reserve('sod')
  for (const [method, url] of [
    ['POST', '/s2s/v1.0/task/sod'],
    ['PUT', new URL(requests[0]!.url).pathname],
  ] as const) {
    const preflight = await server.app.inject({
      method: 'OPTIONS',
      url,
      headers: { origin: 'https://shop.example', 'access-control-request-method': method },
    })
    assert.equal(preflight.statusCode, 204)
    assert.equal(preflight.headers['access-control-allow-origin'], '*')
    assert.match(String(preflight.headers['access-control-allow-methods']), new RegExp(method))
    assert.match(String(preflight.headers['access-control-allow-headers']), /authorization.*content-type/)
  }
  for (const answer of [await caller.call('POST', '/s2s/v1.0/task/sod', {}), await caller.put(await caller.reserve('sod'), picture)])
    assert.equal(answer.headers['access-control-allow-origin'], '*')
})

test('a result is what output_ext says, feeds the next task by its dst_id, and has a URL of two hours that each poll makes anew', async () => {
  const src = await caller.upload('sod', picture)
  const taskId = await caller.run('sod', src, { output_ext: 'webp' })
  const [first] = (await caller.untilDone('sod', taskId)).results![0]!.data
  const fetchResult = (url: string) => {
    const { pathname, search } = new URL(url)
    return server.app.inject(`${pathname}${search}`)
  }
  const result = await fetchResult(first!.url)
  assert.equal(result.headers['content-type'], 'image/webp')
  assert.equal((await sharp(result.rawPayload).metadata()).format, 'webp')

  const next = await caller.untilDone('sod', await caller.run('sod', first!.dst_id))
  assert.equal(next.status, 'success')

  await clock.advance(2 * HOUR_MS)
  assert.equal((await fetchResult(first!.url)).statusCode, 404)
  const [again] = (await caller.poll('sod', taskId)).results![0]!.data
  assert.equal(again!.dst_id, first!.dst_id)
  assert.equal((await fetchResult(again!.url)).statusCode, 200)
})
