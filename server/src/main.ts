import { enableCompileCache } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { AtelierServer, ComposeOptions } from './compose.ts'
import { type Config, ConfigError, describeConfig } from './config/config.ts'
import { loadConfig } from './config/load-config.ts'
import { DataFolderInUse } from './db/data-lock.ts'
import { createLogger } from './http/logger.ts'
import { releaseMemory } from './lib/release-memory.ts'

const DAY_MS = 24 * 60 * 60_000
/** Not in the system's folder for temporary files, where others could put code into it. */
const COMPILE_CACHE = fileURLToPath(new URL('../../node_modules/.cache/compiled', import.meta.url))
/** For what runs on after the drain: an engine that ignores its abort does not keep the process. */
const EXIT_GRACE_MS = 10_000

function toOptions(config: Config): Omit<ComposeOptions, 'logger'> {
  return {
    role: config.role,
    database: { url: config.databaseUrl },
    storeUrl: pathToFileURL(join(config.dataFolder, 'media/')),
    host: config.host,
    port: config.port,
    ...(config.publicUrl === undefined ? {} : { publicUrl: config.publicUrl }),
    ...(config.secret === undefined ? {} : { secret: config.secret }),
    ...(config.trustProxy.length === 0 ? {} : { trustProxy: config.trustProxy }),
    http: {
      maxUploadBytes: config.maxUploadMegabytes * 1_000_000,
      requestsPerMinute: config.requestsPerMinute,
      failedLoginsPerMinute: config.failedLoginsPerMinute,
    },
    media: {
      limits: { maxBytes: config.maxUploadMegabytes * 1_000_000, maxPixels: config.maxPixels, maxFrames: 500, decodeTimeoutMs: 20_000 },
      retentionMs: { upload: config.uploadRetentionDays * DAY_MS, output: config.outputRetentionDays * DAY_MS },
      fetch: { allow: config.fetchAllow, timeoutMs: 30_000 },
    },
    jobs: {
      leaseMs: Math.round(config.leaseSeconds * 1000),
      runningLimit: config.accountRunningLimit,
      queueLimit: config.accountQueueLimit,
      retentionMs: config.jobRetentionDays * DAY_MS,
    },
    policy: { nsfwThreshold: config.nsfwThreshold, auditRetentionMs: config.auditRetentionDays * DAY_MS },
    perfect: {
      perIp: config.perfectRequestsPerIp,
      perToken: config.perfectRequestsPerToken,
      taskLostAfterMs: config.perfectTaskLostSeconds * 1000,
      clockToleranceMs: config.perfectClockToleranceSeconds * 1000,
    },
    cpuThreads: config.cpuThreads,
    ...(config.ffmpegPath === undefined ? {} : { ffmpegPath: config.ffmpegPath }),
    drainMs: config.drainSeconds * 1000,
  }
}

async function main(): Promise<void> {
  const config = loadConfig()
  // From the second start on, nothing is stripped of types or parsed again. It holds for what is imported after it.
  enableCompileCache(COMPILE_CACHE)
  const { compose } = await import('./compose.ts')
  const logger = createLogger({ level: config.logLevel })
  logger.debug({ settings: describeConfig(config) }, 'starting')
  const server = await compose({ ...toOptions(config), logger }).catch((error: unknown) => blame(databaseFault(error, config), error))
  stopOnSignals(server, config.drainSeconds * 1000, logger)
  await server.app.ready()
  // Loading and compiling leave garbage of a quarter of the whole behind, which an idle server would keep for hours.
  await releaseMemory()
  await server.start().catch((error: unknown) => blame(listenFault(error, config), error))
  logger.info({ url: server.publicUrl(), role: config.role, database: server.database.kind }, 'Atelier is ready')
  if ((await server.services.accounts.list()).length === 0)
    logger.info(
      'There is no account yet. Make one with: npm run -s atelier -- accounts create --email you@example.com --password … --credits 1000',
    )
}

/** What the system and Postgres say when the database is not there, or not for us. Source: PostgreSQL manual, appendix A. */
const DATABASE_FAULTS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'the name of the host cannot be looked up now',
  ETIMEDOUT: 'no answer',
  EHOSTUNREACH: 'there is no way to the host',
  ENETUNREACH: 'there is no way to the network',
  '28P01': 'the user or the password is wrong',
  '28000': 'the user may not log in',
  '3D000': 'there is no such database',
}

/** Only the host is named: the URL holds the password. */
function databaseFault(error: unknown, { databaseUrl, dataFolder }: Config): string | undefined {
  if (error instanceof DataFolderInUse) return `ATELIER_DATA: another server is using ${dataFolder}`
  const reason = DATABASE_FAULTS[codeOf(error)]
  return reason && `DATABASE_URL: cannot be reached (${reason}: ${URL.parse(databaseUrl)?.host})`
}

function listenFault(error: unknown, { host, port }: Config): string | undefined {
  const faults: Readonly<Record<string, string>> = {
    EADDRINUSE: `PORT: ${port} is taken`,
    EACCES: `PORT: ${port} is not for this user to listen on`,
    EADDRNOTAVAIL: `HOST: ${host} is not an address of this machine`,
    ENOTFOUND: `HOST: ${host} cannot be resolved`,
    EAI_AGAIN: `HOST: ${host} cannot be resolved now`,
  }
  return faults[codeOf(error)]
}

function codeOf(error: unknown): string {
  return String((error as { code?: unknown } | null)?.code)
}

function blame(fault: string | undefined, error: unknown): never {
  throw fault === undefined ? error : new ConfigError([fault])
}

function stopOnSignals(server: AtelierServer, drainMs: number, logger: ReturnType<typeof createLogger>): void {
  let stopping = false
  const stop = (signal: string): void => {
    // A second Ctrl-C means now.
    if (stopping) process.exit(130)
    stopping = true
    logger.info({ signal, drainMs }, 'stopping: running jobs may finish')
    setTimeout(() => {
      logger.error('stopping took too long')
      process.exit(1)
    }, drainMs + EXIT_GRACE_MS).unref()
    server.stop().then(
      () => {
        logger.info('stopped')
        process.exit(0)
      },
      (error: unknown) => {
        logger.error({ err: error }, 'stopping failed')
        process.exit(1)
      },
    )
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stop(signal))
}

main().catch((error: unknown) => {
  // The settings' faults are for people; anything else is a fault of ours and keeps its stack.
  console.error(error instanceof ConfigError ? error.message : error)
  process.exit(1)
})
