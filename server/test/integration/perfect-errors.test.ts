import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import sharp from 'sharp'
import { AtelierError, type ErrorCode } from '../../src/domain/errors.ts'
import { operations } from '../../src/operations/index.ts'
import type { Engine } from '../../src/ports/engine.ts'
import type { PictureScreen } from '../../src/ports/picture-screen.ts'
import { createFakeClock } from '../helpers/fake-clock.ts'
import { createPerfectCaller, type PerfectCaller, type RunOptions, type Status } from '../helpers/perfect-caller.ts'
import { plainPicture } from '../helpers/picture-engine.ts'
import { createTestServer, type TestServer } from '../helpers/server.ts'

const CREDITS = 100_000

/** What an engine finds in a picture, by the picture's width: the code and, where it matters, the input at fault. */
const FINDINGS: Readonly<Record<number, readonly [ErrorCode, string?]>> = {
  341: ['face_not_found'],
  342: ['several_faces'],
  343: ['face_turned'],
  344: ['face_too_small'],
  345: ['face_unreadable'],
  346: ['pose_not_found'],
  347: ['shoulders_not_found'],
  348: ['hair_not_found'],
  349: ['eyes_closed', 'image'],
  350: ['face_not_found', 'reference'],
  351: ['face_turned', 'reference'],
  352: ['face_too_small', 'image'],
  353: ['media_broken', 'image'],
  354: ['invalid_input'],
  355: ['deadline_exceeded'],
  356: ['subject_not_found', 'image'],
}
const CRASHES = 360
/** Widths that the screen finds something in: of an upload, and of what is made of a picture that is one less wide. */
const [UNSAFE, UNSAFE_OUTPUT] = [370, 372]

const screen: PictureScreen = {
  score: async (bytes) => ([UNSAFE, UNSAFE_OUTPUT].includes((await sharp(bytes).metadata()).width) ? 0.99 : 0),
  close: () => Promise.resolve(),
}

/** Performs every operation there is: fails as the width of the picture says, else makes a picture that is one wider. */
const engine: Engine = {
  name: 'findings',
  concurrency: 4,
  operations: new Map(operations.map(({ name }) => [name, 'stand-in' as const])),
  async run({ media }) {
    const { width = 100, height = 100 } = media['image'] ? await sharp(media['image'].bytes).metadata() : {}
    if (width === CRASHES) throw new Error('the engine crashed')
    const finding = FINDINGS[width]
    if (finding) throw new AtelierError(finding[0], undefined, finding[1] === undefined ? {} : { details: { field: finding[1] } })
    const bytes = new Uint8Array(await plainPicture(width + 1, height))
    return { outputs: [{ name: 'image', kind: 'image', mime: 'image/png', bytes }], warnings: [] }
  },
  check: () => Promise.resolve(),
  close: () => Promise.resolve(),
}

let server: TestServer
let caller: PerfectCaller
let accountId: string

before(async () => {
  server = await createTestServer({ engines: [engine], screen })
  await server.start()
  ;({ caller, accountId } = await newCaller(server))
})
after(() => server.remove())

async function newCaller(at: TestServer) {
  const { account, apiKey } = await at.account(CREDITS)
  await at.services.accounts.setFaceConsent(account.id, true)
  return { caller: createPerfectCaller(at.app, apiKey), accountId: account.id }
}

async function runOn(effect: string, bytes: Uint8Array, options: RunOptions = {}): Promise<Status> {
  return caller.untilDone(effect, await caller.run(effect, await caller.upload(effect, bytes), options))
}

async function assertFails(status: Status, code: string): Promise<void> {
  assert.deepEqual([status.status, status.error, status.results], ['error', code, undefined])
  assert.deepEqual(await server.services.credits.balance(accountId), { balance: CREDITS, held: 0 }, code)
}

const wide = (width: number): Promise<Buffer<ArrayBuffer>> => plainPicture(width, 330)

test('what an engine finds has its code, by effect and by picture, and costs nothing', async () => {
  const makeup = { sets: { ref_ids: [await caller.upload('mu-trans-rec', await wide(340))] } }
  const style = await firstStyle('hair-bang')
  const cases: [string, number, string, RunOptions?][] = [
    ['aging', 341, 'error_no_face'],
    ['aging', 342, 'error_multiple_people'],
    ['aging', 343, 'error_large_face_angle'],
    ['aging', 344, 'error_face_position_too_small'],
    ['aging', 345, 'error_face_parsing'],
    // These two no operation of this installation throws: the row is for engines that look at a whole body.
    ['aging', 346, 'error_pose'],
    ['aging', 347, 'error_no_shoulder'],
    ['hair-vol', 345, 'error_insufficient_landmarks', { params: await firstStyle('hair-vol') }],
    ['hair-vol', 348, 'error_hair_too_short', { params: await firstStyle('hair-vol') }],
    ['hair-bang', 348, 'error_bald_image', { params: style }],
    ['mu-trans-rec', 341, 'error_src_no_face', makeup],
    ['mu-trans-rec', 350, 'error_ref_no_face', makeup],
    ['mu-trans-rec', 351, 'error_ref_large_face_angle', makeup],
    ['mu-trans-rec', 352, 'error_src_face_too_small', makeup],
    ['mu-trans-rec', 349, 'error_src_eye_closed', makeup],
    ['sod', 353, 'error_decode_image'],
    ['sod', 354, 'invalid_parameter'],
    ['sod', 355, 'unknown_internal_error'],
    ['sod', 356, 'error_inference'],
  ]
  for (const [effect, width, code, options] of cases) await assertFails(await runOn(effect, await wide(width), options), code)
})

async function firstStyle(effect: string): Promise<object> {
  const { groups } = await caller.ok<{ groups: { id: number }[] }>('GET', `/s2s/v1.0/task/style-group/${effect}`)
  const group = groups[0]!.id
  const { styles } = await caller.ok<{ styles: { id: number }[] }>('GET', `/s2s/v1.0/task/style/${effect}?style_group_id=${group}`)
  return { style_group_id: group, style_ids: [styles[0]!.id] }
}

test('files that are too large, too small, of another format or broken fail the task, whatever they were called', async () => {
  const noise = await sharp(Buffer.from(Array.from({ length: 1100 * 1100 * 3 }, (_, i) => (i * 7919) % 251)), {
    raw: { width: 1100, height: 1100, channels: 3 },
  })
    .png({ compressionLevel: 0 })
    .toBuffer()
  const heavy = Buffer.concat([noise, Buffer.alloc(10 * 1024 * 1024)])
  const webp = await sharp(await wide(100))
    .webp()
    .toBuffer()
  const [style, half] = [{ params: await firstStyle('hair-style') }, (await wide(100)).subarray(0, 200)]
  const cases: [string, Uint8Array, string, RunOptions?][] = [
    ['sod', heavy, 'exceed_max_filesize'],
    ['hair-style', noise, 'error_exceed_max_image_size', style],
    ['lighting', await plainPicture(400, 255), 'error_below_min_image_size'],
    ['aging', await plainPicture(319, 400), 'error_below_min_image_size'],
    ['sod', webp, 'error_decode_image'],
    ['sod', half, 'error_decode_image'],
    ['sod', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'error_decode_image'],
  ]
  for (const [effect, bytes, code, options] of cases) await assertFails(await runOn(effect, bytes, options), code)
})

test('a mask that is missing, broken or of another size has codes of its own', async () => {
  const src = await caller.upload('obj-removal', await plainPicture(64, 48))
  const withMask = async (mask: string, effect = 'obj-removal', params?: object): Promise<Status> =>
    caller.untilDone(effect, await caller.run(effect, src, { sets: { mask_ids: [mask] }, ...(params ? { params } : {}) }))
  const upload = (bytes: Uint8Array) => caller.upload('obj-removal', bytes)
  await assertFails(await withMask((await caller.reserve('obj-removal')).file_id), 'error_download_mask')
  await assertFails(await withMask(await upload(Buffer.from('no mask'))), 'error_decode_mask')
  await assertFails(await withMask(await upload(await plainPicture(48, 64))), 'size_mismatch_on_input_image_and_mask')
  const other = await withMask(await upload(await plainPicture(63, 48)), 'obj-replace', { prompt: 'a cat' })
  await assertFails(other, 'size_mismatch_on_input_image_and_mask')
})

test('a task on a place that nothing was uploaded to fails, and a URL that cannot be fetched does', async () => {
  const { file_id } = await caller.reserve('sod')
  await assertFails(await caller.untilDone('sod', await caller.run('sod', file_id)), 'error_download_image')
  for (const src_file_url of ['http://127.0.0.1:1/picture.png', 'http://169.254.169.254/latest', 'file:///etc/passwd', 'nonsense']) {
    const { task_id } = await caller.ok<{ task_id: string }>('POST', '/s2s/v2.0/task/sod', { src_file_url })
    const status = await caller.ok<{ task_status: string; error: string }>('GET', `/s2s/v2.0/task/sod/${task_id}`)
    assert.deepEqual([status.task_status, status.error], ['error', 'error_download_image'], src_file_url)
  }
})

test('unsafe pictures fail the task: those that come in, and those that were made', async () => {
  await assertFails(await runOn('sod', await wide(UNSAFE)), 'error_nsfw_content_detected')
  await assertFails(await runOn('sod', await wide(UNSAFE_OUTPUT - 1)), 'exceed_nsfw_retry_limits')
})

test('a face without the consent of its account is refused in words that say what to do', async () => {
  const { apiKey } = await server.account(CREDITS)
  const careful = createPerfectCaller(server.app, apiKey)
  const src = await careful.upload('face-swap', await wide(100))
  const params = { face_mapping: [{ index: 0, position: 0 }] }
  const answer = await careful.call('POST', '/s2s/v1.0/task/face-swap', careful.bodyOf(src, { sets: { ref_ids: [src] }, params }))
  const { status, error, error_code } = answer.json<{ status: number; error: string; error_code: string }>()
  assert.deepEqual([answer.statusCode, status, error_code], [400, 400, 'BadRequest'])
  assert.match(error, /atelier accounts consent/)
})

test('requests that are wrong in themselves are refused on the level of HTTP', async () => {
  const src = await caller.upload('enhance', await wide(100))
  const good = caller.bodyOf(src, { params: { scale: 1 } }) as { request_id: number; payload: Record<string, unknown> }
  const payload = (more: object): object => ({ ...good, payload: { ...good.payload, ...more } })
  const style = await firstStyle('hair-style')
  const cases: [string, object, string][] = [
    ['enhance', { payload: good.payload }, 'InvalidParameters'],
    ['enhance', { ...good, request_id: -1 }, 'InvalidParameters'],
    ['enhance', payload({ actions: [] }), 'InvalidParameters'],
    ['enhance', payload({ actions: [{ id: 0, params: { scale: 3 } }] }), 'InvalidParameters'],
    ['enhance', payload({ output_ext: 'png' }), 'InvalidParameters'],
    ['enhance', payload({ file_sets: { src_ids: ['nothing'] } }), 'InvalidParameters'],
    ['enhance', payload({ file_sets: { src_ids: [src, src] } }), 'InvalidParameters'],
    ['enhance', { ...good, more: 1 }, 'BadRequest'],
    ['enhance', payload({ more: 1 }), 'BadRequest'],
    ['enhance', payload({ file_sets: { src_ids: [src], mask_ids: [src] } }), 'BadRequest'],
    ['hair-style', payload({ actions: [{ id: 0, params: { ...style, style_group_id: 1 } }] }), 'InvalidStyleGroup'],
    ['hair-style', payload({ actions: [{ id: 0, params: { ...style, style_ids: [1] } }] }), 'InvalidStyle'],
  ]
  for (const [effect, body, code] of cases) {
    const answer = await caller.call('POST', `/s2s/v1.0/task/${effect}`, body)
    const { status, error, error_code } = answer.json<{ status: number; error: string; error_code: string }>()
    assert.deepEqual([answer.statusCode, status, error_code], [400, 400, code], `${JSON.stringify(body)}: ${answer.body}`)
    assert.ok(error.length > 0)
  }
  for (const url of ['/s2s/v1.0/task/enhance', '/s2s/v1.0/task/enhance?task_id=nothing', '/s2s/v2.0/task/enhance/nothing']) {
    const answer = await caller.call('GET', url)
    assert.deepEqual([answer.statusCode, answer.json()], [400, { status: 400, error: 'Invalid task ID', error_code: 'InvalidTaskId' }])
  }
})

test('more faces than an exchange takes are refused, in both forms', async () => {
  const src = await caller.upload('face-swap', await wide(100))
  const ids = Array.from({ length: 5000 }, (_, index) => `unknown${index}`)
  const pairs = (count: number): object[] => Array.from({ length: count }, (_, position) => ({ index: 0, position: position % 20 }))
  const run = (ref_ids: readonly string[], face_mapping: object[]) =>
    caller.call('POST', '/s2s/v1.0/task/face-swap', caller.bodyOf(src, { sets: { ref_ids }, params: { face_mapping } }))
  for (const answer of [
    await run(ids, pairs(1)),
    await run(ids.slice(0, 11), pairs(1)),
    await run([src], pairs(21)),
    await caller.call('POST', '/s2s/v2.0/task/face-swap', { src_file_id: src, ref_file_ids: ids, face_mapping: pairs(1) }),
  ]) {
    const { status, error, error_code } = answer.json<{ status: number; error: string; error_code: string }>()
    assert.deepEqual([answer.statusCode, status, error_code], [400, 400, 'InvalidParameters'])
    assert.match(error, /must not have more than (10|20) items/)
  }
  assert.equal(
    (
      await run(
        Array.from({ length: 10 }, () => src),
        pairs(20),
      )
    ).statusCode,
    200,
  )
})

test('an effect without params may be sent with none', async () => {
  const src = await caller.upload('sod', await wide(102))
  assert.equal((await caller.untilDone('sod', await caller.run('sod', src, { params: {} }))).status, 'success')
  const answer = await caller.call('POST', '/s2s/v1.0/task/sod', caller.bodyOf(src, { requestId: 1, params: { scale: 2 } }))
  assert.deepEqual([answer.statusCode, answer.json<{ error_code: string }>().error_code], [400, 'BadRequest'])
})

test('a task is asked for under its own effect', async () => {
  const taskId = await caller.run('sod', await caller.upload('sod', await wide(100)))
  const answer = await caller.call('GET', `/s2s/v1.0/task/enhance?task_id=${taskId}`)
  assert.equal(answer.json<{ error_code: string }>().error_code, 'InvalidTaskId')
  assert.equal((await caller.untilDone('sod', taskId)).status, 'success')
})

test('an engine that crashes and a store that fails have codes of their own, once no further attempt helps', async (t) => {
  const clock = createFakeClock()
  const folder = mkdtempSync(join(tmpdir(), 'atelier-store-'))
  const fragile = await createTestServer({ engines: [engine], screen, clock, storeUrl: pathToFileURL(`${folder}/`) })
  t.after(async () => {
    await fragile.remove()
    rmSync(folder, { recursive: true, force: true })
  })
  await fragile.start()
  const own = (await newCaller(fragile)).caller
  const until = async (effect: string, taskId: string): Promise<unknown> => {
    for (;;) {
      const { status, error } = await own.poll(effect, taskId)
      if (status !== 'running') return error ?? status
      await clock.advance(500)
    }
  }
  assert.equal(await until('sod', await own.run('sod', await own.upload('sod', await wide(CRASHES)))), 'error_inference')
  const src = await own.upload('sod', await wide(101))
  assert.equal(await until('sod', await own.run('sod', src)), 'success')

  // From here on the store is a file where a folder should be.
  rmSync(folder, { recursive: true, force: true })
  writeFileSync(folder, '')
  assert.equal(await until('sod', await own.run('sod', src, { requestId: 1 })), 'error_download_image')
  const { group, style } = await styleOf(own)
  const params = { style_group_id: group, style_ids: [style], prompt: 'a cat' }
  const body = { request_id: 0, payload: { actions: [{ id: 0, params }] } }
  const { task_id } = await own.ok<{ task_id: string }>('POST', '/s2s/v1.0/task/text-to-image', body)
  assert.equal(await until('text-to-image', task_id), 'error_upload')
})

async function styleOf(by: PerfectCaller): Promise<{ group: number; style: number }> {
  const { groups } = await by.ok<{ groups: { id: number }[] }>('GET', '/s2s/v1.0/task/style-group/text-to-image')
  const { styles } = await by.ok<{ styles: { id: number }[] }>('GET', `/s2s/v1.0/task/style/text-to-image?style_group_id=${groups[0]!.id}`)
  return { group: groups[0]!.id, style: styles[0]!.id }
}
