import { constants, createPublicKey, publicEncrypt } from 'node:crypto'

export interface Place {
  readonly file_id: string
  readonly requests: readonly { readonly url: string; readonly method: string; readonly headers: Record<string, string> }[]
}

export interface Result {
  /** May be the source of another task. */
  readonly dst_id: string
  readonly url: string
}

export interface TaskState {
  readonly polling_interval: number
  readonly status: 'running' | 'success' | 'error'
  readonly error?: string | null
  readonly results?: readonly { readonly id: number; readonly data: readonly Result[] }[]
}

export interface Wish {
  readonly output_ext: string
  /** Of effects that have any: `{ scale: 2 }`. */
  readonly params?: object
}

/** A small client of the Perfect (YouCam S2S) v1 API: `fetch` and `node:crypto` are all it takes. */
export class PerfectClient {
  readonly #baseUrl: string
  #token = ''

  constructor(baseUrl: string) {
    this.#baseUrl = baseUrl
  }

  /** `clientSecret` is an RSA public key: base64 of its SubjectPublicKeyInfo in DER. The token lasts for two hours. */
  async logIn(clientId: string, clientSecret: string): Promise<void> {
    const key = createPublicKey({ key: Buffer.from(clientSecret, 'base64'), format: 'der', type: 'spki' })
    const text = Buffer.from(`client_id=${clientId}&timestamp=${Date.now()}`)
    const id_token = publicEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, text).toString('base64')
    const { access_token } = await this.#call<{ access_token: string }>('client/auth', { client_id: clientId, id_token })
    this.#token = access_token
  }

  /** Reserves a place, sends the bytes there, and returns the file's id. */
  async upload(effect: string, bytes: Uint8Array<ArrayBuffer>, contentType: string): Promise<string> {
    const files = [{ content_type: contentType, file_name: 'picture' }]
    const { files: places } = await this.#call<{ files: Place[] }>(`file/${effect}`, { files })
    const { file_id, requests } = places[0]!
    const { url, method, headers } = requests[0]!
    const response = await fetch(url, { method, headers, body: bytes })
    if (!response.ok) throw new Error(`the upload failed: ${response.status} ${await response.text()}`)
    return file_id
  }

  /** Runs an effect on a file and waits for its results. A task that nobody polls for ten seconds is lost. */
  async run(effect: string, source: string, { params, output_ext }: Wish): Promise<readonly Result[]> {
    const payload = { file_sets: { src_ids: [source] }, actions: [{ id: 0, ...(params && { params }) }], output_ext }
    const { task_id } = await this.#call<{ task_id: string }>(`task/${effect}`, { request_id: 0, payload })
    for (;;) {
      const state = await this.#call<TaskState>(`task/${effect}?task_id=${encodeURIComponent(task_id)}`)
      if (state.status === 'error') throw new Error(`the task failed: ${state.error}`)
      if (state.status === 'success') return state.results![0]!.data
      await new Promise((resolve) => setTimeout(resolve, state.polling_interval))
    }
  }

  async #call<R>(path: string, body?: object): Promise<R> {
    const response = await fetch(`${this.#baseUrl}/s2s/v1.0/${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        ...(this.#token === '' ? {} : { authorization: `Bearer ${this.#token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const answer = (await response.json()) as { status: number; error?: string; error_code?: string; result: R }
    if (!response.ok) throw new Error(`${path}: ${answer.status} ${answer.error_code ?? ''} ${answer.error ?? ''}`)
    return answer.result
  }
}
