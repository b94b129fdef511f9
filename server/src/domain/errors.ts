/**
 * Every error that a caller may see, in one table. The native API maps `kind` to an HTTP status, each dialect maps it to its
 * vendor's shape with `satisfies Record<ErrorKind, …>`, so a new kind does not compile until every dialect says what it means.
 */
export type ErrorKind =
  | 'bad_input'
  | 'unauthenticated'
  | 'forbidden'
  | 'refused'
  | 'not_found'
  | 'conflict'
  | 'insufficient_credit'
  | 'rate_limited'
  | 'too_large'
  | 'unsupported_media'
  | 'unavailable'
  | 'internal'

interface ErrorRow {
  readonly kind: ErrorKind
  /** Shown to callers when the thrower has nothing more precise to say. */
  readonly message: string
  /** Whether the same request may succeed later; decides job retries and the `retryable` field of a problem document. */
  readonly retryable: boolean
}

export const ERRORS = {
  invalid_request: { kind: 'bad_input', message: 'The request is not valid.', retryable: false },
  invalid_input: { kind: 'bad_input', message: 'The input does not fit the operation.', retryable: false },
  invalid_cursor: { kind: 'bad_input', message: 'The cursor is not one that this server gave out.', retryable: false },
  unauthenticated: { kind: 'unauthenticated', message: 'A valid API key is needed.', retryable: false },
  missing_scope: { kind: 'forbidden', message: 'The API key lacks the scope that this call needs.', retryable: false },
  content_refused: { kind: 'refused', message: 'The content policy of this server refuses this request.', retryable: false },
  consent_required: {
    kind: 'bad_input',
    message: 'This operation works on the face of a real person: send "consent": true if that person agreed.',
    retryable: false,
  },
  face_consent_off: {
    kind: 'refused',
    message:
      'Operations on the faces of real people are off for this account; its operator turns them on: atelier accounts consent <account> --on',
    retryable: false,
  },
  screen_unavailable: { kind: 'unavailable', message: 'Pictures cannot be screened now, so none is taken.', retryable: true },
  not_found: { kind: 'not_found', message: 'There is no such thing.', retryable: false },
  route_not_found: { kind: 'not_found', message: 'There is no such route.', retryable: false },
  method_not_allowed: { kind: 'not_found', message: 'This route does not take this method.', retryable: false },
  operation_not_found: { kind: 'not_found', message: 'There is no such operation.', retryable: false },
  job_not_found: { kind: 'not_found', message: 'There is no such job.', retryable: false },
  media_not_found: { kind: 'not_found', message: 'There is no such media.', retryable: false },
  key_not_found: { kind: 'not_found', message: 'There is no such key.', retryable: false },
  account_not_found: { kind: 'not_found', message: 'There is no such account.', retryable: false },
  account_exists: { kind: 'conflict', message: 'An account with this e-mail exists.', retryable: false },
  idempotency_mismatch: { kind: 'conflict', message: 'This idempotency key was used with another request.', retryable: false },
  media_exists: { kind: 'conflict', message: 'A media with this id exists.', retryable: false },
  media_in_use: { kind: 'conflict', message: 'A job that is not finished needs this media.', retryable: true },
  insufficient_credit: { kind: 'insufficient_credit', message: 'The account has not enough credit.', retryable: false },
  queue_full: { kind: 'rate_limited', message: 'The account has too many queued jobs.', retryable: true },
  rate_limited: { kind: 'rate_limited', message: 'Too many requests.', retryable: true },
  media_too_large: { kind: 'too_large', message: 'The media is larger than this server takes.', retryable: false },
  request_too_large: { kind: 'too_large', message: 'The request is larger than this server takes.', retryable: false },
  media_unsupported: { kind: 'unsupported_media', message: 'This kind of file is not supported.', retryable: false },
  media_broken: { kind: 'bad_input', message: 'The file cannot be decoded.', retryable: false },
  url_refused: { kind: 'bad_input', message: 'This URL may not be fetched.', retryable: false },
  url_unreachable: { kind: 'bad_input', message: 'The URL could not be fetched.', retryable: true },
  subject_not_found: { kind: 'bad_input', message: 'No subject was found in the picture.', retryable: false },
  face_not_found: { kind: 'bad_input', message: 'No face was found in the picture.', retryable: false },
  several_faces: { kind: 'bad_input', message: 'The picture shows several faces; one is needed.', retryable: false },
  face_too_small: { kind: 'bad_input', message: 'The face is too small in the picture.', retryable: false },
  face_turned: { kind: 'bad_input', message: 'The face is turned too far.', retryable: false },
  face_unreadable: { kind: 'bad_input', message: 'The parts of the face cannot be told apart.', retryable: false },
  eyes_closed: { kind: 'bad_input', message: 'The eyes are closed.', retryable: false },
  hair_not_found: { kind: 'bad_input', message: 'No hair was found in the picture.', retryable: false },
  pose_not_found: { kind: 'bad_input', message: 'No pose was found in the picture.', retryable: false },
  shoulders_not_found: { kind: 'bad_input', message: 'The shoulders are not in the picture.', retryable: false },
  mask_size_mismatch: { kind: 'bad_input', message: 'Picture and mask differ in size.', retryable: false },
  picture_too_small: { kind: 'bad_input', message: 'The picture has too few pixels.', retryable: false },
  picture_too_large: { kind: 'bad_input', message: 'The picture has too many pixels.', retryable: false },
  video_unsupported: { kind: 'bad_input', message: 'This kind of video is not supported.', retryable: false },
  video_too_long: { kind: 'bad_input', message: 'The video is too long.', retryable: false },
  operation_unavailable: { kind: 'unavailable', message: 'No engine of this installation performs this operation.', retryable: false },
  shutting_down: { kind: 'unavailable', message: 'The server is shutting down.', retryable: true },
  deadline_exceeded: { kind: 'unavailable', message: 'The job was not done before its deadline.', retryable: false },
  worker_lost: { kind: 'unavailable', message: 'The worker was lost and the attempts of the job are spent.', retryable: true },
  input_unreadable: { kind: 'unavailable', message: 'A file of the job cannot be read now.', retryable: true },
  output_not_stored: { kind: 'unavailable', message: 'What the job made could not be stored.', retryable: true },
  engine_failed: { kind: 'internal', message: 'The engine failed.', retryable: true },
  internal: { kind: 'internal', message: 'Something went wrong on this server.', retryable: true },
} as const satisfies Record<string, ErrorRow>
export type ErrorCode = keyof typeof ERRORS

export interface ErrorOptionsWithDetails extends ErrorOptions {
  /** JSON-safe facts for the caller, e.g. the field that is wrong. Never secrets, paths or stack traces. */
  readonly details?: Readonly<Record<string, unknown>>
}

/** An error that was foreseen. `message` is public; anything private belongs into `cause`. */
export class AtelierError extends Error {
  override readonly name = 'AtelierError'
  readonly code: ErrorCode
  readonly details: Readonly<Record<string, unknown>> | undefined

  constructor(code: ErrorCode, message?: string, options: ErrorOptionsWithDetails = {}) {
    super(message ?? ERRORS[code].message, options)
    this.code = code
    this.details = options.details
  }

  get kind(): ErrorKind {
    return ERRORS[this.code].kind
  }

  get retryable(): boolean {
    return ERRORS[this.code].retryable
  }
}

/** The foreseen error itself, or `internal` with the unforeseen one as its cause: nothing of that reaches a caller. */
export function toAtelierError(error: unknown): AtelierError {
  return error instanceof AtelierError ? error : new AtelierError('internal', undefined, { cause: error })
}
