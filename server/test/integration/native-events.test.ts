import assert from 'node:assert/strict'
import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import { after, before, test } from 'node:test'
import { WebSocket } from 'undici'
import { type Client, createHttpTest, type HttpTest } from '../helpers/http-app.ts'

let http: HttpTest
let client: Client
let address: string
before(async () => {
  http = await createHttpTest()
  client = await http.client(1000)
  http.scheduler.start()
  address = await http.listen()
})
after(() => http.close())

const HANDSHAKE = { 'sec-websocket-version': '13', 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==' }

interface ServerSentEvent {
  readonly id?: string
  readonly event: string
  readonly data: { seq: number | null; type: string; jobId: string; data: Record<string, unknown> }
}

function parseEvents(text: string): ServerSentEvent[] {
  return text
    .split('\n\n')
    .filter((block) => block.includes('data: '))
    .map((block) => Object.fromEntries(block.split('\n').map((line) => line.split(/: (.*)/s).slice(0, 2) as [string, string])))
    .map((fields) => ({ ...fields, data: JSON.parse(fields['data']!) as unknown }) as ServerSentEvent)
}

const follow = (jobId: string, headers: object = {}, query = '') =>
  fetch(`${address}/v1/jobs/${jobId}/events${query}`, { headers: { ...client.headers, ...headers } })

async function submitLabelled(label: string): Promise<string> {
  return (await http.submit(client, { label })).job.id
}

async function finishedJob(label: string): Promise<string> {
  const id = await submitLabelled(label)
  ;(await http.runOf(label)).succeed()
  await (await follow(id)).text()
  return id
}

test('a stream begins at once, tells what happens and ends after the final event', async () => {
  const id = await submitLabelled('streamed')
  const answer = await follow(id)
  assert.equal(answer.status, 200)
  assert.equal(answer.headers.get('content-type'), 'text/event-stream')
  assert.equal(answer.headers.get('cache-control'), 'no-store')
  const reading = answer.text()
  ;(await http.runOf('streamed')).succeed()
  const text = await reading
  assert.match(text, /^retry: \d+\n\n/)
  const events = parseEvents(text)
  assert.deepEqual(
    events.map(({ event }) => event),
    ['job.queued', 'job.started', 'job.succeeded'],
  )
  assert.deepEqual(
    events.map((event) => event.id),
    ['1', '2', '3'],
  )
  assert.deepEqual(
    events.map(({ data }) => [data.seq, data.type, data.jobId]),
    [
      [1, 'job.queued', id],
      [2, 'job.started', id],
      [3, 'job.succeeded', id],
    ],
  )
})

test('progress that is told live has no number, so it is never resumed from', async () => {
  const id = await submitLabelled('in steps')
  const answer = await follow(id)
  const run = await http.runOf('in steps')
  for (let step = 1; step <= 4; step++) run.context.onProgress(step / 10)
  run.succeed()
  const events = parseEvents(await answer.text())
  for (const { id: number, data } of events) assert.equal(number, data.seq === null ? undefined : String(data.seq))
  assert.deepEqual(
    events.filter(({ id: number }) => number).map(({ id: number }) => Number(number)),
    events.filter(({ id: number }) => number).map((_event, index) => index + 1),
  )
})

test('a reader that resumes from N gets N+1, by header or query, the header first', async () => {
  const id = await finishedJob('resumed')
  const numbers = async (headers: object, query = '') =>
    parseEvents(await (await follow(id, headers, query)).text()).map((event) => event.id)
  assert.deepEqual(await numbers({ 'last-event-id': '1' }), ['2', '3'])
  assert.deepEqual(await numbers({}, '?after=2'), ['3'])
  assert.deepEqual(await numbers({ 'last-event-id': '2' }, '?after=0'), ['3'])
})

test('who has read the final event is told with 204 to stop', async () => {
  const id = await finishedJob('over')
  const answer = await follow(id, { 'last-event-id': '3' })
  assert.deepEqual([answer.status, await answer.text()], [204, ''])
})

test('a silent stream gets a comment every 15 seconds', async () => {
  const id = await submitLabelled('silent')
  const run = await http.runOf('silent')
  const stream = (await follow(id)).body!.pipeThrough(new TextDecoderStream())
  let text = ''
  const beats = () => text.split(': still here\n\n').length - 1
  const silence = async (): Promise<void> => {
    // The server may be about to wait only after time has moved, so it is moved until the comments are there.
    while (beats() < 2) await http.clock.advance(15_000)
    run.succeed()
  }
  let silent: Promise<void> | undefined
  for await (const chunk of stream) {
    text += chunk
    if (text.includes('job.started')) silent ??= silence()
    else assert.equal(beats(), 0)
  }
  await silent
  assert.match(text, /event: job\.succeeded/)
})

/** What a websocket said until it closed, and how it closed. */
async function listenTo(url: string, options: { protocols?: string[]; headers?: Record<string, string> }) {
  const socket = new WebSocket(url.replace('http', 'ws'), options)
  const messages: { seq: number; type: string }[] = []
  socket.addEventListener('message', ({ data }) => messages.push(JSON.parse(String(data)) as { seq: number; type: string }))
  const { promise, resolve } = Promise.withResolvers<number>()
  socket.addEventListener('error', () => {})
  socket.addEventListener('close', ({ code }) => resolve(code))
  return { code: await promise, messages, protocol: socket.protocol }
}

test('a websocket tells the same events and closes normally after the final one', async () => {
  const id = await submitLabelled('socket')
  const listening = listenTo(`${address}/v1/jobs/${id}/ws`, { headers: client.headers })
  ;(await http.runOf('socket')).succeed()
  const { code, messages } = await listening
  assert.equal(code, 1000)
  assert.deepEqual(
    messages.map(({ seq, type }) => [seq, type]),
    [
      [1, 'job.queued'],
      [2, 'job.started'],
      [3, 'job.succeeded'],
    ],
  )
})

test('a websocket resumes with since, and takes the key as an offered protocol that is not sent back', async () => {
  const id = await finishedJob('socket again')
  const { code, messages, protocol } = await listenTo(`${address}/v1/jobs/${id}/ws?since=2`, {
    protocols: ['atelier', `atelier.key.${client.key}`],
  })
  assert.deepEqual([code, protocol, messages.map(({ seq }) => seq)], [1000, 'atelier', [3]])
})

test('the handshake is refused to strangers, for jobs of others and for what is no job', async () => {
  const id = await submitLabelled('private')
  const stranger = await http.client()
  const refused = [
    listenTo(`${address}/v1/jobs/${id}/ws`, {}),
    listenTo(`${address}/v1/jobs/${id}/ws`, { headers: { authorization: 'Bearer wrong' } }),
    listenTo(`${address}/v1/jobs/${id}/ws?since=x`, { headers: client.headers }),
    listenTo(`${address}/v1/jobs/${id}/ws`, { headers: stranger.headers }),
    listenTo(`${address}/v1/jobs/job_nothing/ws`, { headers: client.headers }),
  ]
  for (const { code, messages } of await Promise.all(refused)) assert.deepEqual([code, messages], [1006, []])
  const plain = await fetch(`${address}/v1/jobs/${id}/ws`, { headers: client.headers })
  assert.equal(plain.status, 400)
})

test('a handshake that is refused says that its connection closes', async () => {
  const id = await submitLabelled('refused')
  for (const [path, status] of [
    [`/v1/jobs/${id}/ws`, 401],
    ['/v1/nothing', 404],
  ] as const) {
    const request = get(address + path, { headers: { connection: 'upgrade', upgrade: 'websocket', ...HANDSHAKE } })
    const [answer] = (await once(request, 'response')) as [IncomingMessage]
    assert.deepEqual([answer.statusCode, answer.headers.connection], [status, 'close'])
    answer.resume()
    await once(answer, 'close')
  }
})

test('closing the server ends open streams, sockets and waits', async () => {
  const own = await createHttpTest()
  const reader = await own.client()
  const at = await own.listen()
  const { job } = await own.submit(reader)
  const stream = await fetch(`${at}/v1/jobs/${job.id}/events`, { headers: reader.headers })
  const told = Promise.withResolvers<void>()
  const streamed = (async () => {
    for await (const chunk of stream.body!.pipeThrough(new TextDecoderStream())) if (chunk.includes('job.queued')) told.resolve()
  })()
  const waiting = fetch(`${at}/v1/jobs`, {
    method: 'POST',
    headers: { ...reader.headers, prefer: 'wait=60', 'content-type': 'application/json' },
    body: JSON.stringify({ operation: 'work', input: {} }),
  })
  const opened = Promise.withResolvers<void>()
  const socket = new WebSocket(`${at.replace('http', 'ws')}/v1/jobs/${job.id}/ws`, { headers: reader.headers })
  const closed = new Promise<number>((resolve) => socket.addEventListener('close', ({ code }) => resolve(code)))
  socket.addEventListener('message', () => opened.resolve())
  await Promise.all([told.promise, opened.promise])
  // Both jobs are stored once the second shows in the list.
  while ((await own.app.inject({ url: '/v1/jobs', headers: reader.headers })).json<{ items: unknown[] }>().items.length < 2);
  await own.close()
  await streamed
  assert.equal((await waiting).status, 202)
  assert.equal(await closed, 1001)
})
