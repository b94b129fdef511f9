import { Counter, Histogram, type Registry } from 'prom-client'
import type { JobSignals } from '../services/jobs/job-signals.ts'

export type WatchSignals = Pick<JobSignals, 'watchAll'>

/** From a no-op to a film. */
const BUCKETS_SECONDS = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800]

/**
 * Counts what this process settles, as it happens, so that a scrape reads no table; a job that goes back to the queue is a run and not
 * finished. Over several processes Prometheus adds them up. Returns the way to stop.
 */
export function countSettledJobs(registry: Registry, signals: WatchSignals): () => void {
  const registers = [registry]
  const finished = new Counter({
    name: 'atelier_jobs_finished_total',
    help: 'Jobs that this process ended, by operation and final state.',
    labelNames: ['operation', 'state'],
    registers,
  })
  const runTimes = new Histogram({
    name: 'atelier_job_run_seconds',
    help: 'Time from start to settlement of a run, by operation and the state that it led to.',
    labelNames: ['operation', 'state'],
    buckets: BUCKETS_SECONDS,
    registers,
  })
  const waits = new Histogram({
    name: 'atelier_job_queue_wait_seconds',
    help: 'Time that a job was due before it was started, by operation.',
    labelNames: ['operation'],
    buckets: BUCKETS_SECONDS,
    registers,
  })
  return signals.watchAll((signal) => {
    if (signal.kind !== 'settled') return
    const { operation, state, run } = signal
    if (state !== 'queued') finished.inc({ operation, state })
    if (!run) return
    runTimes.observe({ operation, state }, run.ranMs / 1000)
    waits.observe({ operation }, run.waitedMs / 1000)
  })
}
