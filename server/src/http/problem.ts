import type { FastifyReply, FastifyRequest } from 'fastify'
import { type AtelierError, ERRORS, type ErrorCode, type ErrorKind } from '../domain/errors.ts'
import { toForeseenError } from './foreseen-errors.ts'
import { rateLimitHeaders } from './rate-limits.ts'

/** Problem documents (RFC 9457): how the native API answers errors. A dialect has its own table of this form. */
const STATUS = {
  bad_input: 400,
  unauthenticated: 401,
  insufficient_credit: 402,
  forbidden: 403,
  refused: 403,
  not_found: 404,
  conflict: 409,
  too_large: 413,
  unsupported_media: 415,
  rate_limited: 429,
  internal: 500,
  unavailable: 503,
} as const satisfies Record<ErrorKind, number>

/** Where an error of a kind has a status of its own. */
const STATUS_OF_CODE: Partial<Record<ErrorCode, number>> = {
  // draft-ietf-httpapi-idempotency-key-header section 2.7: "with a different request payload … 422".
  idempotency_mismatch: 422,
  method_not_allowed: 405,
}

export function statusOf(code: ErrorCode): number {
  return STATUS_OF_CODE[code] ?? STATUS[ERRORS[code].kind]
}

export interface Problem {
  /** Tells what the problem is about: `GET` it. */
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly code: ErrorCode
  readonly request_id: string
  readonly retryable: boolean
  /** Facts from the error, such as `errors`: the fields that are wrong. */
  readonly [fact: string]: unknown
}

/** `details` of the error become members of the document, as RFC 9457 section 3.2 provides. */
function toProblem(error: AtelierError, context: { readonly requestId: string; readonly publicUrl: string }): Problem {
  return {
    ...error.details,
    type: `${context.publicUrl}/problems/${error.code}`,
    title: ERRORS[error.code].message,
    status: statusOf(error.code),
    detail: error.message,
    code: error.code,
    request_id: context.requestId,
    retryable: error.retryable,
  }
}

/** An error handler that answers with a problem document and logs what is our own fault, with its cause, for us alone. */
export function createProblemHandler(publicUrl: () => string) {
  return function answerProblem(thrown: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const error = toForeseenError(thrown)
    logOwnFault(error, request)
    const problem = toProblem(error, { requestId: request.id, publicUrl: publicUrl() })
    // Hooks do not run for a path that cannot be read, so the header that they set may be missing.
    reply.header('x-request-id', request.id)
    reply.code(problem.status).headers(rateLimitHeaders(error)).type('application/problem+json')
    // RFC 9110 section 15.5.2: a 401 "MUST send a WWW-Authenticate header field".
    if (error.kind === 'unauthenticated') reply.header('www-authenticate', 'Bearer realm="Atelier"')
    // A string skips the route's own response schema.
    void reply.serializer(String).send(JSON.stringify(problem))
  }
}

/** Logs an error that is this server's fault; the caller's own are told to the caller. For dialects' error handlers as well. */
export function logOwnFault(error: AtelierError, request: FastifyRequest): void {
  if (error.kind === 'internal') request.log.error({ err: error.cause ?? error, code: error.code }, 'request failed')
}
