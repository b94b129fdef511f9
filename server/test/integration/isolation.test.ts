import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type IncomingMessage, request as httpRequest } from 'node:http'
import { after, before, test } from 'node:test'
import { type DocumentedRoute, documentedRoutes, exampleOf, fillPath } from '../helpers/documented-routes.ts'
import { toMultipart } from '../helpers/http-app.ts'
import { createPerfectCaller, type PerfectCaller } from '../helpers/perfect-caller.ts'
import { learnPerfect, perfectBody, type PerfectKnown } from '../helpers/perfect-examples.ts'
import { createPictureEngine, plainPicture } from '../helpers/picture-engine.ts'
import { createTestServer, type TestServer } from '../helpers/server.ts'

interface Person {
  readonly headers: { readonly authorization: string }
  readonly accountId: string
}

let server: TestServer
let routes: readonly DocumentedRoute[]
let owner: Person
let stranger: Person
let owned: Record<Kind, string>
let modelId: string
/** What a Perfect request may need besides the id in question, of the stranger's own. */
let strangers: PerfectKnown

/** What ids there are, and one of each that has the right form and names nothing. */
const missing = {
  job: `job_${'0'.repeat(32)}`,
  media: `med_${'0'.repeat(32)}`,
  key: `key_${'0'.repeat(32)}`,
  aituboJob: 'f'.repeat(24),
  aituboArt: 'e'.repeat(24),
  aituboUpload: `images/tmp/${'d'.repeat(24)}.png`,
  aituboPicture: `images/art/${'c'.repeat(24)}/${'b'.repeat(24)}.png`,
  perfectFile: 'f'.repeat(32),
  perfectResult: 'r'.repeat(32),
  perfectTask: 't'.repeat(32),
}
type Kind = keyof typeof missing
type Meaning = Kind | readonly Kind[] | 'no id'

/** Paths of pictures can be given as they are, and as the URL that they stand for. */
const PICTURES = ['aituboUpload', 'aituboPicture'] as const

/**
 * What every path parameter, query parameter and text in a body means. One that is not here fails the test: whoever adds a route says
 * whether a stranger could try an id there.
 */
const MEANINGS: Readonly<Record<string, Meaning>> = {
  '/v1/jobs/{id} id': 'job',
  '/v1/jobs/{id}/cancel id': 'job',
  '/v1/jobs/{id}/events id': 'job',
  '/v1/jobs/{id}/ws id': 'job',
  '/v1/media/{id} id': 'media',
  '/v1/media/{id}/content id': 'media',
  '/v1/keys/{id} id': 'key',
  '/api/job/get id': 'aituboJob',
  '/api/job/create imagePath': PICTURES,
  '/api/job/create maskImage': PICTURES,
  '/api/job/upscale imagePath': PICTURES,
  '/api/job/upscale artId': 'aituboArt',
  '/api/art/segment image': PICTURES,
  '/api/transform/create-headshot imagePath': PICTURES,
  // Capabilities: whoever holds one may use it. Their forging is tested in native-media.test.ts.
  '/v1/media/uploads/{ticket} ticket': 'no id',
  '/v1/media/{id}/content signature': 'no id',
  // Ids of the catalogue belong to nobody.
  '/api/job/create modelId': 'no id',
  '/api/job/create styleId': 'no id',
  '/api/transform/create-headshot transformId': 'no id',
  ...Object.fromEntries(
    [
      '/v1/jobs operation',
      '/v1/jobs input',
      '/v1/jobs state',
      '/v1/operations/{name} name',
      '/v1/media url',
      '/v1/media dataUri',
      '/v1/media/{id}/content expires',
      '/v1/media/uploads name',
      '/v1/usage from',
      '/v1/usage to',
      '/v1/keys name',
      '/v1/keys scopes',
      '/api/job/create prompt',
      '/api/job/create negativePrompt',
      '/api/job/create controlModel',
      '/api/job/create controlFilter',
      '/api/job/upscale model',
      '/api/model/list type',
      // A cursor names a place in the caller's own list: see below.
      '/v1/jobs cursor',
      '/v1/media cursor',
      '/v1/account/statement cursor',
    ].map((place) => [place, 'no id' as const]),
  ),
}

/** In Perfect's routes a name means the same everywhere. */
const PERFECT_FILES = ['perfectFile', 'perfectResult'] as const
const PERFECT_MEANINGS: Readonly<Record<string, Meaning>> = {
  task_id: 'perfectTask',
  src_file_id: PERFECT_FILES,
  ref_file_id: PERFECT_FILES,
  msk_file_id: PERFECT_FILES,
  // Lists of ids, and those within a payload: see the test of Perfect's files below.
  ref_file_ids: 'no id',
  payload: 'no id',
  // A capability, like the tickets above.
  file_id: 'no id',
  signature: 'no id',
  // The pair proves who calls; see perfect-log-in.test.ts.
  client_id: 'no id',
  id_token: 'no id',
  ...Object.fromEntries(
    [
      'feature',
      // Style groups are the catalogue's, and nobody's.
      'style_group_id',
      'expires',
      'starting_token',
      'files',
      'src_file_url',
      'ref_file_url',
      'ref_file_urls',
      'msk_file_url',
      'face_mapping',
      'template_id',
      'type',
      'prompt',
      'negative_prompt',
      'seed',
    ].map((name) => [name, 'no id' as const]),
  ),
}

before(async () => {
  server = await createTestServer({ engines: [createPictureEngine()], drainMs: 0 })
  await server.start()
  routes = await documentedRoutes(server.app)
  ;[owner, stranger] = [await person(), await person()]
  owned = await makeEverything()
  const perfect = perfectCaller(stranger)
  strangers = await learnPerfect(perfect, routes, { fileId: await perfect.upload('enhance', await plainPicture(64, 64)), taskId: 'none' })
})
after(() => server.remove())

const perfectCaller = ({ headers }: Person): PerfectCaller => createPerfectCaller(server.app, headers.authorization.slice('Bearer '.length))

async function person(): Promise<Person> {
  const { account, apiKey } = await server.account(1000)
  return { accountId: account.id, headers: { authorization: `Bearer ${apiKey}` } }
}

async function ask<Body>(who: Person, method: 'GET' | 'POST', url: string, payload?: object, more: object = {}): Promise<Body> {
  const answer = await server.app.inject({ method, url, headers: { ...who.headers, ...more }, ...(payload ? { payload } : {}) })
  assert.ok(answer.statusCode < 300, `${url}: ${answer.body}`)
  return answer.json<Body>()
}

/** One of each thing that has an id, all the owner's. The native job stays queued or running for good, so that canceling it would show. */
async function makeEverything(): Promise<Record<Kind, string>> {
  const picture = await plainPicture(64, 64)
  const input = { prompt: 'held', width: 64, height: 64 }
  const job = await ask<{ id: string }>(owner, 'POST', '/v1/jobs', { operation: 'text-to-image', input })
  const media = await ask<{ id: string }>(owner, 'POST', '/v1/media', { dataUri: `data:image/png;base64,${picture.toString('base64')}` })
  const key = await ask<{ id: string }>(owner, 'POST', '/v1/keys', { name: 'another' })
  const form = toMultipart(picture)
  const payload = Buffer.from(form.payload.toString('latin1').replace('name="file"', 'name="image"'), 'latin1')
  const upload = await server.app.inject({
    method: 'POST',
    url: '/api/job/upload-image',
    payload,
    headers: { ...owner.headers, ...form.headers },
  })
  const models = await ask<{ data: { models: { id: string }[] } }>(owner, 'GET', '/api/model/list')
  modelId = models.data.models[0]!.id
  const wish = { prompt: 'a cat', modelId, width: 64, height: 64, count: 1 }
  const made = await ask<{ data: { id: string } }>(owner, 'POST', '/api/job/create', wish)
  let result: { images: string[]; artIds: string[] } | undefined
  while (!result) {
    const { data } = await ask<{ data: { result?: { data: typeof result } } }>(owner, 'GET', `/api/job/get?id=${made.data.id}`)
    result = data.result?.data
  }
  const perfect = perfectCaller(owner)
  const perfectFile = await perfect.upload('sod', picture)
  const perfectTask = await perfect.run('sod', perfectFile)
  const perfectResult = (await perfect.untilDone('sod', perfectTask)).results![0]!.data[0]!.dst_id
  return {
    perfectFile,
    perfectTask,
    perfectResult,
    job: job.id,
    media: media.id,
    key: key.id,
    aituboJob: made.data.id,
    aituboArt: result.artIds[0]!,
    aituboUpload: upload.json<{ data: { path: string } }>().data.path,
    aituboPicture: result.images[0]!,
  }
}

interface Attempt {
  readonly url: string
  readonly payload?: object
}

/** The answer to a stranger, without what may differ: when it was given, and which request it answers. */
async function answerTo(route: DocumentedRoute, { url, payload }: Attempt, id: string): Promise<object> {
  const { statusCode, headers, body } = await server.app.inject({
    method: route.method,
    url,
    headers: stranger.headers,
    ...(payload ? { payload } : {}),
  })
  const { 'x-request-id': requestId, date: _date, ...rest } = headers
  return { statusCode, headers: rest, body: body.replaceAll(String(requestId), 'REQUEST').replaceAll(id, 'ID') }
}

interface Place {
  readonly route: DocumentedRoute
  readonly name: string
  readonly kinds: readonly Kind[]
  readonly attempt: (id: string) => Attempt
}

/** Everywhere that a route takes text, with what it may name. */
function placesOf(route: DocumentedRoute): Place[] {
  const isText = (schema: { type?: unknown; enum?: unknown } | undefined): boolean =>
    schema?.type === undefined || !['integer', 'number', 'boolean'].includes(String(schema.type))
  const body = route.bodies['application/json']
  const example = body ? (exampleOf(body, { prompt: 'a cat', image: 'x' }) as object) : undefined
  const named = route.parameters.filter((parameter) => parameter.in !== 'header' && isText(parameter.schema))
  const fill = (name?: string, id = ''): string => fillPath(route, (parameter) => (parameter === name ? id : 'x'))
  const inUrl = named.map(({ in: where, name }) => ({
    name,
    attempt: (id: string): Attempt => ({
      url: where === 'path' ? fill(name, id) : `${fill()}?${name}=${encodeURIComponent(id)}`,
      ...(example ? { payload: example } : {}),
    }),
  }))
  const inBody = Object.entries(body?.properties ?? {})
    .filter(([, schema]) => isText(schema))
    .map(([name]) => ({ name, attempt: (id: string): Attempt => ({ url: fill(), payload: { ...example, [name]: id } }) }))
  return [...inUrl, ...inBody].map(({ name, attempt }) => {
    const place = `${route.path} ${name}`
    const meaning = route.dialect === 'perfect' ? PERFECT_MEANINGS[name] : MEANINGS[place]
    assert.ok(meaning !== undefined, `say in MEANINGS what "${place}" may name`)
    const kinds = meaning === 'no id' ? [] : typeof meaning === 'string' ? [meaning] : meaning
    return { route, name, kinds, attempt }
  })
}

test("wherever a route takes an id, another account's is answered byte for byte like one that does not exist", async () => {
  const domain = `${server.url}/files/`
  const places = routes.flatMap(placesOf)
  assert.ok(places.filter(({ kinds }) => kinds.length > 0).length >= 14)
  for (const { route, name, kinds, attempt } of places)
    for (const kind of kinds) {
      const forms: ((id: string) => string)[] = [(id) => id]
      if (kind === 'aituboUpload' || kind === 'aituboPicture')
        forms.push(
          (path) => `${domain}${path}`,
          (path) => `/${path}`,
        )
      for (const form of forms) {
        const answers = []
        for (const id of [owned[kind], missing[kind]]) answers.push(await answerTo(route, withKnown(route, attempt(form(id))), form(id)))
        const what = `${route.method} ${route.path}, ${name} = ${form(missing[kind])}`
        assert.deepEqual(answers[0], answers[1], what)
        const { statusCode, body } = answers[0] as { statusCode: number; body: string }
        const { code } = JSON.parse(body) as { code: string | number }
        // 1003 is "not found" in the Aitubo envelope.
        if (route.dialect === 'aitubo') assert.deepEqual([statusCode, code], [200, 1003], `${what}: ${body}`)
        else if (route.dialect === 'perfect')
          assert.deepEqual([statusCode, perfectCode(body)], [400, PERFECT_REFUSALS[kind]], `${what}: ${body}`)
        else assert.deepEqual([statusCode, /^(job|media|key)_not_found$/.test(String(code))], [404, true], `${what}: ${body}`)
      }
    }
})

const perfectCode = (body: string): unknown => (JSON.parse(body) as { error_code: string }).error_code
const PERFECT_REFUSALS: Partial<Record<Kind, string>> = {
  perfectFile: 'InvalidParameters',
  perfectResult: 'InvalidParameters',
  perfectTask: 'InvalidTaskId',
}

/** Fills in what a route looks at before the id, so that it is the id that decides. */
function withKnown(route: DocumentedRoute, { url, payload }: Attempt): Attempt {
  if (!payload) return { url }
  if (route.path.startsWith('/s2s/v2.0/task/')) return { url, payload: { ...perfectBody(route, strangers), ...payload } }
  const more: Record<string, object> = {
    '/api/job/create': {
      controlModel: 'canny',
      ...('maskImage' in payload ? { controlModel: undefined, imagePath: missing.aituboUpload, modelId } : {}),
    },
    '/api/transform/create-headshot': { transformId: 'office' },
    '/api/job/upscale': { imagePath: missing.aituboUpload, artId: missing.aituboArt },
  }
  return { url, payload: { ...more[route.path], ...payload } }
}
test("another account's files are no sources of Perfect tasks, wherever a body has room for their ids", async () => {
  let tried = 0
  for (const route of routes.filter(({ path, method }) => method === 'POST' && /^\/s2s\/v[12]\.0\/task\//.test(path))) {
    const good = perfectBody(route, strangers)
    const { payload } = good as { payload?: { file_sets?: object } }
    for (const place of [...Object.keys(payload?.file_sets ?? {}), ...('ref_file_ids' in good ? ['ref_file_ids'] : [])])
      for (const kind of PERFECT_FILES) {
        const answers = []
        for (const id of [owned[kind], missing[kind]]) {
          const body =
            payload === undefined
              ? { ...good, [place]: [id] }
              : { request_id: tried, payload: { ...payload, file_sets: { ...payload.file_sets, [place]: [id] } } }
          answers.push(await answerTo(route, { url: route.path, payload: body }, id))
        }
        assert.deepEqual(answers[0], answers[1], `${route.path} ${place}`)
        const { statusCode, body } = answers[0] as { statusCode: number; body: string }
        assert.deepEqual([statusCode, perfectCode(body)], [400, 'InvalidParameters'], `${route.path} ${place}: ${body}`)
        tried++
      }
  }
  assert.ok(tried >= 40, String(tried))
})

test("another account's art and picture cannot be put together with one's own", async () => {
  const { data: mine } = await ask<{ data: { id: string } }>(stranger, 'POST', '/api/job/create', {
    prompt: 'x',
    modelId,
    width: 64,
    height: 64,
    count: 1,
  })
  let own: { images: string[]; artIds: string[] } | undefined
  while (!own) {
    const { data } = await ask<{ data: { result?: { data: typeof own } } }>(stranger, 'GET', `/api/job/get?id=${mine.id}`)
    own = data.result?.data
  }
  const upscale = routes.find(({ path }) => path === '/api/job/upscale')!
  const tryWith = (imagePath: string, artId: string) =>
    answerTo(upscale, { url: upscale.path, payload: { imagePath, artId, upscaleFactor: 2 } }, '-')
  assert.deepEqual(await tryWith(owned.aituboPicture, own.artIds[0]!), await tryWith(missing.aituboPicture, own.artIds[0]!))
  assert.deepEqual(await tryWith(own.images[0]!, owned.aituboArt), await tryWith(own.images[0]!, missing.aituboArt))
})

test("another account's media is no input of a job, by its id or its signed URL, in any operation", async () => {
  const { url } = await ask<{ url: string }>(owner, 'GET', `/v1/media/${owned.media}`)
  const operations = await ask<{ items: { name: string; mediaInputs: Record<string, string>; input: object }[] }>(
    stranger,
    'GET',
    '/v1/operations',
  )
  const submit = routes.find(({ path, method }) => path === '/v1/jobs' && method === 'POST')!
  const segment = routes.find(({ path }) => path === '/api/art/segment')!
  let tried = 0
  for (const { name, mediaInputs, input } of operations.items)
    for (const property of Object.keys(mediaInputs))
      for (const reference of [
        (id: string) => id,
        (id: string) => url.replace(owned.media, id),
        (id: string) => `${server.url}/v1/media/${id}`,
      ]) {
        const answers = []
        for (const id of [owned.media, missing.media]) {
          const all = Object.fromEntries(Object.keys(mediaInputs).map((each) => [each, reference(each === property ? id : missing.media)]))
          const payload = { operation: name, input: { ...(exampleOf(input, { prompt: 'a cat' }) as object), ...all } }
          answers.push(await answerTo(submit, { url: submit.path, payload }, id))
        }
        assert.deepEqual(answers[0], answers[1], `${name}.${property}`)
        assert.ok((answers[0] as { statusCode: number }).statusCode >= 400)
        tried++
      }
  assert.ok(tried >= 9)
  for (const reference of [url, `${server.url}/v1/media/${owned.media}/content`]) {
    const answers = []
    for (const id of [owned.media, missing.media])
      answers.push(await answerTo(segment, { url: segment.path, payload: { image: reference.replace(owned.media, id) } }, id))
    assert.deepEqual(answers[0], answers[1])
    assert.equal((JSON.parse((answers[0] as { body: string }).body) as { code: number }).code, 1003)
  }
})

test("the signature of one media's URL opens no other, and a wrong one tells nothing about whether there is a media", async () => {
  const { url } = await ask<{ url: string }>(owner, 'GET', `/v1/media/${owned.media}`)
  const { search } = new URL(url)
  const content = routes.find(({ path }) => path === '/v1/media/{id}/content')!
  const [job] = (await ask<{ items: { id: string; url: string }[] }>(owner, 'GET', '/v1/media')).items.filter(
    ({ id }) => id !== owned.media,
  )
  const answers = []
  for (const [id, query] of [
    [job!.id, search],
    [missing.media, search],
    [owned.media, search.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'))],
    [owned.media, search.replace(/expires=\d/, (start) => `${start}9`)],
  ] as const)
    answers.push(await answerTo(content, { url: `/v1/media/${id}/content${query}` }, id))
  for (const answer of answers) assert.deepEqual(answer, answers[1])
  assert.equal((answers[0] as { statusCode: number }).statusCode, 404)
  assert.equal((await server.app.inject(`/v1/media/${owned.media}/content${search}`)).statusCode, 200)
})

test('a websocket handshake is refused for the job of another account like for none', async () => {
  const shake = async (id: string): Promise<object> => {
    const request = httpRequest(`${server.url}/v1/jobs/${id}/ws`, {
      // A connection of its own: after a refused handshake the server closes it.
      agent: false,
      headers: {
        ...stranger.headers,
        connection: 'Upgrade',
        upgrade: 'websocket',
        'sec-websocket-version': '13',
        'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==',
      },
    })
    request.end()
    const [response] = (await once(request, 'response')) as [IncomingMessage]
    const { 'x-request-id': requestId, date: _date, ...headers } = response.headers
    let body = ''
    for await (const chunk of response.setEncoding('utf8')) body += chunk as string
    return { status: response.statusCode, headers, body: body.replaceAll(String(requestId), 'REQUEST').replaceAll(id, 'ID') }
  }
  const answer = await shake(owned.job)
  assert.deepEqual(answer, await shake(missing.job))
  assert.equal((answer as { status: number }).status, 404)
})

test("lists, statements and usage hold one's own only, also with the cursor of another account", async () => {
  const fresh = await person()
  for (const path of ['/v1/jobs', '/v1/media', '/v1/account/statement']) {
    const page = await ask<{ items: { id: string }[]; nextCursor: string | null }>(owner, 'GET', `${path}?limit=1`)
    assert.equal(page.items.length, 1)
    const url = page.nextCursor === null ? path : `${path}?cursor=${page.nextCursor}`
    const theirs = await ask<{ items: { id: string; kind?: string }[] }>(fresh, 'GET', url)
    // A statement begins with the grant that every account here got.
    assert.deepEqual(
      theirs.items.filter(({ kind }) => path !== '/v1/account/statement' || kind !== 'grant'),
      [],
      path,
    )
  }
  assert.deepEqual((await ask<{ operations: unknown[] }>(fresh, 'GET', '/v1/usage')).operations, [])
  assert.deepEqual((await ask<{ data: { jobs: unknown[] } }>(fresh, 'GET', '/api/job/list?pageIndex=1&pageSize=100')).data.jobs, [])
  assert.equal((await ask<{ items: unknown[] }>(fresh, 'GET', '/v1/keys')).items.length, 1)
})

test("an idempotency key belongs to its account: another account's is unknown", async () => {
  const body = { operation: 'text-to-image', input: { prompt: 'a cat', width: 64, height: 64 } }
  const key = { 'idempotency-key': 'shared' }
  const first = await ask<{ id: string }>(owner, 'POST', '/v1/jobs', body, key)
  const other = await ask<{ id: string }>(stranger, 'POST', '/v1/jobs', { ...body, input: { ...body.input, prompt: 'a dog' } }, key)
  assert.notEqual(first.id, other.id)
})

test('after all those attempts the owner still has everything as it was', async () => {
  const job = await ask<{ state: string; cancelRequestedAt: string | null }>(owner, 'GET', `/v1/jobs/${owned.job}`)
  assert.deepEqual([job.state, job.cancelRequestedAt], ['running', null])
  await ask(owner, 'GET', `/v1/media/${owned.media}`)
  const keys = await ask<{ items: { id: string; revokedAt: string | null }[] }>(owner, 'GET', '/v1/keys')
  assert.equal(keys.items.find(({ id }) => id === owned.key)!.revokedAt, null)
  for (const path of [owned.aituboUpload, owned.aituboPicture]) assert.equal((await server.app.inject(`/files/${path}`)).statusCode, 200)
})
