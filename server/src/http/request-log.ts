import type { Logger } from 'pino'
import { type FastifyReply, type FastifyRequest, LogController } from 'fastify'

/**
 * One line per request: changes and errors at `info`, reads at `debug`. Routes are named by their pattern, never by the URL that was
 * asked for: URLs carry signatures and tickets.
 */
export class RequestLog extends LogController {
  constructor() {
    super({ requestIdLogLabel: 'requestId' })
  }

  override incomingRequest(): void {}

  override requestCompleted(error: Error | null | undefined, request: FastifyRequest, reply: FastifyReply): void {
    const isChange = request.method !== 'GET' && request.method !== 'HEAD' && request.method !== 'OPTIONS'
    const level = error || reply.statusCode >= 500 ? 'error' : isChange || reply.statusCode >= 400 ? 'info' : 'debug'
    // Asked before the fields are made: reads are the most frequent calls by far.
    if (!(request.log as Logger).isLevelEnabled(level)) return
    const { id } = (request.params ?? {}) as { id?: string }
    request.log[level](
      {
        method: request.method,
        route: request.routeOptions.url ?? 'unknown',
        ...(id !== undefined && request.routeOptions.url?.includes('/jobs/') ? { jobId: id } : {}),
        status: reply.statusCode,
        durationMs: Math.round(reply.elapsedTime * 10) / 10,
        ...(error ? { err: error } : {}),
      },
      'request',
    )
  }

  override defaultErrorLog(): void {}
  override routeNotFound(): void {}

  override streamError(error: Error, request: FastifyRequest): void {
    // Readers leave while they are answered: no fault of anybody.
    if ('code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE') return
    request.log.warn({ err: error }, 'an answer broke off')
  }

  override writeHeadError(error: Error, request: FastifyRequest): void {
    request.log.error({ err: error }, 'headers could not be written')
  }
}
