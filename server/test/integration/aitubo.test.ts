import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { promisify } from 'node:util'
import sharp from 'sharp'
import published from '../../src/dialects/aitubo/fixtures/published.json' with { type: 'json' }
import type { Engine } from '../../src/ports/engine.ts'
import { removeOldJobs } from '../../src/services/jobs/remove-old-jobs.ts'
import { createPictureEngine, HELD, plainPicture, WITHOUT_SUBJECT } from '../helpers/picture-engine.ts'
import { createTestServer, type TestServer } from '../helpers/server.ts'

const root = join(import.meta.dirname, '../../..')
const folder = mkdtempSync(join(tmpdir(), 'aitubo-test-'))
const MAX_UPLOAD_BYTES = 1_000_000
let server: TestServer

before(async () => {
  server = await createTestServer({
    engines: [createPictureEngine()],
    http: { maxUploadBytes: MAX_UPLOAD_BYTES, requestsPerMinute: 0, failedLoginsPerMinute: 0 },
    drainMs: 0,
  })
  await server.start()
})
after(async () => {
  await server.remove()
  rmSync(folder, { recursive: true, force: true })
})

interface Answer {
  readonly status: number
  readonly code: number
  readonly info?: string
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- what a client of the vendor sees
  readonly data: any
}

interface Person {
  readonly accountId: string
  readonly key: string
  get(path: string): Promise<Answer>
  post(path: string, body: unknown): Promise<Answer>
  upload(bytes: Uint8Array, field?: string): Promise<Answer>
  /** The job's answer once its status is final, as a client polls for it. */
  done(id: string): Promise<Answer>
}

async function call(path: string, init?: RequestInit): Promise<Answer> {
  const response = await fetch(`${server.url}${path}`, init)
  assert.match(response.headers.get('content-type') ?? '', /^application\/json/)
  return { status: response.status, ...((await response.json()) as Omit<Answer, 'status'>) }
}

let people = 0
async function person(credits = 1000): Promise<Person> {
  const { accounts, credits: ledger } = server.services
  const created = await accounts.create({ email: `person${people++}@example.com`, password: 'a long enough password', name: 'Ada' })
  const accountId = created.account.id
  if (credits > 0) await ledger.grant(accountId, { amount: credits, reason: 'test' })
  const authorization = `Bearer ${created.apiKey}`
  const get = (path: string) => call(path, { headers: { authorization } })
  return {
    accountId,
    key: created.apiKey,
    get,
    post: (path, body) =>
      call(path, { method: 'POST', headers: { authorization, 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    upload(bytes, field = 'image') {
      const form = new FormData()
      form.append(field, new Blob([new Uint8Array(bytes)]), 'photo.png')
      return call('/api/job/upload-image', { method: 'POST', headers: { authorization }, body: form })
    },
    async done(id) {
      for (;;) {
        const answer = await get(`/api/job/get?id=${id}`)
        assert.equal(answer.code, 0)
        if (answer.data.status >= 2) return answer
      }
    },
  }
}

const balanceOf = async ({ accountId }: Person) => (await server.services.credits.balance(accountId)).balance

/** The checkpoint of the published example, by an id of this installation. */
async function modelId(who: Person, { controlNet = true } = {}): Promise<string> {
  const { data } = await who.get(`/api/model/list?${published.modelListQuery}`)
  return data.models.find((model: { controlNet: boolean }) => model.controlNet === controlNet).id
}

const example = async (who: Person, changes: object = {}) => ({ ...published.create, modelId: await modelId(who), ...changes })

async function fetchPicture(domain: string, path: string): Promise<{ width: number; height: number; size: number }> {
  const response = await fetch(domain + path)
  assert.equal(response.status, 200, path)
  const bytes = Buffer.from(await response.arrayBuffer())
  const { width, height } = await sharp(bytes).metadata()
  return { width, height, size: bytes.length }
}

test('the published example: four pictures for forty credits, at paths that join to the domain', async () => {
  const ada = await person()
  const created = await ada.post('/api/job/create', await example(ada))
  assert.equal(created.status, 200)
  assert.equal(created.code, 0)
  assert.match(created.data.id, /^[0-9a-f]{24}$/)
  assert.deepEqual({ ...created.data, id: '' }, { id: '', credit: 960, consumedCredit: published.consumedCreditOfFourPictures })

  const { data } = await ada.done(created.data.id)
  assert.equal(data.id, created.data.id)
  assert.equal(data.status, 2)
  assert.equal(new Date(data.createAt).toISOString(), data.createAt)
  assert.equal(data.args.prompt, published.create.prompt)
  assert.equal(data.args.modelId, await modelId(ada))
  const { images, artIds, domain } = data.result.data
  assert.equal(domain, `${server.url}/files/`)
  assert.equal(new Set(images).size, 4)
  assert.equal(new Set(artIds).size, 4)
  for (const path of images) {
    assert.match(path, /^images\/art\/[0-9a-f]{24}\/[0-9a-f]{24}\.png$/)
    const { width, height } = await fetchPicture(domain, path)
    assert.deepEqual([width, height], [512, 512])
  }
  assert.equal(await balanceOf(ada), 960)
})

test('a control map that a job also made is none of its pictures', async () => {
  const pictures = createPictureEngine()
  const withMap: Engine = {
    ...pictures,
    operations: new Map([['control-to-image', 'stand-in']]),
    async run(task, context) {
      const drawn = await pictures.run({ ...task, operation: 'text-to-image' }, context)
      return { ...drawn, outputs: [...drawn.outputs, { ...drawn.outputs[0]!, name: 'map' }] }
    },
  }
  const other = await createTestServer({
    engines: [withMap],
    http: { maxUploadBytes: MAX_UPLOAD_BYTES, requestsPerMinute: 0, failedLoginsPerMinute: 0 },
    drainMs: 0,
  })
  await other.start()
  const usual = server
  try {
    server = other
    const ada = await person()
    const { data: upload } = await ada.upload(await plainPicture(32, 32))
    const created = await ada.post('/api/job/create', await example(ada, { controlModel: 'canny', imagePath: upload.path, count: 2 }))
    assert.equal(created.code, 0, created.info)
    const { data } = await ada.done(created.data.id)
    assert.equal(data.status, 2)
    assert.equal(data.result.data.images.length, 2)
    assert.equal(data.result.data.artIds.length, 2)
  } finally {
    server = usual
    await other.remove()
  }
})

test('a price follows the pixels, and no picture is free', async () => {
  const ada = await person()
  const price = async (changes: object) => (await ada.post('/api/job/create', await example(ada, changes))).data.consumedCredit
  assert.equal(await price({ width: 1024, height: 1024, count: 2 }), 80)
  assert.equal(await price({ width: 64, height: 64, count: 3 }), 3)
  assert.equal(await price({ width: 768, height: 512, count: 1 }), 15)
})

test('without enough credit the code is 1000 and nothing is charged or started', async () => {
  const ada = await person(39)
  const refused = await ada.post('/api/job/create', await example(ada))
  assert.deepEqual([refused.status, refused.code, refused.data], [200, 1000, undefined])
  assert.ok(refused.info)
  assert.equal(await balanceOf(ada), 39)
  assert.deepEqual((await ada.get('/api/job/list?pageIndex=1&pageSize=10')).data.jobs, [])
})

test('an operation that no engine here performs is refused in words and uncharged', async () => {
  const ada = await person()
  const { data } = await ada.upload(await plainPicture(32, 32))
  const picture = { imagePath: data.path }
  const requests: [string, object][] = [
    ['/api/job/create', await example(ada, picture)],
    ['/api/job/create', await example(ada, { ...picture, maskImage: data.path })],
    ['/api/job/create', { prompt: published.create.prompt, controlModel: 'canny', ...picture }],
    ['/api/job/create', { prompt: published.create.prompt, controlModel: 'depth' }],
    ['/api/transform/create-headshot', { ...picture, transformId: 'office' }],
  ]
  for (const [path, body] of requests) {
    const refused = await ada.post(path, body)
    assert.deepEqual([refused.status, refused.code], [200, 1004], JSON.stringify(body))
    assert.match(refused.info ?? '', /engine/)
  }
  assert.equal(await balanceOf(ada), 1000)
})

test('a job that fails says why and gives its credits back', async () => {
  const ada = await person()
  const { data } = await ada.post('/api/job/create', await example(ada, { prompt: 'a cat that is refused' }))
  const failed = await ada.done(data.id)
  assert.equal(failed.data.status, 3)
  assert.match(failed.data.result.info, /policy/)
  assert.equal(await balanceOf(ada), 1000)
})

test('a job that is not done has no result yet', async () => {
  const ada = await person()
  const { data } = await ada.post('/api/job/create', await example(ada, { prompt: 'a cat that is held' }))
  const waiting = await ada.get(`/api/job/get?id=${data.id}`)
  assert.ok([0, 1].includes(waiting.data.status))
  assert.equal(waiting.data.result, undefined)
})

test('an uploaded picture is found at its path, and its extension tells its true type', async () => {
  const ada = await person()
  const png = await ada.upload(await plainPicture(40, 30))
  assert.equal(png.code, 0)
  assert.match(png.data.path, /^images\/tmp\/[0-9a-f]{24}\.png$/)
  const jpeg = await ada.upload(
    await sharp(await plainPicture(40, 30))
      .jpeg()
      .toBuffer(),
  )
  assert.match(jpeg.data.path, /\.jpg$/)
  assert.deepEqual(await fetchPicture(`${server.url}/files/`, png.data.path).then(({ width, height }) => [width, height]), [40, 30])
})

test('files are served in ranges, to HEAD too, and only at the very path that was given out', async () => {
  const ada = await person()
  const { path } = (await ada.upload(await plainPicture(40, 30))).data
  const url = `${server.url}/files/${path}`
  const head = await fetch(url, { method: 'HEAD' })
  assert.deepEqual([head.status, head.headers.get('content-type')], [200, 'image/png'])
  const range = await fetch(url, { headers: { range: 'bytes=1-3' } })
  assert.deepEqual([range.status, await range.text()], [206, 'PNG'])

  const id = /[0-9a-f]{24}/.exec(path)![0]
  const elsewhere = [
    path.replace('.png', '.jpg'),
    path.replace('.png', '.png/'),
    path.replace('tmp/', `art/${id}/`),
    `images/tmp/${'0'.repeat(24)}.png`,
    'images/tmp/..%2f..%2f..%2fpackage.json',
    'images/%2e%2e/%2e%2e/package.json',
    'catalogue/..%2fprices.json',
    'catalogue/models/none.webp',
    'catalogue/',
  ]
  for (const wrong of elsewhere) {
    const { statusCode } = await server.app.inject({ method: 'GET', url: `/files/${wrong}` })
    assert.equal(statusCode, 404, wrong)
  }
})

test('what is no picture, or none at all, is told apart from a broken request', async () => {
  const ada = await person()
  const codes = [
    [(await ada.upload(Buffer.from('no picture'))).code, 1006],
    [(await ada.upload((await plainPicture(600, 400)).subarray(0, 60))).code, 1006],
    [(await ada.upload(new Uint8Array(MAX_UPLOAD_BYTES + 1))).code, 1006],
    [(await ada.upload(await plainPicture(8, 8), 'file')).code, 1002],
    [(await ada.post('/api/job/upload-image', {})).code, 1006],
  ]
  for (const [code, wanted] of codes) assert.equal(code, wanted)
})

interface Image {
  readonly spec: string
  readonly path: string
  readonly size: number
}

test('an upscaled picture joins its art, in job/list and by artId', async () => {
  const ada = await person()
  const created = await ada.post('/api/job/create', await example(ada, { width: 64, height: 64, count: 2 }))
  const { images, artIds, domain } = (await ada.done(created.data.id)).data.result.data
  const before = await balanceOf(ada)
  const ask = (body: object) => ada.post('/api/job/upscale', { imagePath: images[0], artId: artIds[0], upscaleFactor: 2, ...body })

  const larger = await ask({ model: 'RealESRGAN_x4plus', beauty: true })
  assert.equal(larger.code, 0)
  assert.equal(larger.data.credit, before - larger.data.consumedCredit)
  assert.ok(larger.data.consumedCredit > 0)
  const result = (await ada.done(larger.data.id)).data.result.data
  assert.deepEqual(result.artIds, [artIds[0]])
  // By its URL, and again twice as wide as what is twice as wide already.
  const largest = await ask({ imagePath: domain + result.images[0] })
  await ada.done(largest.data.id)
  await ada.done((await ask({ upscaleFactor: 3 })).data.id)

  const { jobs } = (await ada.get('/api/job/list?pageIndex=1&pageSize=10')).data
  assert.deepEqual(
    jobs.map((job: { id: string }) => job.id),
    [created.data.id],
  )
  const [first, second]: [{ id: string; images: Image[] }, { id: string; images: Image[] }] = jobs[0].arts
  assert.deepEqual([first.id, second.id], artIds)
  assert.deepEqual(
    first.images.map(({ spec, path }) => [spec, spec === 'o' ? path : '']),
    [
      ['o', images[0]],
      ['2x', ''],
      ['4x', ''],
      ['3x', ''],
    ],
  )
  assert.deepEqual(
    second.images.map((image) => image.path),
    [images[1]],
  )
  const wide = { o: 64, '2x': 128, '3x': 192, '4x': 256 }
  for (const { spec, path, size } of first.images) {
    const picture = await fetchPicture(domain, path)
    assert.deepEqual([picture.width, picture.size], [wide[spec as keyof typeof wide], size])
  }
})

test('an upscale belongs to its art by its submission alone, so that no crash after it leaves a charged one outside', async () => {
  const ada = await person()
  const created = await ada.post('/api/job/create', await example(ada, { width: 64, height: 64, count: 1 }))
  const { images, artIds } = (await ada.done(created.data.id)).data.result.data
  const larger = await ada.post('/api/job/upscale', { imagePath: images[0], artId: artIds[0], upscaleFactor: 2 })
  const result = (await ada.done(larger.data.id)).data.result.data
  // What was written for the job after its submission.
  const { queries } = server.database
  const { target } = await queries.selectFrom('aliases').select('target').where('alias', '=', larger.data.id).executeTakeFirstOrThrow()
  await queries.deleteFrom('aliases').where('target', '=', target).execute()

  const { jobs } = (await ada.get('/api/job/list?pageIndex=1&pageSize=10')).data
  assert.deepEqual(
    jobs[0].arts[0].images.map(({ spec, path }: Image) => [spec, path]),
    [
      ['o', images[0]],
      ['2x', result.images[0]],
    ],
  )
})

test('an art outlives the job that made it', async () => {
  const ada = await person()
  const created = await ada.post('/api/job/create', await example(ada, { width: 64, height: 64, count: 1 }))
  const { images, artIds } = (await ada.done(created.data.id)).data.result.data
  assert.ok((await removeOldJobs(server.database, Date.now() + 1)) > 0)
  assert.equal((await ada.get(`/api/job/get?id=${created.data.id}`)).code, 1003)
  const larger = await ada.post('/api/job/upscale', { imagePath: images[0], artId: artIds[0], upscaleFactor: 2 })
  assert.equal(larger.code, 0)
  assert.deepEqual((await ada.done(larger.data.id)).data.result.data.artIds, artIds)
})

test('only a picture of the very art can be upscaled, up to four times', async () => {
  const ada = await person()
  const created = await ada.post('/api/job/create', await example(ada, { width: 64, height: 64, count: 2 }))
  const { images, artIds } = (await ada.done(created.data.id)).data.result.data
  const upload = (await ada.upload(await plainPicture(20, 20))).data.path
  const twice = await ada.post('/api/job/upscale', { imagePath: images[0], artId: artIds[0], upscaleFactor: 2 })
  const doubled = (await ada.done(twice.data.id)).data.result.data.images[0]
  const before = await balanceOf(ada)
  const cases: [object, number, RegExp][] = [
    [{ imagePath: images[1] }, 1002, /imagePath/],
    [{ imagePath: upload }, 1002, /imagePath/],
    [{ imagePath: 'https://example.com/a.png' }, 1002, /imagePath/],
    [{ imagePath: 'images/nothing.png' }, 1003, /picture/],
    [{ artId: published.jobId }, 1003, /artId/],
    [{ imagePath: doubled, upscaleFactor: 3 }, 1002, /upscaleFactor/],
    [{ upscaleFactor: 5 }, 1002, /upscaleFactor/],
    [{ model: 'other' }, 1002, /model/],
  ]
  for (const [changes, code, info] of cases) {
    const answer = await ada.post('/api/job/upscale', { imagePath: images[0], artId: artIds[0], upscaleFactor: 2, ...changes })
    assert.equal(answer.code, code, JSON.stringify(changes))
    assert.match(answer.info ?? '', info)
  }
  assert.equal(await balanceOf(ada), before)
})

test('a cut-out is answered at once and free, as an absolute URL', async () => {
  const ada = await person(0)
  const { path } = (await ada.upload(await plainPicture(50, 40))).data
  for (const image of [path, `${server.url}/files/${path}`]) {
    const answer = await ada.post('/api/art/segment', { image })
    assert.equal(answer.code, 0, answer.info)
    const { width, height } = await fetchPicture('', answer.data.image)
    assert.deepEqual([width, height], [50, 40])
  }
})

test('a cut-out that fails says why in the envelope', async () => {
  const ada = await person()
  const { path } = (await ada.upload(await plainPicture(WITHOUT_SUBJECT, 9))).data
  const answers = [
    await ada.post('/api/art/segment', { image: path }),
    await ada.post('/api/art/segment', { image: 'images/none.png' }),
    await ada.post('/api/art/segment', { image: 'http://127.0.0.1:1/a.png' }),
    await ada.post('/api/art/segment', { image: 'file:///etc/passwd' }),
  ]
  assert.deepEqual(
    answers.map(({ status, code }) => [status, code]),
    [
      [200, 1002],
      [200, 1003],
      [200, 1002],
      [200, 1003],
    ],
  )
  assert.match(answers[0]!.info ?? '', /subject/)
})

test('a cut-out that nobody waits for any more is canceled', async () => {
  const ada = await person()
  const { path } = (await ada.upload(await plainPicture(HELD, 9))).data
  const headers = { authorization: `Bearer ${ada.key}`, 'content-type': 'application/json' }
  const jobs = async () => ((await (await fetch(`${server.url}/v1/jobs`, { headers })).json()) as { items: { state: string }[] }).items
  const leaving = new AbortController()
  const request = fetch(`${server.url}/api/art/segment`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ image: path }),
    signal: leaving.signal,
  })
  while ((await jobs())[0]?.state !== 'running');
  leaving.abort()
  await assert.rejects(request)
  while ((await jobs())[0]?.state === 'running');
  assert.equal((await jobs())[0]?.state, 'canceled')
})

test('jobs are listed newest first, page by page, and a page has an end', async () => {
  const ada = await person()
  const body = await example(ada, { width: 64, height: 64, count: 1 })
  const ids: string[] = []
  for (let index = 0; index < 3; index++) ids.unshift((await ada.post('/api/job/create', body)).data.id)
  const page = async (pageIndex: number, pageSize: number) =>
    (await ada.get(`/api/job/list?pageIndex=${pageIndex}&pageSize=${pageSize}`)).data.jobs.map((job: { id: string }) => job.id)
  assert.deepEqual(await page(1, 2), ids.slice(0, 2))
  assert.deepEqual(await page(2, 2), ids.slice(2))
  assert.deepEqual(await page(3, 2), [])
  assert.deepEqual(await page(1, 1_000_000_000), ids)
  assert.deepEqual(await page(1_000_000, 100), [])
})

test('what belongs to another account answers exactly like what does not exist', async () => {
  const [ada, bob] = [await person(), await person()]
  const created = await ada.post('/api/job/create', await example(ada, { width: 64, height: 64, count: 1 }))
  const { images, artIds, domain } = (await ada.done(created.data.id)).data.result.data
  const upload = (await ada.upload(await plainPicture(20, 20))).data.path
  const missing = '0'.repeat(24)

  const job = await bob.get(`/api/job/get?id=${missing}`)
  assert.equal(job.code, 1003)
  for (const id of [created.data.id, 'short', 'x'.repeat(24), `${missing}0`, '%27%22', artIds[0]])
    assert.deepEqual(await bob.get(`/api/job/get?id=${id}`), job, id)

  const noArt = await bob.post('/api/job/upscale', { imagePath: 'images/a.png', artId: missing, upscaleFactor: 2 })
  assert.deepEqual(await bob.post('/api/job/upscale', { imagePath: images[0], artId: artIds[0], upscaleFactor: 2 }), noArt)

  const noPicture = await bob.post('/api/art/segment', { image: `images/tmp/${missing}.png` })
  assert.equal(noPicture.code, 1003)
  for (const image of [upload, images[0], domain + upload, domain + images[0]])
    assert.deepEqual(await bob.post('/api/art/segment', { image }), noPicture)
  for (const imagePath of [upload, images[0]])
    assert.deepEqual(await bob.post('/api/transform/create-headshot', { imagePath, transformId: 'office' }), noPicture)
  assert.deepEqual((await bob.get('/api/job/list?pageIndex=1&pageSize=10')).data.jobs, [])
})

test('bad parameters are an envelope that names the field, whatever they are', async () => {
  const ada = await person()
  const good = await example(ada)
  const cases: [string, unknown, RegExp][] = [
    ['/api/job/create', {}, /prompt/],
    ['/api/job/create', { ...good, prompt: '' }, /prompt/],
    ['/api/job/create', { ...good, prompt: 5 }, /prompt/],
    ['/api/job/create', { ...good, prompt: 'x'.repeat(4001) }, /prompt/],
    ['/api/job/create', { prompt: 'x' }, /modelId/],
    ['/api/job/create', { ...good, modelId: 'x' }, /modelId/],
    ['/api/job/create', { ...good, width: 63 }, /width/],
    ['/api/job/create', { ...good, width: 1e308 }, /width/],
    ['/api/job/create', { ...good, height: '512' }, /height/],
    ['/api/job/create', { ...good, height: null }, /height/],
    ['/api/job/create', { ...good, count: 0 }, /count/],
    ['/api/job/create', { ...good, count: 11 }, /count/],
    ['/api/job/create', { ...good, count: 1.5 }, /count/],
    ['/api/job/create', { ...good, steps: 9 }, /steps/],
    ['/api/job/create', { ...good, strength: 0.05 }, /strength/],
    ['/api/job/create', { ...good, guidanceScale: 0 }, /guidanceScale/],
    ['/api/job/create', { ...good, controlModel: 'other' }, /controlModel/],
    ['/api/job/create', { ...good, controlModel: 'canny', controlStrength: 3 }, /controlStrength/],
    ['/api/job/create', { ...good, controlModel: 'canny', modelId: await modelId(ada, { controlNet: false }) }, /modelId/],
    ['/api/job/create', { ...good, maskImage: 'a' }, /maskImage/],
    ['/api/job/create', [], /body/],
    ['/api/job/create', 'text', /body/],
    ['/api/job/upscale', {}, /imagePath|body/],
    ['/api/art/segment', {}, /image/],
    ['/api/art/segment', { image: '' }, /image/],
    ['/api/transform/create-headshot', {}, /imagePath|body/],
    ['/api/transform/create-headshot', { imagePath: 'a', transformId: 'office', width: 1 }, /width/],
  ]
  for (const [path, body, info] of cases) {
    const answer = await ada.post(path, body)
    assert.deepEqual([answer.status, answer.code], [200, 1002], `${path} ${JSON.stringify(body).slice(0, 200)}`)
    assert.match(answer.info ?? '', info)
  }
  for (const query of ['', '?pageIndex=0&pageSize=1', '?pageIndex=1&pageSize=-1', '?pageIndex=x&pageSize=1', '?pageIndex=1e99&pageSize=1'])
    assert.equal((await ada.get(`/api/job/list${query}`)).code, 1002, query)
  for (const query of ['?type=other', '?pageSize=0']) assert.equal((await ada.get(`/api/model/list${query}`)).code, 1002, query)
  assert.equal((await ada.get('/api/job/get')).code, 1002)
  assert.equal(await balanceOf(ada), 1000)
})

test('what names nothing in the catalogue is not found', async () => {
  const ada = await person()
  const model = await ada.post('/api/job/create', published.create)
  assert.equal(model.code, 1003)
  assert.match(model.info ?? '', /modelId/)
  const template = await ada.post('/api/transform/create-headshot', { imagePath: 'a', transformId: 'none' })
  assert.equal(template.code, 1003)
  assert.match(template.info ?? '', /transformId/)
})

test('a style that nobody knows changes nothing', async () => {
  const ada = await person()
  const answer = await ada.post('/api/job/create', await example(ada, { styleId: published.jobId, count: 1 }))
  assert.deepEqual([answer.code, answer.data.consumedCredit], [0, 10])
})

test('malformed, oversized and misaddressed requests are answered in the envelope', async () => {
  const ada = await person()
  const headers = { authorization: `Bearer ${ada.key}`, 'content-type': 'application/json' }
  const post = (body: string, type = headers['content-type']) =>
    call('/api/job/create', { method: 'POST', headers: { ...headers, 'content-type': type }, body })
  assert.deepEqual(await post('{').then(({ status, code }) => [status, code]), [200, 1002])
  assert.deepEqual(await post(JSON.stringify({ prompt: 'x'.repeat(2_000_000) })).then(({ status, code }) => [status, code]), [200, 1006])
  assert.deepEqual(await post('prompt=x', 'application/x-www-form-urlencoded').then(({ status, code }) => [status, code]), [200, 1006])
  for (const path of ['/api/none', '/api/job/none?x=1', '/api/', '/api/job/create/'])
    assert.deepEqual(await ada.get(path).then(({ status, code }) => [status, code]), [200, 1003], path)
  assert.deepEqual(await ada.get('/api/%zz').then(({ status, code }) => [status, code]), [200, 1002])
})

test('who is not known gets 401 and an envelope, before anything else is looked at', async () => {
  const guarded: [string, string][] = [
    ['POST', '/api/job/upload-image'],
    ['POST', '/api/job/create'],
    ['GET', '/api/job/get?id=x'],
    ['GET', '/api/job/list'],
    ['GET', '/api/model/list'],
    ['POST', '/api/job/upscale'],
    ['POST', '/api/art/segment'],
    ['GET', '/api/user/profile'],
    ['POST', '/api/transform/create-headshot'],
  ]
  for (const [method, path] of guarded)
    for (const headers of [{}, { authorization: 'Bearer wrong' }, { authorization: 'Basic YTpi' }]) {
      const answer = await call(path, { method, headers: headers as Record<string, string> })
      assert.equal(answer.status, 401, path)
      assert.ok(answer.code > 0 && answer.info && answer.data === undefined, path)
    }
})

test('a key without the scope of a call is refused, and says which it lacks', async () => {
  const ada = await person()
  const { secret } = await server.services.accounts.createKey(ada.accountId, { name: 'reader', scopes: ['jobs:read'] })
  const headers = { authorization: `Bearer ${secret}`, 'content-type': 'application/json' }
  const refused = await call('/api/job/create', { method: 'POST', headers, body: JSON.stringify(await example(ada)) })
  assert.deepEqual([refused.status, refused.code], [200, 1008])
  assert.match(refused.info ?? '', /jobs:write/)
})

test('too many requests have a code of their own, and say when to come back', async () => {
  const strict = await createTestServer({ http: { maxUploadBytes: MAX_UPLOAD_BYTES, requestsPerMinute: 1, failedLoginsPerMinute: 0 } })
  try {
    const headers = { authorization: `Bearer ${(await strict.account()).apiKey}` }
    const ask = () => strict.app.inject({ method: 'GET', url: '/api/user/profile', headers })
    assert.equal((await ask()).json().code, 0)
    const refused = await ask()
    assert.deepEqual([refused.statusCode, refused.json().code], [200, 1005])
    assert.ok(Number(refused.headers['retry-after']) > 0)
  } finally {
    await strict.remove()
  }
})

test('models are listed by type and page, with a total of all that match', async () => {
  const ada = await person()
  const all = (await ada.get('/api/model/list')).data
  assert.equal(all.total, all.models.length)
  const platform = (await ada.get('/api/model/list?type=platform')).data
  const community = (await ada.get('/api/model/list?type=community')).data
  assert.equal(platform.total + community.total, all.total)
  assert.deepEqual([...platform.models, ...community.models], all.models)
  const page = (await ada.get('/api/model/list?pageIndex=2&pageSize=3')).data
  assert.deepEqual([page.total, page.models], [all.total, all.models.slice(3, 6)])
  for (const model of all.models) await fetchPicture(all.domain, model.cover)
})

test('control kinds and headshot templates are open to all, with pictures that are there', async () => {
  const controls = await call('/api/job/models')
  assert.deepEqual(await call('/api/job/model/list'), controls)
  assert.equal(controls.data.models.length, 8)
  for (const control of controls.data.models) {
    assert.ok(control.name && control.cname)
    await fetchPicture(controls.data.domain, control.icon)
  }

  const { data } = await call('/api/transform/list')
  assert.deepEqual(Object.keys(data.transform), data.tags)
  const templates = data.tags.flatMap((tag: string) => data.transform[tag])
  assert.equal(templates.length, 8)
  for (const template of templates) {
    assert.ok(template.cost > 0)
    await fetchPicture(data.domain, template.image)
    await fetchPicture(data.domain, template.art)
  }
})

test('a profile shows the account and what it can spend', async () => {
  const ada = await person(123)
  const { data } = await ada.get('/api/user/profile')
  assert.match(data.email, /@example\.com$/)
  assert.deepEqual(
    { ...data, email: '' },
    { name: 'Ada', email: '', avatar: '', phone: '', credit: 123, displayNSFW: false, discord: false },
  )
})

test('the served OpenAPI document covers the wire contract', async () => {
  const document = (await (await fetch(`${server.url}/openapi/aitubo.json`)).json()) as { paths: object }
  const file = join(folder, 'served.json')
  writeFileSync(file, JSON.stringify(document))
  const { stdout } = await promisify(execFile)(process.execPath, ['contracts/coverage.mjs', 'contracts/aitubo.openapi.yaml', file], {
    cwd: root,
  })
  assert.equal(stdout, 'covered 11 of 11\n')
  assert.ok('/api/job/model/list' in document.paths)
})
