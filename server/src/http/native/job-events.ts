import { Readable } from 'node:stream'
import type { FastifyRequest } from 'fastify'
import Type from 'typebox'
import type { WebSocket } from 'ws'
import { AtelierError } from '../../domain/errors.ts'
import { isFinal, type JobEvent } from '../../domain/job.ts'
import { abortOnClose } from '../abort-on-close.ts'
import type { App, HttpContext } from '../app-types.ts'
import { admitCaller, callerOf } from '../authenticate.ts'
import { HEARTBEAT, withHeartbeats } from '../with-heartbeats.ts'
import { toJobEventDocument } from './documents.ts'
import { toJobId } from './jobs.ts'
import { describeRoute } from './route-schema.ts'
import { idParams } from './schemas.ts'

const HEARTBEAT_MS = 15_000
/** How long a browser waits before it connects again. */
const RETRY_MS = 2000
/** Browsers cannot send Authorization with a websocket, but they can offer protocols. */
const KEY_PROTOCOL = 'atelier.key.'

const tags = ['jobs']
const number = (description: string) => Type.Optional(Type.Integer({ minimum: 0, maximum: 2 ** 31, description }))

/** A job's events, as server-sent events and over a websocket: what is stored after a number, then what happens, to the final one. */
export function mountJobEvents(app: App, { services, authenticator, clock, closing }: HttpContext): void {
  const { jobs } = services

  app.get(
    '/jobs/:id/events',
    {
      onRequest: admitCaller(authenticator.bearer, 'jobs:read'),
      exposeHeadRoute: false,
      schema: describeRoute(
        {
          tags,
          scope: 'jobs:read',
          summary: "Follow a job's events",
          description:
            '`text/event-stream`: `id` is the number of the event, `event` its type, `data` a JSON document. Ends after the final event; asked again after that one, it answers 204, which tells browsers to stop.',
        },
        {
          params: idParams,
          querystring: Type.Object(
            { after: number('Only events with a higher number. `Last-Event-ID` goes before it.') },
            { additionalProperties: false },
          ),
          headers: Type.Object({ 'last-event-id': number('The last event that was read.') }),
        },
      ),
    },
    async (request, reply) => {
      const { accountId } = callerOf(request)
      const after = request.headers['last-event-id'] ?? request.query.after ?? 0
      const job = await jobs.get(accountId, toJobId(request.params.id))
      if (isFinal(job.state) && after >= job.lastEventSeq) return reply.code(204).send()
      const signal = AbortSignal.any([closing, abortOnClose(reply)])
      const stream = Readable.from(
        toServerSentEvents(withHeartbeats(jobs.events(accountId, job.id, { after, signal }), clock, HEARTBEAT_MS)),
        {
          // Text is buffered up to a few events, not to sixteen.
          highWaterMark: 2,
        },
      )
      // The connection ends with the stream, so that a server which closes is not held up by it.
      return reply
        .headers({ 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no', connection: 'close' })
        .send(stream)
    },
  )

  app.route({
    method: 'GET',
    url: '/jobs/:id/ws',
    exposeHeadRoute: false,
    onRequest: admitCaller((request) => identify(request), 'jobs:read'),
    schema: describeRoute(
      {
        tags,
        scope: 'jobs:read',
        summary: "Follow a job's events over a websocket",
        description:
          'One JSON document per event, as in the event stream; closed with 1000 after the final one. The key comes in `Authorization`, or as the offered protocols `atelier, atelier.key.<key>`.',
      },
      {
        params: idParams,
        querystring: Type.Object({ since: number('Only events with a higher number.') }, { additionalProperties: false }),
      },
    ),
    // Before the upgrade, so that the handshake is refused with a problem document like any other request.
    preHandler: async (request) => {
      await jobs.get(callerOf(request).accountId, toJobId(request.params.id))
    },
    handler: () => {
      throw new AtelierError('invalid_request', 'This route needs a websocket handshake.')
    },
    wsHandler: async (socket: WebSocket, request: FastifyRequest) => {
      const { id } = request.params as { id: string }
      const { since = 0 } = request.query as { since?: number }
      const gone = new AbortController()
      let isAlive = true
      socket.on('close', () => gone.abort()).on('pong', () => (isAlive = true))
      const signal = AbortSignal.any([closing, gone.signal])
      try {
        const events = jobs.events(callerOf(request).accountId, id, { after: since, signal })
        for await (const event of withHeartbeats(events, clock, HEARTBEAT_MS)) {
          if (event === HEARTBEAT) {
            if (!isAlive) return socket.terminate()
            isAlive = false
            socket.ping()
          } else await send(socket, JSON.stringify(toJobEventDocument(event)))
        }
        // 1001: "an endpoint is going away, such as a server going down" (RFC 6455 section 7.4.1).
        socket.close(closing.aborted ? 1001 : 1000)
      } catch (error) {
        if (gone.signal.aborted) return
        request.log.error({ err: error, jobId: id }, 'events broke off')
        socket.close(1011)
      }
    },
  })

  async function identify(request: FastifyRequest) {
    if (request.headers.authorization !== undefined) return authenticator.bearer(request)
    const offered = request.headers['sec-websocket-protocol']?.split(',').map((protocol) => protocol.trim())
    const key = offered?.find((protocol) => protocol.startsWith(KEY_PROTOCOL))?.slice(KEY_PROTOCOL.length)
    return authenticator.key(request, key ?? '')
  }
}

/** Source: WHATWG HTML, section 9.2 "Server-sent events". */
async function* toServerSentEvents(events: AsyncIterable<JobEvent | typeof HEARTBEAT>): AsyncGenerator<string> {
  // Said at once, so that the reader sees an answer before the first event.
  yield `retry: ${RETRY_MS}\n\n`
  for await (const event of events) {
    if (event === HEARTBEAT) yield ': still here\n\n'
    else {
      const id = event.seq === undefined ? '' : `id: ${event.seq}\n`
      yield `${id}event: ${event.type}\ndata: ${JSON.stringify(toJobEventDocument(event))}\n\n`
    }
  }
}

/** Resolves when the text has left this process: a reader that does not read holds up only itself. */
function send(socket: WebSocket, text: string): Promise<void> {
  return new Promise((resolve, reject) => socket.send(text, (error) => (error ? reject(error) : resolve())))
}
