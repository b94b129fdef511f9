import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import sharp from 'sharp'
import type { PictureScreen } from '../../src/ports/picture-screen.ts'
import { toMultipart } from '../helpers/http-app.ts'
import { createTestServer, type TestServer } from '../helpers/server.ts'
import { makeVideo, needsFfmpeg, probe } from '../helpers/test-video.ts'

/** Finds pictures the worse the redder they are: a score of 1 for red alone. */
const seen: { format: string; width: number; height: number }[] = []
const screen: PictureScreen = {
  async score(bytes) {
    const { format, width, height } = await sharp(bytes).metadata()
    seen.push({ format, width, height })
    const { channels } = await sharp(bytes).stats()
    const [red, green, blue] = channels.map(({ mean }) => mean) as [number, number, number]
    return Math.max(0, red - Math.max(green, blue)) / 255 > 0.8 ? 1 : 0
  },
  close: () => Promise.resolve(),
}

const CREDITS = 1000

interface Client {
  readonly accountId: string
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- what a caller sees
  call(method: 'GET' | 'POST', url: string, payload?: object, headers?: object): Promise<{ status: number; body: any }>
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- what a caller sees
  upload(bytes: Uint8Array, name?: string): Promise<{ status: number; body: any }>
}

async function clientOf(server: TestServer): Promise<Client> {
  const { account, apiKey } = await server.account(CREDITS)
  const authorization = `Bearer ${apiKey}`
  const call: Client['call'] = async (method, url, payload, headers = {}) => {
    const answer = await server.app.inject({ method, url, headers: { authorization, ...headers }, ...(payload ? { payload } : {}) })
    return { status: answer.statusCode, body: answer.json() }
  }
  return {
    accountId: account.id,
    call,
    async upload(bytes, name = 'clip.mp4') {
      const form = toMultipart(bytes, name, 'video/mp4')
      return call('POST', '/v1/media', form.payload, form.headers)
    },
  }
}

describe('a server with ffmpeg', needsFfmpeg, () => {
  let server: TestServer
  let client: Client
  before(async () => {
    server = await createTestServer({ screen })
    await server.start()
    client = await clientOf(server)
  })
  after(() => server.remove())

  const content = async (url: string) => Buffer.from(await (await fetch(url)).arrayBuffer())

  test('a video is known by its content, measured, and stored without what tells of its maker', async () => {
    const secret = '+48.8583+002.2945/'
    const made = await makeVideo({ seconds: 1, extension: 'mov', more: ['-metadata', `location=${secret}`, '-metadata', 'make=Nokia', '-metadata', 'creation_time=2020-02-02T20:20:20Z'] }) // prettier-ignore
    assert.ok(made.includes(secret), 'the test file tells a place')
    const { status, body } = await client.upload(Buffer.concat([made, Buffer.from('behind the end')]), 'cat.png')
    assert.equal(status, 201, JSON.stringify(body))
    assert.deepEqual([body.kind, body.mime, body.width, body.height], ['video', 'video/quicktime', 320, 240])
    assert.ok(Math.abs(body.durationMs - 1000) < 60, String(body.durationMs))
    const stored = await content(body.url)
    for (const trace of [secret, 'Nokia', 'behind the end']) assert.ok(!stored.includes(trace), trace)
    const { format, streams } = await probe(stored)
    assert.doesNotMatch(JSON.stringify(format), /2020/)
    assert.deepEqual(
      streams.map(({ codec_name: codec, nb_read_frames: frames }) => [codec, frames]),
      (await probe(made)).streams.map(({ codec_name: codec, nb_read_frames: frames }) => [codec, frames]),
    )
  })

  test('what only looks like a video is refused, and so is a video of a kind that nobody reads', async () => {
    const video = await makeVideo({ seconds: 1, sound: false })
    const codeOf = async (bytes: Uint8Array) => (await client.upload(bytes)).body.code
    assert.equal(await codeOf(video.subarray(0, 3000)), 'media_broken')
    assert.equal(await codeOf(Buffer.concat([video.subarray(0, 40), Buffer.alloc(5000, 7)])), 'media_broken')
    assert.equal(await codeOf(await makeVideo({ seconds: 1, extension: 'webm' })), 'media_unsupported')
    assert.equal(await codeOf(await makeVideo({ seconds: 0.4, sound: false, more: ['-c:v', 'mjpeg'] })), 'video_unsupported')
    assert.equal(await codeOf(Buffer.from('ffconcat version 1.0\nfile /etc/passwd\n')), 'media_unsupported')
  })

  test('a job makes an MP4 of twice the size, priced by the length, and frames of both are screened', async () => {
    const { body: media } = await client.upload(await makeVideo({ seconds: 3, framesPerSecond: 10 }))
    seen.length = 0
    const { body: job } = await client.call('POST', '/v1/jobs', { operation: 'enhance-video', input: { video: media.id, scale: 2 } }, { prefer: 'wait=60' }) // prettier-ignore
    const done = job.state === 'queued' || job.state === 'running' ? (await client.call('GET', `/v1/jobs/${job.id}`, undefined, { prefer: 'wait=60' })).body : job // prettier-ignore
    assert.equal(done.state, 'succeeded', JSON.stringify(done))
    assert.equal(done.fidelity, 'algorithm')
    const [output] = done.outputs
    assert.deepEqual([output.kind, output.mime, output.width, output.height], ['video', 'video/mp4', 640, 480])
    assert.ok(Math.abs(output.durationMs - 3000) < 100, String(output.durationMs))
    // Two units of two seconds, at twice the size.
    assert.equal((await server.services.credits.balance(client.accountId)).balance, CREDITS - 8)
    assert.equal(seen.filter(({ format }) => format === 'png').length, 16)
    assert.equal((await content(output.url)).length, output.sizeBytes)
  })

  test('a video with one bad part is refused before a job is made of it, and nothing is charged', async () => {
    const before = await server.services.credits.balance(client.accountId)
    const bad = "drawbox=color=red:t=fill:enable='between(t,1.2,1.9)',format=yuv444p"
    const { body: media } = await client.upload(await makeVideo({ seconds: 2, filter: bad, sound: false }))
    const { status, body } = await client.call('POST', '/v1/jobs', { operation: 'enhance-video', input: { video: media.id } })
    assert.deepEqual([status, body.code], [403, 'content_refused'])
    assert.deepEqual(await server.services.credits.balance(client.accountId), before)
  })
})

describe('a server without ffmpeg', () => {
  let server: TestServer
  let client: Client
  before(async () => {
    server = await createTestServer({ screen, ffmpegPath: '/nowhere/ffmpeg' })
    await server.start()
    client = await clientOf(server)
  })
  after(() => server.remove())

  test('tells that videos are not available, takes none and holds no credit', async () => {
    const { body: operation } = await client.call('GET', '/v1/operations/enhance-video')
    assert.deepEqual([operation.available, operation.engine], [false, null])
    const { body: taken } = await client.upload(Buffer.from('\0\0\0\x14ftypisom\0\0\0\0isom', 'latin1'))
    assert.equal(taken.code, 'video_unsupported')
    assert.match(taken.detail, /ffmpeg/)
    const { body: refused } = await client.call('POST', '/v1/jobs', {
      operation: 'enhance-video',
      input: { video: 'https://example.com/a.mp4' },
    })
    assert.equal(refused.code, 'operation_unavailable')
    assert.deepEqual(await server.services.credits.balance(client.accountId), { balance: CREDITS, held: 0 })
  })
})
