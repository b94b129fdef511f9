import { isFinal, type JobEvent } from '../../domain/job.ts'
import type { Queries } from '../../db/connect.ts'
import { selectEvents } from '../../db/jobs.ts'
import type { Clock } from '../../ports/clock.ts'
import type { JobSignals } from './job-signals.ts'

const POLL_MS = 1000

/** Resolves at the next signal about the job, after `timeoutMs`, or on abort, whichever is first. */
export interface JobWatch extends Disposable {
  next(timeoutMs: number, signal: AbortSignal): Promise<void>
  /** The latest progress that was told live since the last call. */
  takeProgress(): JobEvent | undefined
}

export function watchJob(signals: JobSignals, clock: Clock, jobId: string): JobWatch {
  let progress: JobEvent | undefined
  let missed = false
  let wake: (() => void) | undefined
  const leave = signals.watchJob(jobId, (signal) => {
    if (signal.kind === 'progressed') progress = signal.event
    missed = true
    wake?.()
  })
  return {
    next: (timeoutMs, signal) =>
      new Promise((resolve) => {
        const done = (): void => {
          missed = false
          wake = undefined
          cancelTimer()
          signal.removeEventListener('abort', done)
          resolve()
        }
        const cancelTimer = clock.schedule(timeoutMs, done)
        if (missed || signal.aborted) return done()
        wake = done
        signal.addEventListener('abort', done)
      }),
    takeProgress() {
      const taken = progress
      progress = undefined
      return taken
    },
    [Symbol.dispose]: leave,
  }
}

/**
 * The stored events of a job after number `after`, then each new one as it comes, until the final one. Watching begins before reading,
 * so nothing falls between; a lost signal costs at most a second. Progress that is not stored yet is told in between, without a number.
 */
export async function* followEvents(
  { queries, signals, clock }: { readonly queries: Queries; readonly signals: JobSignals; readonly clock: Clock },
  jobId: string,
  { after, signal }: { readonly after: number; readonly signal: AbortSignal },
): AsyncGenerator<JobEvent, void, void> {
  using watch = watchJob(signals, clock, jobId)
  let last = after
  while (!signal.aborted) {
    // State first: events read after a final state was seen are all there will ever be.
    const job = await queries.selectFrom('jobs').select('state').where('id', '=', jobId).executeTakeFirst()
    for (const event of await selectEvents(queries, jobId, last)) {
      yield event
      last = event.seq!
    }
    if (!job || isFinal(job.state)) return
    const progress = watch.takeProgress()
    if (progress) yield progress
    await watch.next(POLL_MS, signal)
  }
}
