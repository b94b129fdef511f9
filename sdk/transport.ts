import { ConnectionError, toProblemError } from './errors.ts'

export interface TransportOptions {
  /** Where the server is, e.g. `http://127.0.0.1:8787`. */
  readonly baseUrl: string
  readonly apiKey: string
  /** Instead of the global one. */
  readonly fetch?: typeof fetch
}

/** A repeated name takes an array. */
export type Query = Readonly<Record<string, string | number | readonly string[] | undefined>>

export interface RequestOptions {
  readonly query?: Query | undefined
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as JSON, a form as multipart. */
  readonly body?: object
  readonly signal?: AbortSignal | undefined
}

/** Sends requests; what is not a success is thrown. */
export interface Transport {
  /** @throws ProblemError, ConnectionError, the reason of `signal` */
  send(method: string, path: string, options?: RequestOptions): Promise<Response>
  /** As `send`, and reads the JSON of the answer. */
  call<Answer>(method: string, path: string, options?: RequestOptions): Promise<Answer>
  /** Reads a URL that carries its own permission: the key is not sent along, wherever it leads. */
  read(url: string, signal?: AbortSignal): Promise<Response>
}

export function createTransport({ baseUrl, apiKey, fetch = globalThis.fetch }: TransportOptions): Transport {
  const root = baseUrl.replace(/\/+$/, '')

  async function request(url: string, init: RequestInit): Promise<Response> {
    const response = await guard(init.signal, `${root} cannot be reached`, () => fetch(url, init))
    if (!response.ok) throw await toProblemError(response)
    return response
  }

  async function send(method: string, path: string, { query = {}, headers = {}, body, signal }: RequestOptions = {}): Promise<Response> {
    const isForm = body instanceof FormData
    return request(`${root}${path}${toQueryString(query)}`, {
      method,
      headers: {
        ...headers,
        authorization: `Bearer ${apiKey}`,
        ...(body === undefined || isForm ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
      signal: signal ?? null,
    })
  }

  return {
    send,
    async call<Answer>(method: string, path: string, options: RequestOptions = {}) {
      const response = await send(method, path, options)
      return guard(options.signal, `${root} broke off`, () => response.json() as Promise<Answer>)
    },
    read: (url, signal) => request(url, { signal: signal ?? null }),
  }
}

/** Tells an abort, which is thrown as it is, from a connection that failed. */
export async function guard<T>(signal: AbortSignal | null | undefined, message: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    signal?.throwIfAborted()
    throw new ConnectionError(`${message}${reasonOf(error)}.`, { cause: error })
  }
}

/** `fetch` wraps what really happened, e.g. ECONNREFUSED. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error
  const { code, message } = (cause ?? {}) as { code?: unknown; message?: unknown }
  const reason = code ?? message
  return typeof reason === 'string' && reason !== '' ? ` (${reason})` : ''
}

function toQueryString(query: Query): string {
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries(query))
    for (const item of Array.isArray(value) ? (value as readonly string[]) : [value as string | number | undefined])
      if (item !== undefined) parameters.append(name, String(item))
  return parameters.size === 0 ? '' : `?${parameters}`
}
