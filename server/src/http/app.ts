import websocket from '@fastify/websocket'
import Fastify, { type FastifyBaseLogger } from 'fastify'
import { newId } from '../domain/ids.ts'
import type { Clock } from '../ports/clock.ts'
import type { App, Dialect, HttpContext, HttpLimits, Services } from './app-types.ts'
import { CALLER, createAuthenticator } from './authenticate.ts'
import { mountDocs } from './docs.ts'
import { parseJsonBodies } from './json-body.ts'
import type { WatchSignals } from './job-metrics.ts'
import { type CollectWork, mountMetrics } from './metrics.ts'
import { publishOpenApi } from './open-api.ts'
import { createProblemHandler } from './problem.ts'
import { mountProblemTypes } from './problem-types.ts'
import { type ReadinessChecks, mountReadiness } from './readiness.ts'
import { refuseUnknownRoute } from './refuse-unknown-route.ts'
import { RequestLog } from './request-log.ts'
import { boundUploads } from './upload-budget.ts'
import { compileValidator } from './validator.ts'

export interface AppOptions {
  readonly services: Services
  /** Native first; that is their order in `/docs`. */
  readonly dialects: readonly Dialect[]
  readonly logger: FastifyBaseLogger
  readonly clock: Clock
  readonly limits: HttpLimits
  readonly publicUrl: () => string
  readonly secret: string
  /** By name, what `/readyz` asks. */
  readonly checks: ReadinessChecks
  /** What `/metrics` tells about jobs and queues. */
  readonly collectWork?: CollectWork
  /** Where `/metrics` hears of the jobs that this process settles. */
  readonly signals?: WatchSignals
  /** Proxies (addresses, CIDRs) whose X-Forwarded-For is believed; nobody's when left out. */
  readonly trustProxy?: readonly string[]
}

const JSON_BODY_BYTES = 1024 * 1024
/** Clients have nothing to say over a websocket here. */
const WEBSOCKET_MESSAGE_BYTES = 16 * 1024
const REQUEST_TIMEOUT_MS = 5 * 60_000

/** The whole HTTP surface, ready to `listen` or `inject`. Closing it ends every stream. */
export async function createApp(options: AppOptions): Promise<App> {
  const answerProblem = createProblemHandler(options.publicUrl)
  const closing = new AbortController()
  const app: App = Fastify({
    loggerInstance: options.logger,
    logController: new RequestLog() as never,
    // An id from outside could be anything, and would go into logs.
    requestIdHeader: false,
    genReqId: () => newId('request'),
    bodyLimit: JSON_BODY_BYTES,
    // Upload tickets are path parameters.
    routerOptions: { maxParamLength: 2000 },
    requestTimeout: REQUEST_TIMEOUT_MS,
    trustProxy: options.trustProxy ? [...options.trustProxy] : false,
    frameworkErrors(error, request, reply) {
      const own = options.dialects.find(({ unreadable }) => unreadable && request.url.startsWith(unreadable.below))?.unreadable
      return (own?.answer ?? answerProblem)(error, request, reply)
    },
  })
  const context: HttpContext = {
    services: options.services,
    authenticator: createAuthenticator(options.services.accounts, options.limits),
    clock: options.clock,
    limits: options.limits,
    publicUrl: options.publicUrl,
    secret: options.secret,
    closing: closing.signal,
  }

  app.setValidatorCompiler(compileValidator)
  parseJsonBodies(app)
  app.decorateRequest(CALLER, null)
  app.setErrorHandler(answerProblem)
  app.setNotFoundHandler(refuseUnknownRoute(app))
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id)
    done()
  })
  app.addHook('onSend', (request, reply, payload, done) => {
    // A connection that is kept alive past this answer would hold up the closing server; that of a refused handshake ends in any case.
    if (closing.signal.aborted || request.ws) reply.header('connection', 'close')
    done(null, payload)
  })
  app.addHook('preClose', (done) => {
    closing.abort()
    done()
  })

  const { maxUploadBytes } = options.limits
  boundUploads(app, { budgetBytes: Math.max(200_000_000, 4 * maxUploadBytes), maxUploadBytes })
  mountMetrics(app, options)
  await app.register(websocket, {
    options: { maxPayload: WEBSOCKET_MESSAGE_BYTES, handleProtocols: chooseProtocol },
    preClose(done) {
      // 1001: "an endpoint is going away, such as a server going down" (RFC 6455 section 7.4.1). The plugin's own way gives no code.
      for (const socket of app.websocketServer.clients) socket.close(1001)
      app.websocketServer.close()
      done()
    },
  })
  mountReadiness(app, options.checks)
  mountProblemTypes(app)
  mountDocs(app, options.dialects)
  for (const dialect of options.dialects) {
    await app.register(async (scope: App) => {
      publishOpenApi(scope, dialect.name, dialect.openApi, options.publicUrl)
      await dialect.mount(scope, context)
    })
  }
  return app
}

/** The first protocol that carries no key: what is chosen is sent back. */
function chooseProtocol(offered: Set<string>): string | false {
  return [...offered].find((protocol) => !protocol.startsWith('atelier.key.')) ?? false
}
