import { AtelierError, type ErrorCode } from '../../domain/errors.ts'
import { DataUriError } from '../../lib/data-uri.ts'
import { UntrustedFetchError, type UntrustedFetchReason } from '../../lib/fetch-untrusted.ts'

const FETCH_CODES = {
  refused: 'url_refused',
  unreachable: 'url_unreachable',
  too_large: 'media_too_large',
} as const satisfies Record<UntrustedFetchReason, ErrorCode>

const DATA_URI_CODES = { malformed: 'invalid_request', too_large: 'media_too_large' } as const satisfies Record<
  DataUriError['reason'],
  ErrorCode
>

/** What `fetchUntrusted` and `parseDataUri` throw, as callers see it; anything else stays what it is. */
export function toMediaError(error: unknown): unknown {
  if (error instanceof UntrustedFetchError) return new AtelierError(FETCH_CODES[error.reason], error.message, { cause: error })
  if (error instanceof DataUriError) return new AtelierError(DATA_URI_CODES[error.reason], error.message, { cause: error })
  return error
}
