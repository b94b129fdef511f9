import { AtelierError, type ErrorCode, toAtelierError } from '../domain/errors.ts'

/** What Fastify and its plugins throw before a handler runs, in our words. */
const BY_FRAMEWORK_CODE: Readonly<Record<string, readonly [ErrorCode, string?]>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: ['request_too_large'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ['media_unsupported', 'This content type is not supported here.'],
  FST_ERR_CTP_INVALID_JSON_BODY: ['invalid_request', 'The body is not valid JSON.'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ['invalid_request', 'The body is not as long as Content-Length says.'],
  FST_REQ_FILE_TOO_LARGE: ['media_too_large'],
  FST_FILES_LIMIT: ['invalid_request', 'One file per request.'],
  FST_FIELDS_LIMIT: ['invalid_request', 'The form has too many fields.'],
  FST_PARTS_LIMIT: ['invalid_request', 'The form has too many parts.'],
  FST_INVALID_MULTIPART_CONTENT_TYPE: ['media_unsupported', 'A multipart form is needed here.'],
  FST_ERR_BAD_URL: ['invalid_request', 'The path is not a valid URL component.'],
  FST_ERR_MAX_PARAM_LENGTH: ['route_not_found'],
  FST_ERR_NOT_FOUND: ['route_not_found'],
}

const BY_STATUS: Readonly<Record<number, ErrorCode>> = {
  404: 'route_not_found',
  413: 'request_too_large',
  415: 'media_unsupported',
  503: 'shutting_down',
}

export interface FieldError {
  /** A path such as `input.width`, or where the wrong part is: `body`, `query` … */
  readonly field: string
  readonly message: string
}

interface ValidationIssue {
  readonly keyword: string
  readonly instancePath: string
  readonly message?: string
  readonly params: Readonly<Record<string, unknown>>
}

interface FrameworkError {
  readonly code?: unknown
  readonly statusCode?: unknown
  readonly validation?: readonly ValidationIssue[]
  readonly validationContext?: string
}

/**
 * Any thrown value as one of our errors: a failed validation as `invalid_request` with the fields in `details.errors`, what the framework
 * refuses in our words, anything unforeseen as `internal`. For error handlers, of dialects too.
 */
export function toForeseenError(error: unknown): AtelierError {
  if (error instanceof AtelierError || typeof error !== 'object' || error === null) return toAtelierError(error)
  const { code, statusCode, validation, validationContext } = error as FrameworkError
  if (validation) {
    const errors = toFieldErrors(validation, validationContext ?? 'body')
    const [first] = errors
    return new AtelierError('invalid_request', first && `${first.field} ${first.message}.`, { details: { errors }, cause: error })
  }
  const known = typeof code === 'string' ? BY_FRAMEWORK_CODE[code] : undefined
  if (known) return new AtelierError(known[0], known[1], { cause: error })
  if (typeof statusCode !== 'number' || ((statusCode < 400 || statusCode >= 500) && statusCode !== 503)) return toAtelierError(error)
  return new AtelierError(BY_STATUS[statusCode] ?? 'invalid_request', undefined, { cause: error })
}

const MAX_FIELD_ERRORS = 20

function toFieldErrors(issues: readonly ValidationIssue[], context: string): FieldError[] {
  const where = context === 'querystring' ? 'query' : context
  return (
    issues
      // The validator names a property that does not belong twice; the second time with its name.
      .filter(({ keyword }) => keyword !== 'boolean')
      .slice(0, MAX_FIELD_ERRORS)
      .map(({ keyword, instancePath, message = 'is not valid', params }) => {
        const path = instancePath.slice(1).replaceAll('/', '.') || where
        const allowed = params['allowedValues'] ?? params['allowedValue']
        const names = keyword === 'additionalProperties' ? params['additionalProperties'] : undefined
        const suffix = allowed !== undefined ? `: ${list(allowed)}` : names !== undefined ? `: ${list(names)}` : ''
        return { field: path.slice(0, 200), message: (message + suffix).slice(0, 500) }
      })
  )
}

function list(values: unknown): string {
  return Array.isArray(values) ? values.slice(0, 20).map(String).join(', ') : String(values)
}
