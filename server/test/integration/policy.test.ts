import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import sharp from 'sharp'
import { operations } from '../../src/operations/index.ts'
import type { Engine } from '../../src/ports/engine.ts'
import type { PictureScreen } from '../../src/ports/picture-screen.ts'
import { createRefusalLog, type Refusal } from '../../src/services/policy/refusal-log.ts'
import { createCore } from '../helpers/core.ts'
import { type DocumentedRoute, documentedRoutes, exampleOf, fillPath, type JsonSchema } from '../helpers/documented-routes.ts'
import { toMultipart } from '../helpers/http-app.ts'
import { createPictureEngine, plainPicture } from '../helpers/picture-engine.ts'
import { createTestServer, type TestServer } from '../helpers/server.ts'

/** Plain terms: one that is refused as a wish, one that is refused as a negative prompt. */
const TERM = { wish: 'naked', negative: 'clothes' }

/** Widths of pictures that the screen of this test finds to be something; all others it finds harmless. */
const WIDTHS = { refused: 113, atThreshold: 114, below: 115, broken: 116 }
const SCORES = new Map([
  [WIDTHS.refused, 0.99],
  [WIDTHS.atThreshold, 0.97],
  [WIDTHS.below, 0.9699],
])

let server: TestServer
let engine: Engine & { readonly ran: string[] }
let screened: number
let isBroken: boolean
let owner: { readonly accountId: string; readonly keyId: string; readonly headers: { readonly authorization: string } }
let picture: string
let modelId: string

const screen: PictureScreen = {
  async score(bytes) {
    screened++
    const { width } = await sharp(bytes).metadata()
    if (isBroken || width === WIDTHS.broken) throw new Error('the screen is broken')
    return SCORES.get(width) ?? 0
  },
  close: () => Promise.resolve(),
}

/** Performs every operation that there is. */
function createAnyEngine(): Engine & { readonly ran: string[] } {
  const pictures = createPictureEngine()
  const ran: string[] = []
  return {
    ...pictures,
    ran,
    operations: new Map(operations.map(({ name }) => [name, 'stand-in'])),
    run(task, context) {
      ran.push(task.jobId)
      return pictures.operations.has(task.operation)
        ? pictures.run(task, context)
        : pictures.run({ ...task, operation: 'text-to-image', input: { prompt: '', width: 64, height: 64, count: 1, seed: 1 } }, context)
    },
  }
}

before(async () => {
  engine = createAnyEngine()
  server = await createTestServer({ engines: [engine], screen, drainMs: 0 })
  await server.start()
})
after(() => server.remove())

beforeEach(async () => {
  screened = 0
  isBroken = false
  const { account, apiKey } = await server.account(1000)
  const [key] = await server.services.accounts.listKeys(account.id)
  owner = { accountId: account.id, keyId: key!.id, headers: { authorization: `Bearer ${apiKey}` } }
  picture = await upload(64)
  modelId = (await call<{ data: { models: { id: string }[] } }>('GET', '/api/model/list')).body.data.models[0]!.id
})

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- what a caller sees
async function call<Body = any>(
  method: 'GET' | 'POST',
  url: string,
  payload?: object,
): Promise<{ status: number; type: string; body: Body }> {
  const answer = await server.app.inject({ method, url, headers: owner.headers, ...(payload ? { payload } : {}) })
  return { status: answer.statusCode, type: String(answer.headers['content-type']), body: answer.json<Body>() }
}

const submit = (operation: string, input: object, more: object = {}) => call('POST', '/v1/jobs', { operation, input, ...more })

async function upload(width: number): Promise<string> {
  const bytes = await plainPicture(width, 64)
  const { body } = await call<{ id: string }>('POST', '/v1/media', { dataUri: `data:image/png;base64,${bytes.toString('base64')}` })
  return body.id
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- what a caller sees
async function waitFor(id: string): Promise<any> {
  for (;;) {
    const { body } = await call('GET', `/v1/jobs/${id}`)
    if (['succeeded', 'failed', 'canceled'].includes(body.state as string)) return body
    await new Promise((resolve) => setImmediate(resolve))
  }
}

const refusals = (): Promise<readonly Refusal[]> => server.services.refusals.list({ limit: 1000, accountId: owner.accountId })

/** What is left behind by the refusals of this test: notes of them, and nothing else. */
async function assertNothingHappened(jobs = 0): Promise<void> {
  assert.deepEqual(await server.services.credits.balance(owner.accountId), { balance: 1000, held: 0 })
  assert.equal((await call('GET', '/v1/jobs')).body.items.length, jobs)
  const statement = (await call('GET', '/v1/account/statement')).body.items as { kind: string }[]
  assert.deepEqual(
    statement.filter(({ kind }) => kind !== 'grant' && kind !== 'hold' && kind !== 'release'),
    [],
  )
}

function isFreeText(schema: JsonSchema & { 'x-media'?: string; const?: unknown; anyOf?: unknown }): boolean {
  return schema.type === 'string' && !schema.enum && !schema.pattern && schema.const === undefined && !schema['x-media']
}

test('a refused term in any free text of any operation is refused, uncharged and noted without its words', async () => {
  let tried = 0
  for (const operation of operations) {
    const schema = operation.input as unknown as JsonSchema
    const base = exampleOf(schema, { prompt: 'a cat', image: picture, mask: picture }) as object
    for (const [field, property] of Object.entries(schema.properties!)) {
      if (!isFreeText(property)) continue
      const term = operation.negativeTexts?.includes(field) ? TERM.negative : TERM.wish
      const { status, type, body } = await submit(operation.name, { ...base, [field]: term }, { consent: true })
      assert.deepEqual(
        [status, body.code, body.retryable, body.errors[0].field],
        [403, 'content_refused', false, field],
        `${operation.name} ${field}`,
      )
      assert.match(type, /^application\/problem\+json/)
      assert.doesNotMatch(JSON.stringify(body), new RegExp(`\\b${TERM.wish}\\b`))
      const [note] = await refusals()
      const { id, createdAt, requestId, rule, ...rest } = note!
      assert.deepEqual(rest, {
        accountId: owner.accountId,
        keyId: owner.keyId,
        dialect: 'native',
        operation: operation.name,
        stage: 'submission',
        field,
        score: null,
        jobId: null,
      })
      assert.deepEqual([requestId, /^ref_/.test(id), createdAt <= Date.now()], [body.request_id, true, true])
      assert.equal(rule, term === TERM.wish ? 'sexual' : 'clothing-removal')
      assert.equal((await refusals()).length, ++tried)
    }
  }
  assert.ok(tried >= 15, String(tried))
  const stored = JSON.stringify(await server.database.queries.selectFrom('refusals').selectAll().execute())
  for (const word of Object.values(TERM)) assert.doesNotMatch(stored, new RegExp(`"${word}"`))
  await assertNothingHappened()
})

/** Each POST route that takes JSON: does it make a job, and which of its texts name something that exists instead of saying what is wished? */
const SUBMITTING: Readonly<Record<string, readonly string[] | 'makes no job'>> = {
  '/v1/jobs': ['operation'],
  '/api/job/create': ['modelId', 'styleId', 'imagePath', 'maskImage', 'controlModel'],
  '/api/job/upscale': ['artId', 'imagePath'],
  '/api/transform/create-headshot': ['imagePath', 'transformId'],
  '/api/art/segment': ['image'],
  '/v1/media': 'makes no job',
  '/v1/media/uploads': 'makes no job',
  '/v1/keys': 'makes no job',
}

async function makeArt(): Promise<{ imagePath: string; artId: string }> {
  const { body } = await call('POST', '/api/job/create', { prompt: 'a cat', modelId, width: 64, height: 64, count: 1 })
  for (;;) {
    const { result } = (await call('GET', `/api/job/get?id=${body.data.id}`)).body.data
    if (result) return { imagePath: result.data.images[0], artId: result.data.artIds[0] }
  }
}

test('every route of every dialect that makes jobs refuses the term in each of its texts, in the shape of its dialect', async () => {
  const art = await makeArt()
  const { balance } = await server.services.credits.balance(owner.accountId)
  const routes = (await documentedRoutes(server.app)).filter(
    // Perfect's texts lie within params, and its refusals are tasks that fail: perfect-policy.test.ts.
    ({ dialect, method, bodies, path }) =>
      dialect !== 'perfect' && method === 'POST' && bodies['application/json'] && !path.endsWith('/cancel'),
  )
  let tried = 0
  for (const route of routes) {
    const names = SUBMITTING[route.path]
    assert.ok(names !== undefined, `say in SUBMITTING whether ${route.path} makes jobs`)
    if (names === 'makes no job') continue
    for (const [field, payload] of textsOfRoute(route, names, art)) {
      const { status, body } = await call(
        'POST',
        fillPath(route, () => 'x'),
        payload,
      )
      tried++
      if (route.dialect === 'native') assert.deepEqual([status, body.code], [403, 'content_refused'], field)
      else {
        assert.deepEqual([status, body.code, 'data' in body], [200, 1001, false], `${route.path} ${field}: ${JSON.stringify(body)}`)
        assert.match(body.info, /content policy/)
      }
      const [note] = await refusals()
      assert.deepEqual([note!.dialect, note!.field?.toLowerCase()], [route.dialect, field.toLowerCase()])
      assert.equal((await refusals()).length, tried)
    }
  }
  assert.ok(tried >= 4, String(tried))
  assert.deepEqual(await server.services.credits.balance(owner.accountId), { balance, held: 0 })
  assert.equal((await call('GET', '/v1/jobs')).body.items.length, 1)
})

/** The field that holds the term, and the whole request. */
function textsOfRoute(route: DocumentedRoute, names: readonly string[], art: object): [string, object][] {
  if (route.path === '/v1/jobs') return [['prompt', { operation: 'text-to-image', input: { prompt: TERM.wish } }]]
  const schema = route.bodies['application/json']!
  const base = { ...(exampleOf(schema, { prompt: 'a cat', ...art }) as object) }
  return Object.entries(schema.properties!)
    .filter(([name, property]) => isFreeText(property) && !names.includes(name))
    .map(([name]) => {
      const needs = name === 'controlFilter' ? { controlModel: 'canny' } : route.path === '/api/job/create' ? { modelId } : {}
      return [name, { ...base, ...needs, [name]: name === 'negativePrompt' ? TERM.negative : TERM.wish }]
    })
}

test('an operation on a face needs consent: a field in the native API, the setting of the account in a dialect', async () => {
  const input = { image: picture, template: 'office' }
  for (const consent of [undefined, false]) {
    const { status, body } = await submit('headshot', input, consent === undefined ? {} : { consent })
    assert.deepEqual([status, body.code, body.errors], [400, 'consent_required', [{ field: 'consent', message: 'must be true' }]])
    assert.match(body.detail, /"consent": true/)
  }
  const { items } = (await call<{ items: { name: string; requiresConsent: boolean }[] }>('GET', '/v1/operations')).body
  assert.deepEqual(
    items.filter(({ requiresConsent }) => requiresConsent).map(({ name }) => name),
    ['headshot', 'swap-face'],
  )
  // The setting is not the word of whoever submits: natively it changes nothing.
  const form = toMultipart(await plainPicture(64, 64))
  const payload = Buffer.from(form.payload.toString('latin1').replace('name="file"', 'name="image"'), 'latin1')
  const uploaded = await server.app.inject({
    method: 'POST',
    url: '/api/job/upload-image',
    payload,
    headers: { ...owner.headers, ...form.headers },
  })
  const wish = { imagePath: uploaded.json<{ data: { path: string } }>().data.path, transformId: 'office' }
  const off = await call('POST', '/api/transform/create-headshot', wish)
  assert.deepEqual([off.status, off.body.code], [200, 1001])
  assert.match(off.body.info, /atelier accounts consent/)
  assert.deepEqual(
    (await refusals()).map(({ rule, dialect, stage }) => [rule, dialect, stage]),
    [
      ['consent', 'aitubo', 'submission'],
      // Only `false` is a refusal: who left the field out is asked for it.
      ['consent', 'native', 'submission'],
    ],
  )
  await assertNothingHappened()

  await server.services.accounts.setFaceConsent(owner.accountId, true)
  assert.equal((await call('POST', '/api/transform/create-headshot', wish)).body.code, 0)
  assert.equal((await submit('headshot', input)).status, 400)
  assert.equal((await submit('headshot', input, { consent: true })).status, 202)
})

test('consent is no part of the input, and other operations do not ask for it', async () => {
  const { status, body } = await submit('text-to-image', { prompt: 'a cat', width: 64, height: 64 }, { consent: true })
  assert.deepEqual([status, 'consent' in body.input], [202, false])
  assert.equal((await submit('text-to-image', { prompt: 'a cat', width: 64, height: 64 })).status, 202)
})

test('a picture at the threshold is refused before there is a job, one below it passes, and each content is looked at once', async () => {
  for (const width of [WIDTHS.refused, WIDTHS.atThreshold]) {
    const { status, body } = await submit('upscale-image', { image: await upload(width) })
    assert.deepEqual([status, body.code], [403, 'content_refused'])
  }
  const notes = await refusals()
  assert.deepEqual(
    notes.map(({ rule, stage, score, field }) => [rule, stage, score, field]),
    [
      ['picture', 'submission', 0.97, null],
      ['picture', 'submission', 0.99, null],
    ],
  )
  await assertNothingHappened()
  const before = screened
  assert.equal((await submit('upscale-image', { image: await upload(WIDTHS.refused) })).status, 403)
  assert.equal(screened, before, 'the same content has its score already')

  const passed = await submit('remove-background', { image: await upload(WIDTHS.below) })
  assert.equal(passed.status, 202)
  assert.equal((await waitFor(passed.body.id)).state, 'succeeded')
  const rows = await server.database.queries.selectFrom('blobs').select('nsfw_score').where('nsfw_score', '>', 0.9).execute()
  assert.deepEqual(rows.map((row) => row.nsfw_score).sort(), [0.9699, 0.97, 0.99])
})

test('every picture of an input is looked at, data URIs too', async () => {
  const dataUri = `data:image/png;base64,${(await plainPicture(WIDTHS.refused, 64, '#123456')).toString('base64')}`
  assert.equal((await submit('inpaint', { image: picture, mask: dataUri })).status, 403)
  assert.equal((await submit('inpaint', { image: dataUri, mask: picture })).status, 403)
  await assertNothingHappened()
})

test('when the screen of pictures fails nothing passes, and the caller may try again', async () => {
  const image = await upload(WIDTHS.broken)
  const { status, body } = await submit('upscale-image', { image })
  assert.deepEqual([status, body.code, body.retryable], [503, 'screen_unavailable', true])
  await assertNothingHappened()
  assert.deepEqual(await refusals(), [])
})

test('a refused output fails its job at once, gives the credit back and is not stored', async () => {
  const { body } = await submit('text-to-image', { prompt: 'a cat', width: WIDTHS.refused, height: 64, seed: 77 })
  const job = await waitFor(body.id)
  assert.deepEqual([job.state, job.error.code, job.attempt, job.outputs], ['failed', 'content_refused', 1, []])
  await assertNothingHappened(1)
  const [note] = await refusals()
  assert.deepEqual(
    [note!.stage, note!.rule, note!.score, note!.jobId, note!.dialect, note!.keyId],
    ['output', 'picture', 0.99, body.id, 'native', null],
  )
  const media = await server.database.queries.selectFrom('media').select('id').where('job_id', '=', body.id).execute()
  assert.deepEqual(media, [])
})

test('a refused output is told to an Aitubo caller in the result of the job', async () => {
  const { body } = await call('POST', '/api/job/create', { prompt: 'a cat', modelId, width: WIDTHS.refused, height: 64, count: 1 })
  for (;;) {
    const { data } = (await call('GET', `/api/job/get?id=${body.data.id}`)).body
    if (data.status < 2) continue
    assert.equal(data.status, 3)
    assert.match(data.result.info, /content policy/)
    break
  }
})

test('an output that cannot be looked at is tried again, and comes through once the screen works', async () => {
  isBroken = true
  const { body } = await submit('text-to-image', { prompt: 'a cat', width: 70, height: 64, seed: 78 })
  for (;;) {
    const { body: job } = await call('GET', `/v1/jobs/${body.id}`)
    assert.notEqual(job.state, 'succeeded')
    if (job.state === 'queued' && job.attempt === 1) break
  }
  isBroken = false
  const job = await waitFor(body.id)
  assert.deepEqual([job.state, job.attempt > 1], ['succeeded', true])
})

test('a job that came by another way is refused behind the door of the engine, which never sees it', async () => {
  const own = createAnyEngine()
  const closed = await createTestServer({ engines: [own], screen, drainMs: 0 })
  try {
    const { account, apiKey } = await closed.account(100)
    const headers = { authorization: `Bearer ${apiKey}` }
    const ids: string[] = []
    for (const prompt of ['a cat', 'a dog'])
      ids.push(
        (
          await closed.app.inject({
            method: 'POST',
            url: '/v1/jobs',
            headers,
            payload: { operation: 'text-to-image', input: { prompt, width: 64, height: 64 } },
          })
        ).json<{ id: string }>().id,
      )
    await closed.database.queries
      .updateTable('job_records')
      .set({ input_json: JSON.stringify({ prompt: TERM.wish, width: 64, height: 64, count: 1, seed: 1 }) })
      .where('id', '=', ids[0]!)
      .execute()
    await closed.start()
    const states = await Promise.all(
      ids.map(async (id) => {
        for (;;) {
          const job = (await closed.app.inject({ url: `/v1/jobs/${id}`, headers })).json<{
            state: string
            error: { code: string } | null
          }>()
          if (job.state === 'failed' || job.state === 'succeeded') return [job.state, job.error?.code]
          await new Promise((resolve) => setImmediate(resolve))
        }
      }),
    )
    assert.deepEqual(states, [
      ['failed', 'content_refused'],
      ['succeeded', undefined],
    ])
    assert.deepEqual(own.ran, [ids[1]])
    const [note] = await closed.services.refusals.list({ limit: 10 })
    assert.deepEqual([note!.stage, note!.jobId, note!.accountId, note!.dialect], ['engine', ids[0], account.id, 'native'])
  } finally {
    await closed.remove()
  }
})

test('an operation that says nothing of its texts is read all the same, and more text than is read is not taken', async () => {
  const core = await createCore()
  try {
    const caller = await core.account(10)
    const ask = (label: string) => core.jobs.submit(caller, { dialect: 'native', operation: 'work', input: { label, price: 1 } })
    await assert.rejects(ask(TERM.wish), { code: 'content_refused' })
    await assert.rejects(ask('a'.repeat(20_001)), { code: 'request_too_large' })
    await ask('a'.repeat(20_000))
    assert.equal((await core.credits.balance(caller.accountId)).balance, 9)
  } finally {
    await core.test.remove()
  }
})

test('refusals are kept until their time and go then; a list goes on where the page before ended', async () => {
  const core = await createCore()
  try {
    const log = createRefusalLog({ database: core.test.database, clock: core.clock })
    const note = {
      accountId: 'acc_a',
      keyId: null,
      dialect: 'native',
      operation: 'work',
      stage: 'submission',
      rule: 'sexual',
      field: 'label',
      score: null,
      jobId: null,
      requestId: null,
    } as const
    await log.note(note)
    await core.clock.advance(1000)
    await log.note({ ...note, accountId: 'acc_b' })
    await log.note({ ...note, rule: 'minor' })
    const [newest, middle] = await log.list({ limit: 2 })
    assert.deepEqual([newest!.rule, middle!.accountId], ['minor', 'acc_b'])
    assert.deepEqual(
      (await log.list({ limit: 2, olderThan: middle!.id })).map(({ accountId }) => accountId),
      ['acc_a'],
    )
    assert.equal((await log.list({ limit: 9, accountId: 'acc_a' })).length, 2)
    assert.equal(await log.forget(core.clock.now()), 1)
    assert.equal((await log.list({ limit: 9 })).length, 2)
  } finally {
    await core.test.remove()
  }
})
