import type { JobEvent, JobState } from '../../domain/job.ts'

/**
 * What is told between the parts of the server the moment it happens. Signals only say "look": the truth is in the database, and who
 * misses a signal finds it at the next poll.
 */
export type Signal =
  | { readonly kind: 'queued' }
  | { readonly kind: 'changed'; readonly jobId: string }
  | { readonly kind: 'progressed'; readonly event: JobEvent }
  | { readonly kind: 'cancel'; readonly jobId: string }
  | SettledSignal

/** A job that this process ended, or put back into the queue; for its own figures and not carried to other processes. */
export interface SettledSignal {
  readonly kind: 'settled'
  readonly operation: string
  /** `queued` when the job will be tried again. */
  readonly state: JobState
  /** Of a run of this process; left out for a job that never ran or whose worker is lost. In milliseconds: from when it was due to its start, and to its end. */
  readonly run?: { readonly waitedMs: number; readonly ranMs: number }
}

export interface JobSignals {
  send(signal: Signal): void
  /** `changed` and `progressed` of one job. Returns the way to leave. */
  watchJob(jobId: string, listener: (signal: Signal) => void): () => void
  watchAll(listener: (signal: Signal) => void): () => void
}

/** Signals within one process; on Postgres a bridge carries them between processes. */
export function createJobSignals(): JobSignals {
  const everyone = new Set<(signal: Signal) => void>()
  const byJob = new Map<string, Set<(signal: Signal) => void>>()

  const jobOf = (signal: Signal): string | undefined =>
    signal.kind === 'changed' ? signal.jobId : signal.kind === 'progressed' ? signal.event.jobId : undefined

  return {
    send(signal) {
      for (const listener of everyone) listener(signal)
      const jobId = jobOf(signal)
      if (jobId === undefined) return
      for (const listener of byJob.get(jobId) ?? []) listener(signal)
    },
    watchJob(jobId, listener) {
      const listeners = byJob.get(jobId) ?? new Set()
      byJob.set(jobId, listeners.add(listener))
      return () => {
        listeners.delete(listener)
        if (listeners.size === 0 && byJob.get(jobId) === listeners) byJob.delete(jobId)
      }
    },
    watchAll(listener) {
      everyone.add(listener)
      return () => void everyone.delete(listener)
    },
  }
}
