import Type from 'typebox'
import { ERRORS, AtelierError, type ErrorCode } from '../domain/errors.ts'
import type { App } from './app-types.ts'
import { statusOf } from './problem.ts'

/** RFC 9457 section 3.1.1: the `type` of a problem should lead to "human-readable documentation for the problem type". */
export function mountProblemTypes(app: App): void {
  app.get('/problems/:code', { schema: { params: Type.Object({ code: Type.String() }) } }, ({ params }) => {
    if (!Object.hasOwn(ERRORS, params.code)) throw new AtelierError('not_found')
    const code = params.code as ErrorCode
    return { code, title: ERRORS[code].message, status: statusOf(code), retryable: ERRORS[code].retryable }
  })
}
