import { pathToFileURL } from 'node:url'
import type { ComposeOptions } from '../../src/compose.ts'
import { createLogger } from '../../src/http/logger.ts'
import { harmlessScreen } from './test-policy.ts'

const DAY_MS = 24 * 60 * 60_000

/**
 * What `compose` takes for a server of tests and benchmarks: a free loopback port, no limits of use, a silent log. What matters to a test
 * it sets itself, in place of a whole property.
 */
export function testOptions({ databaseUrl, mediaFolder }: { readonly databaseUrl: string; readonly mediaFolder: string }): ComposeOptions {
  return {
    role: 'all',
    database: { url: databaseUrl },
    storeUrl: pathToFileURL(`${mediaFolder}/`),
    host: '127.0.0.1',
    port: 0,
    logger: createLogger({ level: 'silent' }),
    http: { maxUploadBytes: 20_000_000, requestsPerMinute: 0, failedLoginsPerMinute: 0 },
    media: {
      limits: { maxBytes: 20_000_000, maxPixels: 50_000_000, maxFrames: 500, decodeTimeoutMs: 20_000 },
      retentionMs: { upload: DAY_MS, output: DAY_MS },
      fetch: { allow: [], timeoutMs: 10_000 },
    },
    jobs: { leaseMs: 15_000, runningLimit: 0, queueLimit: 0, retentionMs: 0 },
    policy: { nsfwThreshold: 0.97, auditRetentionMs: 0 },
    screen: harmlessScreen,
    perfect: { perIp: 0, perToken: 0, taskLostAfterMs: 15_000, clockToleranceMs: 300_000 },
    cpuThreads: 2,
    drainMs: 5000,
  }
}
