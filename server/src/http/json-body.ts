import { AtelierError } from '../domain/errors.ts'
import { isNestedAtMost } from '../lib/canonical-json.ts'
import type { App } from './app-types.ts'

/** Deeper than any request that makes sense; recursive code behind the parser stays far from the end of its stack. */
const MAX_DEPTH = 32

/**
 * Replaces Fastify's parsers: JSON only, of bounded depth, without `__proto__` and `constructor.prototype`. An empty body is none, since
 * many clients name the content type of what they do not send.
 */
export function parseJsonBodies(app: App): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body: string, done) => {
    if (body.length === 0) {
      done(null, undefined)
      return
    }
    void parse(request, body, (error, value) => {
      if (!error && !isNestedAtMost(value, MAX_DEPTH))
        done(new AtelierError('invalid_request', `The body is nested deeper than ${MAX_DEPTH} levels.`))
      else done(error, value)
    })
  })
}
