import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { operations } from '../../src/operations/index.ts'
import type { Engine } from '../../src/ports/engine.ts'
import { createPerfectCaller, type PerfectCaller } from '../helpers/perfect-caller.ts'
import { plainPicture } from '../helpers/picture-engine.ts'
import { createTestServer, type TestServer } from '../helpers/server.ts'
import { makeVideo, needsFfmpeg } from '../helpers/test-video.ts'

/** What operations tell beside their files. */
const DATA: Readonly<Record<string, Record<string, unknown>>> = {
  'age-face': { age: 34, ages: [10, 34, 70], ageIndex: 1 },
  'transfer-makeup': { lips: '#a03040' },
  'find-faces': { faces: [{ box: [1.2, 2.6, 30, 40] }, { box: [50, 2, 80, 40] }] },
}
const FILES: Readonly<Record<string, number>> = { 'age-face': 3, 'colorize-image': 4, 'correct-colors': 4, 'find-faces': 0 }

const inputs: Record<string, unknown>[] = []
const engine: Engine = {
  name: 'plain',
  concurrency: 4,
  operations: new Map(operations.map(({ name }) => [name, 'stand-in' as const])),
  async run({ operation, input }) {
    inputs.push({ ...input, operation })
    const bytes = new Uint8Array(await plainPicture(32, 32))
    const output = { name: 'image', kind: 'image' as const, mime: 'image/png', bytes }
    const data = DATA[operation]
    return { outputs: Array.from({ length: FILES[operation] ?? 1 }, () => output), warnings: [], ...(data ? { data } : {}) }
  },
  check: () => Promise.resolve(),
  close: () => Promise.resolve(),
}

interface FlatStatus {
  readonly task_status: 'running' | 'success' | 'error'
  readonly error: string | null
  readonly results: Record<string, unknown> | null
}

let server: TestServer
let caller: PerfectCaller

before(async () => {
  server = await createTestServer({ engines: [engine] })
  await server.start()
  const { account, apiKey } = await server.account(1_000_000)
  await server.services.accounts.setFaceConsent(account.id, true)
  caller = createPerfectCaller(server.app, apiKey)
})
after(() => server.remove())

async function upload(width = 400, height = 400): Promise<string> {
  const bytes = await plainPicture(width, height)
  const files = [{ content_type: 'image/png', file_name: 'a.png', file_size: bytes.length }]
  const { files: reserved } = await caller.ok<{ files: Parameters<PerfectCaller['put']>[0][] }>('POST', '/s2s/v2.0/file', { files })
  assert.equal((await caller.put(reserved[0]!, bytes)).statusCode, 200)
  return reserved[0]!.file_id
}

const start = async (effect: string, body: object): Promise<string> =>
  (await caller.ok<{ task_id: string }>('POST', `/s2s/v2.0/task/${effect}`, body)).task_id

async function run(effect: string, body: object): Promise<FlatStatus> {
  const taskId = await start(effect, body)
  for (;;) {
    const status = await caller.ok<FlatStatus>('GET', `/s2s/v2.0/task/${effect}/${taskId}`)
    if (status.task_status !== 'running') return status
    await new Promise(setImmediate)
  }
}

const template = async (effect: string): Promise<string> =>
  (await caller.ok<{ templates: { id: string }[] }>('GET', `/s2s/v2.0/task/template/${effect}`)).templates[0]!.id

test('every effect runs from a flat body, and its results are where v2 puts them', async () => {
  const src_file_id = await upload()
  const [other, mask] = [await upload(), await upload()]
  const cases: [string, object, string][] = [
    ['hair-style', { src_file_id, template_id: await template('hair-style') }, 'url'],
    ['mu-transfer', { src_file_id, ref_file_id: other }, 'custom_info'],
    ['generative-fill', { src_file_id, msk_file_id: mask }, 'url'],
    ['colorize', { src_file_id }, 'output'],
    ['colorize/color-correct', { src_file_id }, 'output'],
    ['sod', { src_file_id }, 'url'],
    ['enhance', { src_file_id, scale: 1 }, 'url'],
    ['text-to-image', { prompt: 'a cat', template_id: await template('text-to-image'), width_ratio: 16, height_ratio: 9 }, 'url'],
    ['bg-replace', { src_file_id, prompt: 'a beach' }, 'url'],
    ['bg-blur', { src_file_id, intensity: 20 }, 'url'],
    ['lighting', { src_file_id }, 'url'],
    ['obj-replace', { src_file_id, msk_file_id: mask, prompt: 'a dog' }, 'url'],
    ['face-swap', { src_file_id, ref_file_ids: [other, mask], face_mapping: [{ index: 1, position: 0 }] }, 'url'],
  ]
  for (const [effect, body, field] of cases) {
    const { task_status, error, results } = await run(effect, body)
    assert.deepEqual([task_status, error], ['success', null], effect)
    assert.ok(results![field] !== undefined, `${effect}: ${JSON.stringify(results)}`)
  }
  const swap = inputs.find(({ operation }) => operation === 'swap-face')!
  assert.deepEqual([(swap['faces'] as string[]).length, swap['mapping'], swap['outputFormat']], [2, [1], 'jpg'])
  const drawn = inputs.find(({ operation }) => operation === 'text-to-image')!
  assert.deepEqual([drawn['width'], drawn['height']], [1024, 576])
})

test('ages come with their pictures in order, in both forms', async () => {
  const src_file_id = await upload()
  const { results } = await run('aging', { src_file_id })
  const { output, ...facts } = results as { output: { url: string; res_age: number }[] }
  assert.deepEqual(facts, { age: 34, agd_idx: 1, age_idx: 1, age_min: 10, age_max: 70, num_of_photos: 3 })
  assert.deepEqual(
    output.map(({ res_age }) => res_age),
    [10, 34, 70],
  )
  const [first] = (await caller.untilDone('aging', await caller.run('aging', src_file_id))).results!
  assert.deepEqual(first!.custom_info, { age: 34, age_idx: 1, age_min: 10, age_max: 70, num_of_photos: 3 })
  assert.deepEqual(
    first!.data.map(({ res_age }) => res_age),
    [10, 34, 70],
  )
})

test('faces are told in whole pixels, beside the picture that they are in', async () => {
  const src_file_id = await upload()
  const faces = [{ bbox: [1, 3, 30, 40] }, { bbox: [50, 2, 80, 40] }]
  const { results } = await run('face-swap/pre-process', { src_file_id })
  assert.deepEqual(results!['faces'], faces)
  assert.match(String(results!['url']), /^http/)
  const body = { request_id: 0, payload: { file_sets: { src_ids: [src_file_id] }, actions: [{ id: 4 }] } }
  const { task_id } = await caller.ok<{ task_id: string }>('POST', '/s2s/v1.0/task/face-swap/pre-process', body)
  const status = await caller.untilDone('face-swap/pre-process', task_id)
  assert.deepEqual([status.results![0]!.id, status.results![0]!.data[0]!.faces], [4, faces])
})

interface Template {
  readonly id: string
  readonly thumb: string
  readonly title: string
  readonly category_name: string
}

test('backgrounds are listed as templates, page by page, each with its picture, and a task takes any of them', async () => {
  type Page = { next_token: string | null; templates: Template[] }
  const pageFrom = (token: string): Promise<Page> =>
    caller.ok('GET', `/s2s/v2.0/task/template/bg-replace?page_size=5&starting_token=${token}`)
  const listed: Template[] = []
  for (let token: string | null = 'null'; token !== null;) {
    const page: Page = await pageFrom(token)
    listed.push(...page.templates)
    token = page.next_token
  }
  const whole = await caller.ok<Page>('GET', '/s2s/v2.0/task/template/bg-replace')
  assert.deepEqual([listed, whole.next_token], [whole.templates, null])
  assert.ok(listed.length >= 10 && new Set(listed.map(({ category_name }) => category_name)).size >= 4)

  const src_file_id = await upload()
  const behind: unknown[] = []
  for (const { id, thumb } of listed) {
    assert.equal((await server.app.inject(new URL(thumb).pathname)).statusCode, 200, thumb)
    const { task_status, error } = await run('bg-replace', { src_file_id, type: 'template', template_id: id })
    assert.deepEqual([task_status, error], ['success', null], id)
    const { operation, color, prompt } = inputs.at(-1)!
    assert.equal(operation, 'replace-background')
    behind.push(color ?? prompt)
  }
  assert.equal(new Set(behind).size, listed.length)
  const params = { type: 'template', template_id: listed[0]!.id }
  const inV1 = await caller.untilDone('bg-replace', await caller.run('bg-replace', src_file_id, { params }))
  assert.deepEqual([inV1.status, inputs.at(-1)!['color'] ?? inputs.at(-1)!['prompt']], ['success', behind[0]])
})

test('a video is enlarged by two, in both forms', needsFfmpeg, async () => {
  const video = await makeVideo({ seconds: 1, framesPerSecond: 5, width: 64, height: 48, sound: false })
  const src_file_id = await caller.upload('video-sr', video, 'video/mp4')
  const before = await units()
  const earlier = inputs.length
  await caller.untilDone('video-sr', await caller.run('video-sr', src_file_id, { params: { dst_duration: 1 } }))
  await run('video-sr', { src_file_id, dst_duration: 1 })
  assert.deepEqual(
    inputs.slice(earlier).map(({ operation, scale }) => [operation, scale]),
    [
      ['enhance-video', 2],
      ['enhance-video', 2],
    ],
  )
  assert.equal(before - (await units()), 2 * (await costOf('video-sr')))
})

test('files, tasks and results are the same things in both forms', async () => {
  const src_file_id = await upload()
  const taskId = await start('sod', { src_file_id })
  const [file] = (await caller.untilDone('sod', taskId)).results![0]!.data
  assert.equal((await run('enhance', { src_file_id: file!.dst_id, scale: 1 })).task_status, 'success')
})

test('a body without its file, with two names for one, or with the envelope of v1 is refused', async () => {
  const src_file_id = await upload()
  for (const [effect, body, code] of [
    ['sod', {}, 'InvalidParameters'],
    ['sod', { src_file_id, src_file_url: 'http://example.com/a.png' }, 'InvalidParameters'],
    ['generative-fill', { src_file_id }, 'InvalidParameters'],
    ['mu-transfer', { src_file_id }, 'InvalidParameters'],
    ['enhance', { src_file_id }, 'InvalidParameters'],
    ['hair-style', { src_file_id, template_id: 'nothing' }, 'InvalidStyle'],
    ['bg-replace', { src_file_id, type: 'template', template_id: 'nothing' }, 'InvalidStyle'],
    ['sod', { ...caller.bodyOf(src_file_id), src_file_id }, 'BadRequest'],
  ] as const) {
    const answer = await caller.call('POST', `/s2s/v2.0/task/${effect}`, body)
    assert.deepEqual(
      [answer.statusCode, answer.json<{ error_code: string }>().error_code],
      [400, code],
      `${effect} ${JSON.stringify(body)}`,
    )
  }
})

test('a task that is deleted is gone, with its results', async () => {
  const taskId = await start('sod', { src_file_id: await upload() })
  const [file] = (await caller.untilDone('sod', taskId)).results![0]!.data
  assert.equal((await caller.call('POST', '/s2s/v2.0/task/delete', { task_id: taskId })).statusCode, 200)
  const { pathname, search } = new URL(file!.url)
  assert.equal((await server.app.inject(`${pathname}${search}`)).statusCode, 404)
  for (const answer of [
    await caller.call('GET', `/s2s/v2.0/task/sod/${taskId}`),
    await caller.call('POST', '/s2s/v2.0/task/delete', { task_id: taskId }),
  ])
    assert.deepEqual([answer.statusCode, answer.json<{ error_code: string }>().error_code], [400, 'InvalidTaskId'])
})

test('what a run costs is told by feature, and is what is charged', async () => {
  const before = await units()
  await run('enhance', { src_file_id: await upload(512, 512), scale: 1 })
  assert.equal(before - (await units()), await costOf('enhance'))
})

async function units(): Promise<number> {
  const answer = await caller.call('GET', '/s2s/v2.0/client/credit')
  return answer.json<{ results: { amount: number }[] }>().results.reduce((sum, { amount }) => sum + amount, 0)
}

async function costOf(effect: string): Promise<number> {
  const { features } = await caller.ok<{ features: { feature: string; amount: number }[] }>('GET', '/s2s/v2.0/credit/feature-cost')
  assert.ok(features.length >= 10)
  return features.find(({ feature }) => feature === effect)!.amount
}
