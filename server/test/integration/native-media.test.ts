import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, test } from 'node:test'
import { type Client, createHttpTest, type HttpTest, makePicture, toMultipart } from '../helpers/http-app.ts'

let http: HttpTest
let client: Client
let picture: Buffer<ArrayBuffer>
before(async () => {
  http = await createHttpTest()
  client = await http.client()
  picture = await makePicture()
})
after(() => http.close())

interface MediaDocument {
  readonly id: string
  readonly url: string
  readonly sha256: string
  readonly sizeBytes: number
  readonly name: string | null
  readonly expiresAt: string
}

const pathOf = (url: string) => url.slice(http.publicUrl.length)

async function upload(bytes: Uint8Array, name?: string): Promise<MediaDocument> {
  const form = toMultipart(bytes, name)
  const answer = await http.app.inject({
    method: 'POST',
    url: '/v1/media',
    payload: form.payload,
    headers: { ...client.headers, ...form.headers },
  })
  assert.equal(answer.statusCode, 201, answer.body)
  return answer.json()
}

test('a file sent as a form, as a data URI or to an upload URL becomes the same media', async () => {
  const form = await upload(picture, 'cat.png')
  const dataUri = await http.app.inject({
    method: 'POST',
    url: '/v1/media',
    headers: client.headers,
    payload: { dataUri: `data:image/png;base64,${picture.toString('base64')}` },
  })
  assert.equal(dataUri.statusCode, 201)

  const ticket = await http.app.inject({ method: 'POST', url: '/v1/media/uploads', headers: client.headers, payload: { name: 'cat.png' } })
  assert.equal(ticket.statusCode, 201)
  const { uploadUrl, method, headers } = ticket.json<{ uploadUrl: string; method: 'PUT'; headers: object }>()
  const put = await http.app.inject({
    method,
    url: pathOf(uploadUrl),
    headers: { ...headers, 'content-type': 'application/json' },
    payload: picture,
  })
  assert.equal(put.statusCode, 201)

  for (const media of [dataUri.json<MediaDocument>(), put.json<MediaDocument>()]) assert.equal(media.sha256, form.sha256)
  assert.deepEqual([form.name, put.json<MediaDocument>().name], ['cat.png', 'cat.png'])
  const listed = await http.app.inject({ url: '/v1/media?limit=3', headers: client.headers })
  assert.deepEqual(
    listed.json<{ items: MediaDocument[] }>().items.map(({ id }) => id),
    [put.json<MediaDocument>().id, dataUri.json<MediaDocument>().id, form.id],
  )
})

test('a signed URL gives the bytes without a key, with headers that let them be kept but never run', async () => {
  const ticket = await http.app.inject({
    method: 'POST',
    url: '/v1/media/uploads',
    headers: client.headers,
    payload: { name: 'a "cat"\u202e/../\\\u{1f431}; x=1.html' },
  })
  const put = await http.app.inject({ method: 'PUT', url: pathOf(ticket.json<{ uploadUrl: string }>().uploadUrl), payload: picture })
  const media = put.json<MediaDocument>()
  const { statusCode, headers, rawPayload } = await http.app.inject({
    url: pathOf(media.url),
    headers: { origin: 'https://elsewhere.example' },
  })
  assert.equal(statusCode, 200)
  assert.equal(createHash('sha256').update(rawPayload).digest('hex'), media.sha256)
  assert.equal(headers['content-type'], 'image/png')
  assert.equal(headers['content-length'], media.sizeBytes.toString())
  assert.equal(headers['etag'], `"${media.sha256}"`)
  assert.equal(headers['x-content-type-options'], 'nosniff')
  assert.equal(headers['access-control-allow-origin'], '*')
  assert.match(headers['content-security-policy'] as string, /sandbox/)
  assert.match(headers['cache-control'] as string, /^private, max-age=\d+, immutable$/)
  assert.match(headers['content-disposition'] as string, /^inline; filename="[^"\\/]+\.png"; filename\*=UTF-8''[\w%.-]+\.png$/)
})

test('HEAD answers like GET, without the bytes', async () => {
  const media = await upload(picture)
  const [get, head] = await Promise.all([http.app.inject(pathOf(media.url)), http.app.inject({ method: 'HEAD', url: pathOf(media.url) })])
  assert.equal(head.statusCode, 200)
  assert.equal(head.rawPayload.length, 0)
  for (const name of ['content-type', 'content-length', 'etag', 'accept-ranges', 'cache-control', 'content-disposition', 'last-modified'])
    assert.equal(head.headers[name], get.headers[name], name)
})

test('ranges are served to the byte, and conditions hold', async () => {
  const media = await upload(picture)
  const whole = (await http.app.inject(pathOf(media.url))).rawPayload
  const size = whole.length
  const get = (headers: Record<string, string>) => http.app.inject({ url: pathOf(media.url), headers })
  const etag = `"${media.sha256}"`
  const lastModified = (await get({})).headers['last-modified'] as string

  const ranges: [string, number, number][] = [
    ['bytes=0-0', 0, 0],
    ['bytes=0-', 0, size - 1],
    ['bytes=5-9', 5, 9],
    ['bytes=-3', size - 3, size - 1],
    [`bytes=${size - 1}-${size + 100}`, size - 1, size - 1],
  ]
  for (const [range, start, end] of ranges) {
    const part = await get({ range })
    assert.equal(part.statusCode, 206, range)
    assert.equal(part.headers['content-range'], `bytes ${start}-${end}/${size}`)
    assert.equal(part.headers['content-length'], String(end - start + 1))
    assert.deepEqual(part.rawPayload, whole.subarray(start, end + 1))
  }
  for (const range of [`bytes=${size}-`, 'bytes=9-5,99999-']) {
    const refused = await get({ range })
    if (refused.statusCode === 416) assert.equal(refused.headers['content-range'], `bytes */${size}`, range)
    else assert.deepEqual(refused.rawPayload, whole)
  }
  assert.equal((await get({ range: `bytes=${size}-` })).statusCode, 416)
  for (const range of ['bytes', 'bytes=x-y', 'lines=1-2', 'bytes=0-1,5-6']) {
    const ignored = await get({ range })
    assert.deepEqual([ignored.statusCode, ignored.rawPayload.length], [200, size], range)
  }

  for (const known of [
    { 'if-none-match': etag },
    { 'if-none-match': `"x", W/${etag}` },
    { 'if-none-match': '*' },
    { 'if-modified-since': lastModified },
  ]) {
    const unchanged = await get(known)
    assert.deepEqual([unchanged.statusCode, unchanged.rawPayload.length, unchanged.headers['etag']], [304, 0, etag], JSON.stringify(known))
  }
  assert.equal((await get({ 'if-none-match': '"x"', 'if-modified-since': lastModified })).statusCode, 200)
  assert.equal((await get({ range: 'bytes=0-1', 'if-range': etag })).statusCode, 206)
  assert.equal((await get({ range: 'bytes=0-1', 'if-range': '"older"' })).statusCode, 200)
})

test('a URL opens nothing after its time, and nothing else when it was changed', async () => {
  const media = await upload(picture)
  const other = await upload(await makePicture('#3c3'))
  const url = new URL(media.url)
  const changed = (change: (url: URL) => void) => {
    const copy = new URL(url)
    change(copy)
    return copy.pathname + copy.search
  }
  const broken = [
    url.pathname,
    changed(({ searchParams }) => searchParams.set('expires', String(Number(searchParams.get('expires')) + 1))),
    changed(({ searchParams }) => searchParams.set('signature', 'A'.repeat(43))),
    changed(({ searchParams }) => searchParams.append('signature', 'A')),
    new URL(other.url).pathname + url.search,
    `/v1/media/med_${'0'.repeat(32)}/content${url.search}`,
    `/v1/media/%00/content${url.search}`,
  ]
  const answers = await Promise.all(broken.map((path) => http.app.inject(path)))
  for (const [index, answer] of answers.entries())
    assert.ok([400, 404].includes(answer.statusCode), `${broken[index]}: ${answer.statusCode}`)
  await http.clock.advance(Date.parse(media.expiresAt) - http.clock.now())
  assert.equal((await http.app.inject(pathOf(media.url))).statusCode, 404)
})

test('an upload URL is good for one upload, within a quarter of an hour, once it is whole', async () => {
  const ticket = await http.app.inject({ method: 'POST', url: '/v1/media/uploads', headers: client.headers, payload: {} })
  const path = pathOf(ticket.json<{ uploadUrl: string }>().uploadUrl)
  const put = async (url: string, payload: Buffer) =>
    (await http.app.inject({ method: 'PUT', url, payload, headers: { 'content-type': 'image/png' } })).statusCode
  assert.equal(await put(path, Buffer.alloc(0)), 400)
  assert.equal(await put(path, Buffer.from('no picture')), 415)
  assert.equal(await put(path, Buffer.alloc(1_000_001)), 413)
  assert.equal(await put(path, picture), 201)
  assert.equal(await put(path, picture), 409)
  assert.equal(
    await put(
      path.replace(/.(?=.{10}$)/, (character) => (character === 'A' ? 'B' : 'A')),
      picture,
    ),
    404,
  )
  await http.clock.advance(15 * 60_000)
  assert.equal(await put(path, picture), 404)
})

test('a deleted media is gone for its owner and for the holder of its URL', async () => {
  const media = await upload(picture)
  const remove = () => http.app.inject({ method: 'DELETE', url: `/v1/media/${media.id}`, headers: client.headers })
  const removed = await remove()
  assert.deepEqual([removed.statusCode, removed.body], [204, ''])
  assert.equal((await remove()).statusCode, 404)
  assert.equal((await http.app.inject({ url: `/v1/media/${media.id}`, headers: client.headers })).statusCode, 404)
  assert.equal((await http.app.inject(pathOf(media.url))).statusCode, 404)
})

test('a media that an open job needs cannot be deleted', async () => {
  const media = await upload(picture)
  const job = await http.app.inject({
    method: 'POST',
    url: '/v1/jobs',
    headers: client.headers,
    payload: { operation: 'touch-up', input: { image: media.url } },
  })
  assert.equal(job.statusCode, 202, job.body)
  assert.deepEqual(job.json<{ input: object }>().input, { image: media.id })
  const refused = await http.app.inject({ method: 'DELETE', url: `/v1/media/${media.id}`, headers: client.headers })
  assert.deepEqual([refused.statusCode, refused.json<{ code: string }>().code], [409, 'media_in_use'])
})

test('addresses of this machine and its network are not fetched', async () => {
  for (const url of [
    'http://127.0.0.1/x.png',
    'http://[::1]/',
    'http://169.254.169.254/latest/meta-data',
    'file:///etc/passwd',
    'http://localhost:1/',
    'nonsense',
  ]) {
    const answer = await http.app.inject({ method: 'POST', url: '/v1/media', headers: client.headers, payload: { url } })
    assert.equal(answer.statusCode, 400, url)
    assert.match(answer.json<{ code: string }>().code, /^(url_refused|url_unreachable|invalid_request)$/)
  }
})
