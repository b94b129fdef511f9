/**
 * Puts the parts together. The only place, with the entry points, that sees them all: everything below gets what it needs handed in, and
 * nothing happens at import.
 */
import { fileURLToPath } from 'node:url'
import type { FastifyBaseLogger } from 'fastify'
import { migrations } from '../migrations/index.ts'
import { defaultPublicUrl } from './config/config.ts'
import { type Database, openDatabase } from './db/connect.ts'
import { lockDataFolder } from './db/data-lock.ts'
import { migrate } from './db/migrate.ts'
import { loadServerSecret } from './db/settings.ts'
import { createDialects } from './dialects/index.ts'
import type { OperationDefinition } from './domain/operation.ts'
import { createBuiltinScreen } from './engines/builtin/picture-screen.ts'
import { engineFactories } from './engines/index.ts'
import { screenVideos } from './engines/video/screen-videos.ts'
import { createApp } from './http/app.ts'
import type { App, HttpLimits } from './http/app-types.ts'
import { systemClock } from './lib/clock.ts'
import { operations as allOperations } from './operations/index.ts'
import type { Clock } from './ports/clock.ts'
import type { Engine } from './ports/engine.ts'
import type { PictureScreen } from './ports/picture-screen.ts'
import type { PerfectSettings } from './dialects/perfect/index.ts'
import { createScheduler, type Scheduler } from './scheduler/scheduler.ts'
import { createPerfectClientService } from './services/accounts/create-perfect-client-service.ts'
import { loadCatalogue } from './services/catalogue/catalogue.ts'
import { createServices, type Services } from './services/create-services.ts'
import { bridgeSignals } from './services/jobs/bridge-signals.ts'
import { createJobService } from './services/jobs/create-job-service.ts'
import { createJobSignals } from './services/jobs/job-signals.ts'
import { collectWorkFigures } from './services/jobs/work-figures.ts'
import { startMaintenance } from './services/maintenance.ts'
import { createMediaService, type MediaServiceOptions } from './services/media/create-media-service.ts'
import { createPolicyService } from './services/policy/create-policy-service.ts'
import { createStore } from './stores/index.ts'
import { findVideoTools } from './video/find-video-tools.ts'

export { createServices }

const CATALOGUE = fileURLToPath(new URL('../../catalogue', import.meta.url))

export interface ComposeOptions {
  /** `api` answers requests, `worker` runs jobs, `all` does both. */
  readonly role: 'all' | 'api' | 'worker'
  readonly database: { readonly url: string; readonly maxConnections?: number }
  /** Where files are kept, e.g. `file:///var/lib/atelier/media/`. */
  readonly storeUrl: URL
  readonly host: string
  /** 0 takes a free one. */
  readonly port: number
  /** Begins absolute URLs; made of host and port when left out. */
  readonly publicUrl?: string
  /** Signs and seals; made at the first start and kept in the database when left out. */
  readonly secret?: string
  readonly logger: FastifyBaseLogger
  readonly http: Omit<HttpLimits, 'queuedJobs' | 'runningJobs'>
  readonly trustProxy?: readonly string[]
  readonly media: Pick<MediaServiceOptions, 'limits' | 'retentionMs' | 'fetch'>
  readonly jobs: {
    readonly leaseMs: number
    readonly runningLimit: number
    readonly queueLimit: number
    /** How long final jobs are kept; 0 is for ever. */
    readonly retentionMs: number
  }
  readonly policy: {
    /** Pictures with this score or a higher one are refused; 0..1. */
    readonly nsfwThreshold: number
    /** How long refusals are kept; 0 is for ever. */
    readonly auditRetentionMs: number
  }
  readonly perfect: PerfectSettings & { readonly clockToleranceMs: number }
  readonly cpuThreads: number
  /** The file of ffmpeg; found as a shell finds it when left out. ffprobe lies beside it. */
  readonly ffmpegPath?: string
  /** How long running jobs may go on after `stop`. */
  readonly drainMs: number
  readonly clock?: Clock
  /** Instead of the engines that the settings name; tests and benchmarks bring their own. */
  readonly engines?: readonly Engine[]
  readonly operations?: readonly OperationDefinition[]
  /** Instead of the built-in one, for the same. */
  readonly screen?: PictureScreen
}

export interface AtelierServer {
  readonly app: App
  readonly services: Services
  readonly database: Database
  readonly scheduler: Scheduler | undefined
  readonly publicUrl: () => string
  /** Listens and begins to run jobs. */
  start(): Promise<void>
  /** Takes no more requests, lets running jobs finish or puts them back into the queue, and closes everything. */
  stop(): Promise<void>
}

export async function compose(options: ComposeOptions): Promise<AtelierServer> {
  const { role, logger, clock = systemClock, operations = allOperations } = options
  const catalogue = loadCatalogue(CATALOGUE)
  const sqliteFile = options.database.url.startsWith('sqlite:') ? options.database.url.slice('sqlite:'.length) : undefined
  const unlock = sqliteFile === undefined ? () => {} : lockDataFolder(sqliteFile)
  const database = openDatabase(options.database)
  await migrate(database, migrations)
  const secret = options.secret ?? (await loadServerSecret(database.queries))
  const store = createStore(options.storeUrl)
  const videoTools = await findVideoTools(options.ffmpegPath)
  if (!videoTools) logger.info('No ffmpeg was found: no videos are taken or made. Install it, or set FFMPEG_PATH.')
  const engines = options.engines ?? [
    engineFactories.builtin({ operations, threads: options.cpuThreads }),
    ...(videoTools ? [engineFactories.video({ tools: videoTools })] : []),
  ]
  const signals = createJobSignals()
  const reportError = (error: unknown): void => logger.error({ err: error }, 'the bridge of signals failed')
  const bridge = database.pool && (await bridgeSignals({ pool: database.pool, signals, clock, onError: reportError }))

  let port = options.port
  const publicUrl = (): string => options.publicUrl ?? defaultPublicUrl(options.host, port)

  const own = createServices(database, clock, secret)
  const perfectClients = createPerfectClientService({ database, clock, secret, toleranceMs: options.perfect.clockToleranceMs })
  const media = createMediaService({ database, store, clock, secret, publicUrl, videoTools, ...options.media })
  const screen = screenVideos(options.screen ?? createBuiltinScreen(), videoTools)
  const policy = createPolicyService({
    database,
    clock,
    screen,
    media,
    refusals: own.refusals,
    nsfwThreshold: options.policy.nsfwThreshold,
    log: logger,
  })
  const jobs = createJobService({
    database,
    clock,
    signals,
    media,
    policy,
    operations,
    engines,
    prices: catalogue.prices,
    queueLimit: options.jobs.queueLimit,
  })
  const scheduler =
    role === 'api'
      ? undefined
      : createScheduler({
          database,
          clock,
          signals,
          media,
          policy,
          engines,
          operations,
          leaseMs: options.jobs.leaseMs,
          runningLimit: options.jobs.runningLimit,
          log: logger,
        })
  const checks = {
    database: async () => void (await database.queries.selectFrom('settings').select('key').limit(1).execute()),
    store: () => store.check(),
    ...Object.fromEntries(engines.map((engine) => [`engine ${engine.name}`, () => engine.check()])),
  }
  const app = await createApp({
    services: { accounts: own.accounts, credits: own.credits, jobs, media },
    dialects: role === 'worker' ? [] : createDialects({ ...own, catalogue, perfectClients, perfect: options.perfect }),
    logger,
    clock,
    limits: { ...options.http, queuedJobs: options.jobs.queueLimit, runningJobs: options.jobs.runningLimit },
    publicUrl,
    secret,
    checks,
    collectWork: async () => ({
      ...(await collectWorkFigures(database, clock.now())),
      waitingPictures: policy.waitingPictures(),
      droppedRefusals: own.refusals.dropped(),
    }),
    signals,
    ...(options.trustProxy ? { trustProxy: options.trustProxy } : {}),
  })
  let stopMaintenance: () => void = () => {}
  let stopping: Promise<void> | undefined

  return {
    app,
    services: own,
    database,
    scheduler,
    publicUrl,
    async start() {
      await app.listen({ host: options.host, port: options.port })
      const address = app.server.address()
      if (typeof address === 'object' && address) port = address.port
      scheduler?.start()
      if (role !== 'api')
        stopMaintenance = startMaintenance({
          database,
          clock,
          credits: own.credits,
          media,
          refusals: own.refusals,
          jobRetentionMs: options.jobs.retentionMs,
          auditRetentionMs: options.policy.auditRetentionMs,
          log: logger,
        })
    },
    stop() {
      stopping ??= (async () => {
        stopMaintenance()
        // Jobs are given back even when the HTTP side fails to close.
        const ended = await Promise.allSettled([app.close(), scheduler?.drain(options.drainMs)])
        await jobs.idle()
        await bridge?.close()
        await Promise.all([...engines, screen].map((each) => each.close()))
        await own.accounts.settle()
        await database.close()
        unlock()
        for (const each of ended) if (each.status === 'rejected') throw each.reason
      })()
      return stopping
    },
  }
}
