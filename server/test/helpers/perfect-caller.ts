import assert from 'node:assert/strict'
import { constants, createPublicKey, publicEncrypt } from 'node:crypto'
import type { LightMyRequestResponse } from 'fastify'
import type { App } from '../../src/http/app-types.ts'

/** The vendor's log-in text, encrypted as its clients do: RSA PKCS#1 v1.5 with the client secret, base64. */
export function idTokenOf(clientSecret: string, text: string): string {
  const key = createPublicKey({ key: Buffer.from(clientSecret, 'base64'), format: 'der', type: 'spki' })
  return publicEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, Buffer.from(text)).toString('base64')
}

export interface Status {
  readonly polling_interval: number
  readonly status: 'running' | 'success' | 'error'
  readonly error?: string | null
  readonly results?: readonly {
    readonly id: number
    readonly data: readonly { readonly dst_id: string; readonly url: string; readonly res_age?: number; readonly faces?: object[] }[]
    readonly custom_info?: Record<string, unknown>
  }[]
}

export interface Reserved {
  readonly file_id: string
  readonly content_type: string
  readonly file_name: string
  readonly requests: readonly { readonly method: string; readonly url: string; readonly headers: Record<string, string> }[]
}

/** A client of the vendor's v1 API, over `inject`. */
export type PerfectCaller = ReturnType<typeof createPerfectCaller>

export function createPerfectCaller(app: App, bearer: string) {
  const headers = { authorization: `Bearer ${bearer}` }

  const call = (method: 'GET' | 'POST', url: string, payload?: object): Promise<LightMyRequestResponse> =>
    app.inject({ method, url, headers, ...(payload ? { payload } : {}) })

  async function ok<Result>(method: 'GET' | 'POST', url: string, payload?: object): Promise<Result> {
    const answer = await call(method, url, payload)
    assert.equal(answer.statusCode, 200, `${method} ${url}: ${answer.body}`)
    const body = answer.json<{ status: number; result?: Result; data?: Result }>()
    assert.equal(body.status, 200)
    return (body.result ?? body.data)!
  }

  const reserve = async (effect: string, type = 'image/png', more: object = {}): Promise<Reserved> => {
    const files = [{ content_type: type, file_name: 'picture', ...more }]
    return (await ok<{ files: Reserved[] }>('POST', `/s2s/v1.0/file/${effect}`, { files })).files[0]!
  }

  const put = (
    { requests: [request] }: Reserved,
    bytes: Uint8Array,
    more: Record<string, string> = {},
  ): Promise<LightMyRequestResponse> => {
    const { pathname, search } = new URL(request!.url)
    return app.inject({
      method: 'PUT',
      url: `${pathname}${search}`,
      payload: Buffer.from(bytes),
      headers: { ...request!.headers, ...more },
    })
  }

  /** Reserves a place, uploads, and returns the file's id. */
  const upload = async (effect: string, bytes: Uint8Array, type?: string): Promise<string> => {
    const reserved = await reserve(effect, type)
    const answer = await put(reserved, bytes)
    assert.deepEqual([answer.statusCode, answer.body], [200, ''])
    return reserved.file_id
  }

  /** The body of a task on files, `src_ids` given as one id. */
  const bodyOf = (src: string, { params, requestId = 0, sets = {}, ...payload }: RunOptions = {}): object => ({
    request_id: requestId,
    payload: { file_sets: { src_ids: [src], ...sets }, actions: [{ id: 0, ...(params ? { params } : {}) }], ...payload },
  })

  const run = async (effect: string, src: string, options?: RunOptions): Promise<string> =>
    (await ok<{ task_id: string }>('POST', `/s2s/v1.0/task/${effect}`, bodyOf(src, options))).task_id

  const poll = (effect: string, taskId: string): Promise<Status> => ok('GET', `/s2s/v1.0/task/${effect}?task_id=${taskId}`)

  /** Polls until the task has ended. */
  const untilDone = async (effect: string, taskId: string): Promise<Status> => {
    for (;;) {
      const status = await poll(effect, taskId)
      if (status.status !== 'running') return status
      await new Promise(setImmediate)
    }
  }

  return { headers, call, ok, reserve, put, upload, bodyOf, run, poll, untilDone }
}

export interface RunOptions {
  readonly params?: object
  readonly requestId?: number
  readonly sets?: object
  readonly output_ext?: string
}
