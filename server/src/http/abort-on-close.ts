import type { FastifyReply } from 'fastify'

/** Aborts when the answer is complete or its reader has gone. (`request.signal` already aborts once the body was read.) */
export function abortOnClose(reply: FastifyReply): AbortSignal {
  const controller = new AbortController()
  reply.raw.once('close', () => controller.abort())
  return controller.signal
}
