import { ConnectionError, ProblemError } from './errors.ts'
import { readEventStream } from './event-stream.ts'
import { guard, type Transport } from './transport.ts'
import type { EventType, JobEvent } from './types.ts'

/** Tries in a row that may bring nothing new before a stream is given up. */
const MAX_BARREN_TRIES = 10
const RETRY_MS = 1000

const FINAL_EVENTS: readonly EventType[] = ['job.succeeded', 'job.failed', 'job.canceled']

/**
 * The events of a job after number `after`, stored ones and then live ones, to the final one. A connection that drops is made again from
 * the last number read, so none is missed or told twice.
 * @throws ProblemError, ConnectionError once the server stays away, the reason of `signal`
 */
export async function* followEvents(
  transport: Transport,
  jobId: string,
  { after = 0, signal }: { readonly after?: number; readonly signal?: AbortSignal | undefined },
): AsyncGenerator<JobEvent, void, void> {
  let last = after
  let retryMs = RETRY_MS
  for (let barrenTries = 0; ; barrenTries++) {
    try {
      const response = await transport.send('GET', `/v1/jobs/${encodeURIComponent(jobId)}/events`, {
        headers: { accept: 'text/event-stream', 'last-event-id': String(last) },
        signal,
      })
      // Nothing follows the number that was asked for.
      if (response.status === 204 || response.body === null) return
      const messages = readEventStream(response.body)
      try {
        for (;;) {
          const { value: message } = await guard(signal, 'The event stream broke off', () => messages.next())
          if (!message) break
          retryMs = message.retryMs ?? retryMs
          if (message.data === undefined) continue
          const event = JSON.parse(message.data) as JobEvent
          last = event.seq ?? last
          barrenTries = 0
          yield event
          if (FINAL_EVENTS.includes(event.type)) return
        }
      } finally {
        await messages.return(undefined)
      }
    } catch (error) {
      if (!mayPass(error) || barrenTries >= MAX_BARREN_TRIES) throw error
    }
    if (barrenTries >= MAX_BARREN_TRIES) throw new ConnectionError('The event stream ends again and again without news.')
    await pause(retryMs, signal)
  }
}

function mayPass(error: unknown): boolean {
  return error instanceof ConnectionError || (error instanceof ProblemError && error.retryable)
}

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer)
      reject(signal!.reason as Error)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop)
      resolve()
    }, ms)
    if (signal?.aborted) stop()
    else signal?.addEventListener('abort', stop, { once: true })
  })
}
