import type { FastifyReply, FastifyRequest } from 'fastify'
import { type AtelierError, type ErrorCode, type ErrorKind, ERRORS } from '../../domain/errors.ts'
import { toForeseenError } from '../../http/foreseen-errors.ts'
import { logOwnFault } from '../../http/problem.ts'
import { rateLimitHeaders } from '../../http/rate-limits.ts'

/** 1000 is the vendor's own and the only one that it documents; the rest continue its row. */
export const CODES = {
  insufficient_credit: 1000,
  refused: 1001,
  bad_input: 1002,
  not_found: 1003,
  unavailable: 1004,
  rate_limited: 1005,
  too_large: 1006,
  unsupported_media: 1006,
  unauthenticated: 1007,
  forbidden: 1008,
  conflict: 1009,
  internal: 1099,
} as const satisfies Record<ErrorKind, number>

/** Errors that a caller of this dialect mends in another way than the rest of their kind: with another file. */
const CODES_BY_ERROR: Partial<Record<ErrorCode, number>> = {
  media_broken: CODES.unsupported_media,
}

export function codeOf(code: ErrorCode): number {
  return CODES_BY_ERROR[code] ?? CODES[ERRORS[code].kind]
}

/** What every JSON answer of this dialect is wrapped in; an error has `info` instead of `data`. */
export function success<Data>(data: Data): { code: number; data: Data } {
  return { code: 0, data }
}

/** "HTTP status is 200 for answers that carry a code, except authentication (401)": contracts/aitubo.openapi.yaml. */
export function statusOf(error: AtelierError): 200 | 401 {
  return error.kind === 'unauthenticated' ? 401 : 200
}

export function answerFailure(thrown: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const error = toForeseenError(thrown)
  logOwnFault(error, request)
  reply.code(statusOf(error)).headers(rateLimitHeaders(error))
  // RFC 9110 section 15.5.2: a 401 "MUST send a WWW-Authenticate header field".
  if (error.kind === 'unauthenticated') reply.header('www-authenticate', 'Bearer realm="Atelier"')
  void reply.send({ code: codeOf(error.code), info: error.message })
}
