import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { WorkFigures } from '../services/jobs/work-figures.ts'
import type { App } from './app-types.ts'
import { countSettledJobs, type WatchSignals } from './job-metrics.ts'

/** Called when `/metrics` is read. */
export type CollectWork = () => Promise<WorkFigures & PolicyFigures>

/** Of this process. */
export interface PolicyFigures {
  readonly waitingPictures?: number
  readonly droppedRefusals?: number
}

export interface MetricsSources {
  readonly collectWork?: CollectWork
  /** The jobs that this process settles are counted from its signals. */
  readonly signals?: WatchSignals
}

/** `/metrics` in the Prometheus text format: durations by route pattern, jobs and queues, memory and event-loop lag. */
export function mountMetrics(app: App, { collectWork, signals }: MetricsSources): void {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const durations = new Histogram({
    name: 'atelier_http_request_duration_seconds',
    help: 'Time from request to the end of the answer.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60],
    registers: [registry],
  })
  app.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'unknown'
    durations.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000)
    done()
  })
  if (signals) app.addHook('onClose', stopWith(countSettledJobs(registry, signals)))

  const jobs = new Gauge({
    name: 'atelier_jobs',
    help: 'Jobs that wait or run, by operation and state.',
    labelNames: ['operation', 'state'],
    registers: [registry],
  })
  const queueLength = new Gauge({
    name: 'atelier_queue_length',
    help: 'Queued jobs by operation.',
    labelNames: ['operation'],
    registers: [registry],
  })
  const oldestAge = new Gauge({
    name: 'atelier_queue_oldest_age_seconds',
    help: 'Age of the job that has waited longest, by operation.',
    labelNames: ['operation'],
    registers: [registry],
  })
  const waitingPictures = new Gauge({
    name: 'atelier_screen_waiting_pictures',
    help: 'Pictures that wait for the screen of this process.',
    registers: [registry],
  })
  const droppedRefusals = new Gauge({
    name: 'atelier_refusals_dropped',
    help: 'Refusals that this process has not kept because an account had too many in a minute.',
    registers: [registry],
  })

  app.get('/metrics', async (_request, reply) => {
    const work = await collectWork?.()
    for (const gauge of [jobs, queueLength, oldestAge]) gauge.reset()
    for (const { operation, state, count } of work?.jobs ?? []) jobs.set({ operation, state }, count)
    for (const { operation, length, oldestAgeSeconds } of work?.queues ?? []) {
      queueLength.set({ operation }, length)
      oldestAge.set({ operation }, oldestAgeSeconds)
    }
    waitingPictures.set(work?.waitingPictures ?? 0)
    droppedRefusals.set(work?.droppedRefusals ?? 0)
    return reply.type(registry.contentType).send(await registry.metrics())
  })
}

const stopWith = (stop: () => void) => (_app: unknown, done: () => void) => {
  stop()
  done()
}
