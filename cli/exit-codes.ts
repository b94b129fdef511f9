import { ConnectionError, type Job, ProblemError } from '../sdk/index.ts'

/** What scripts can tell apart. */
export const EXIT = {
  ok: 0,
  failed: 1,
  usage: 2,
  denied: 3,
  notFound: 4,
  insufficientCredit: 5,
  unavailable: 6,
  refused: 7,
  canceled: 130,
} as const
type ExitCode = (typeof EXIT)[keyof typeof EXIT]

export const EXIT_HELP = `
Exit codes:
  0  it worked             4  there is no such thing
  1  the job failed, or    5  not enough credit
     something unexpected  6  the server is unreachable, or cannot do it now
  2  wrong usage or input  7  refused by the content policy
  3  no valid key, or not  130  canceled
     allowed`

/** The caller's mistake, seen before anything was sent. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
  readonly code = 'usage'
}

export class NoKeyError extends Error {
  override readonly name = 'NoKeyError'
  readonly code = 'unauthenticated'

  constructor() {
    super('An API key is needed: give --key, or set ATELIER_API_KEY.')
  }
}

export class CanceledError extends Error {
  override readonly name = 'CanceledError'
  readonly code = 'canceled'

  constructor() {
    super('Canceled.')
  }
}

const EXIT_OF_CODE: Readonly<Record<string, ExitCode>> = {
  content_refused: EXIT.refused,
  consent_required: EXIT.refused,
  face_consent_off: EXIT.refused,
}

const EXIT_OF_STATUS: Readonly<Record<number, ExitCode>> = {
  400: EXIT.usage,
  401: EXIT.denied,
  402: EXIT.insufficientCredit,
  403: EXIT.denied,
  404: EXIT.notFound,
  409: EXIT.usage,
  413: EXIT.usage,
  415: EXIT.usage,
  422: EXIT.usage,
  429: EXIT.unavailable,
  502: EXIT.unavailable,
  503: EXIT.unavailable,
  504: EXIT.unavailable,
}

/** By the kinds of the server's own errors, which account commands meet without HTTP in between. */
const EXIT_OF_KIND: Readonly<Record<string, ExitCode>> = {
  bad_input: EXIT.usage,
  conflict: EXIT.usage,
  not_found: EXIT.notFound,
}

export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof ProblemError) return EXIT_OF_CODE[error.code] ?? EXIT_OF_STATUS[error.status] ?? EXIT.failed
  if (error instanceof ConnectionError) return EXIT.unavailable
  if (error instanceof CanceledError) return EXIT.canceled
  if (error instanceof UsageError) return EXIT.usage
  if (error instanceof NoKeyError) return EXIT.denied
  const { name, kind } = (error ?? {}) as { name?: unknown; kind?: unknown }
  if (name === 'ConfigError') return EXIT.usage
  return (typeof kind === 'string' && EXIT_OF_KIND[kind]) || EXIT.failed
}

export function exitCodeOfJob({ state, error }: Pick<Job, 'state' | 'error'>): ExitCode {
  if (state === 'canceled') return EXIT.canceled
  return state === 'failed' ? (EXIT_OF_CODE[error?.code ?? ''] ?? EXIT.failed) : EXIT.ok
}
