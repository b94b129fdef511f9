import { followEvents } from './follow-events.ts'
import { createTransport, type TransportOptions } from './transport.ts'
import type { Account, Job, JobEvent, JobState, Media, Operation, Page, Usage } from './types.ts'

export type ClientOptions = TransportOptions

interface Abortable {
  readonly signal?: AbortSignal | undefined
}

interface PageOptions extends Abortable {
  /** 1 to 100; 20 when left out. */
  readonly limit?: number | undefined
  /** `nextCursor` of the page before. */
  readonly cursor?: string | undefined
}

export interface Submission {
  readonly operation: string
  /** A file is a media id, an http(s) URL or a data URI. */
  readonly input: Readonly<Record<string, unknown>>
  /** -100 to 100, higher first among your own jobs. */
  readonly priority?: number | undefined
  /** That the people in the pictures agreed. Operations on the faces of real people need it to be true. */
  readonly consent?: boolean | undefined
}

export interface Follower extends Abortable {
  /** Told at every event; `fraction` is 0 to 1. */
  readonly onProgress?: ((fraction: number, event: JobEvent) => void) | undefined
}

/** A client of one account. Every method throws ProblemError, ConnectionError, or the reason of its signal. */
export type Client = ReturnType<typeof createClient>

export function createClient(options: ClientOptions) {
  const transport = createTransport(options)
  const segment = encodeURIComponent

  const jobs = {
    /** The same `idempotencyKey` with the same submission gives the same job and charges nothing. */
    create: (submission: Submission, { idempotencyKey, signal }: Abortable & { readonly idempotencyKey?: string } = {}): Promise<Job> =>
      transport.call('POST', '/v1/jobs', {
        body: submission,
        headers: idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey },
        signal,
      }),

    get: (id: string, { signal }: Abortable = {}): Promise<Job> => transport.call('GET', `/v1/jobs/${segment(id)}`, { signal }),

    /** Newest first. */
    list: ({
      signal,
      states,
      operations,
      ...page
    }: PageOptions & {
      readonly states?: readonly JobState[] | undefined
      readonly operations?: readonly string[] | undefined
    } = {}): Promise<Page<Job>> => transport.call('GET', '/v1/jobs', { query: { ...page, state: states, operation: operations }, signal }),

    /** A queued job is canceled at once, a running one soon; a final one stays as it is. */
    cancel: (id: string, { signal }: Abortable = {}): Promise<Job> => transport.call('POST', `/v1/jobs/${segment(id)}/cancel`, { signal }),

    /** Events with a number above `after`, to the final one; a connection that drops is made again. */
    events: (id: string, wanted: Abortable & { readonly after?: number } = {}) => followEvents(transport, id, wanted),

    /** The job once it is final. Aborting only stops following. */
    async follow(id: string, { onProgress, signal }: Follower = {}): Promise<Job> {
      let fraction = 0
      for await (const event of followEvents(transport, id, { signal })) {
        const { progress } = event.data
        // A job that has to begin again begins at 0.
        fraction =
          event.type === 'job.succeeded' ? 1 : event.type === 'job.requeued' ? 0 : typeof progress === 'number' ? progress : fraction
        onProgress?.(fraction, event)
      }
      return jobs.get(id, { signal })
    },

    /** Submits a job and follows it to its end, whichever that is: look at `state`. Aborting cancels the job. */
    async run(submission: Submission, { onProgress, signal }: Follower = {}): Promise<Job> {
      signal?.throwIfAborted()
      // Not stopped half-way: a job of which nobody knows the id could not be canceled.
      const { id } = await jobs.create(submission, { idempotencyKey: crypto.randomUUID() })
      try {
        return await jobs.follow(id, { onProgress, signal })
      } catch (error) {
        if (signal?.aborted) await jobs.cancel(id)
        throw error
      }
    },
  }

  const media = {
    /** Stores bytes, or what the server finds at a URL. `name` is for display. */
    upload(
      source: Uint8Array<ArrayBuffer> | Blob | URL,
      { name = 'file', signal }: Abortable & { readonly name?: string } = {},
    ): Promise<Media> {
      if (source instanceof URL) return transport.call('POST', '/v1/media', { body: { url: source.href }, signal })
      const form = new FormData()
      form.append('file', source instanceof Blob ? source : new Blob([source]), name)
      return transport.call('POST', '/v1/media', { body: form, signal })
    },

    get: (id: string, { signal }: Abortable = {}): Promise<Media> => transport.call('GET', `/v1/media/${segment(id)}`, { signal }),

    /** Newest first. */
    list: ({ signal, ...page }: PageOptions = {}): Promise<Page<Media>> =>
      transport.call('GET', '/v1/media', { query: { ...page }, signal }),

    /** The answer with the bytes, not read yet. Takes a media id, or the `url` of a media or of a job's output. */
    async download(idOrUrl: string, { signal }: Abortable = {}): Promise<Response> {
      const url = /^https?:/.test(idOrUrl) ? idOrUrl : (await media.get(idOrUrl, { signal })).url
      return transport.read(url, signal)
    },

    /** Not while an open job needs it. */
    async remove(id: string, { signal }: Abortable = {}): Promise<void> {
      await transport.send('DELETE', `/v1/media/${segment(id)}`, { signal })
    },
  }

  return {
    jobs,
    media,
    operations: {
      list: async ({ signal }: Abortable = {}): Promise<Operation[]> =>
        (await transport.call<{ items: Operation[] }>('GET', '/v1/operations', { signal })).items,
      get: (name: string, { signal }: Abortable = {}): Promise<Operation> =>
        transport.call('GET', `/v1/operations/${segment(name)}`, { signal }),
    },
    account: {
      get: ({ signal }: Abortable = {}): Promise<Account> => transport.call('GET', '/v1/account', { signal }),
    },
    /** Of the last 30 days when no period is given; a date (UTC) or an RFC 3339 time. */
    usage: ({
      signal,
      ...period
    }: Abortable & { readonly from?: string | undefined; readonly to?: string | undefined } = {}): Promise<Usage> =>
      transport.call('GET', '/v1/usage', { query: { ...period }, signal }),
  }
}
