import type { FastifyReply, FastifyRequest } from 'fastify'
import { AtelierError, type ErrorCode, type ErrorKind } from '../../domain/errors.ts'
import { toForeseenError } from '../../http/foreseen-errors.ts'
import { logOwnFault } from '../../http/problem.ts'

interface Answer {
  readonly status: number
  readonly code?: string
  /** The vendor's words; ours, which say more, when left out. */
  readonly text?: string
}

/** How errors of a kind are answered on the level of HTTP. What fails within a task is told by its status: engine-codes.ts. */
const BY_KIND = {
  bad_input: { status: 400, code: 'InvalidParameters' },
  too_large: { status: 400, code: 'InvalidParameters' },
  unsupported_media: { status: 400, code: 'InvalidParameters' },
  conflict: { status: 400, code: 'InvalidParameters' },
  refused: { status: 400, code: 'BadRequest' },
  insufficient_credit: { status: 400, code: 'CreditInsufficiency' },
  unauthenticated: { status: 401, code: 'InvalidAccessToken', text: 'Unauthorized' },
  forbidden: { status: 403 },
  not_found: { status: 404 },
  rate_limited: { status: 429, text: 'Too many requests' },
  unavailable: { status: 500 },
  internal: { status: 500 },
} as const satisfies Record<ErrorKind, Answer>

/** Errors that this dialect has a code of its own for. */
const BY_CODE: Partial<Record<ErrorCode, Answer>> = {
  job_not_found: { status: 400, code: 'InvalidTaskId', text: 'Invalid task ID' },
  media_not_found: { status: 400, code: 'InvalidParameters' },
  method_not_allowed: { status: 405 },
  operation_not_found: { status: 500 },
}

/** An error that names one of the vendor's codes itself. */
export function vendorError(code: 'BadRequest' | 'InvalidStyle' | 'InvalidStyleGroup', message: string): AtelierError {
  return new AtelierError('invalid_request', message, { details: { vendorCode: code } })
}

export function answerFailure(thrown: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const error = toForeseenError(thrown)
  logOwnFault(error, request)
  const { status, code, text }: Answer = BY_CODE[error.code] ?? BY_KIND[error.kind]
  const errorCode = (error.details?.['vendorCode'] as string | undefined) ?? (isUnexpectedField(thrown) ? 'BadRequest' : code)
  // A path that cannot be read gets here without the hook that sets it.
  reply.code(status).header('x-request-id', request.id)
  // A string skips the route's own response schema.
  void reply
    .type('application/json; charset=utf-8')
    .serializer(String)
    .send(JSON.stringify({ status, error: text ?? error.message, ...(errorCode === undefined ? {} : { error_code: errorCode }) }))
}

/** "BadRequest: field not expected": contracts/perfect.notes.md. */
function isUnexpectedField(thrown: unknown): boolean {
  const issues = (thrown as { validation?: readonly { keyword: string }[] } | null)?.validation
  return issues !== undefined && issues.every(({ keyword }) => keyword === 'additionalProperties' || keyword === 'boolean')
}
