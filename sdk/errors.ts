import type { Problem } from './types.ts'

/** The server said no. `code` is what a program should look at, `message` what a person should read. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError'
  readonly code: string
  /** Of HTTP. */
  readonly status: number
  /** For questions to the operator. */
  readonly requestId: string | null
  /** Whether the same request may succeed later. */
  readonly retryable: boolean
  /** The fields that are wrong; empty when that is not what is wrong. */
  readonly fields: readonly { readonly field: string; readonly message: string }[]

  constructor(problem: Pick<Problem, 'code' | 'detail' | 'status' | 'retryable'> & Partial<Problem>) {
    super(problem.detail)
    this.code = problem.code
    this.status = problem.status
    this.requestId = problem.request_id ?? null
    this.retryable = problem.retryable
    this.fields = problem.errors ?? []
  }
}

/** The server could not be reached, or broke off. Whether it took the request is not known. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError'
  readonly code = 'unreachable'
}

/** The problem that an answer with an error status tells; one is made up for what a proxy in between answers. */
export async function toProblemError(response: Response): Promise<ProblemError> {
  const problem = response.headers.get('content-type')?.startsWith('application/problem+json')
    ? await response.json().catch(() => undefined)
    : await response.body?.cancel()
  return new ProblemError(
    (problem as Problem | undefined) ?? {
      code: `http_${response.status}`,
      detail: `The server answered with status ${response.status}.`,
      status: response.status,
      retryable: response.status >= 500 || response.status === 429,
    },
  )
}
