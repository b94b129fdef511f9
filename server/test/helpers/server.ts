import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type AtelierServer, compose, type ComposeOptions } from '../../src/compose.ts'
import { createLogger } from '../../src/http/logger.ts'
import type { NewAccount } from '../../src/services/accounts/account-service.ts'
import { createTestDatabase } from './database.ts'

export interface TestServer extends AtelierServer {
  /** Where it listens, after `start`. */
  readonly url: string
  account(credits?: number): Promise<NewAccount>
  /** Stops it and removes all that it stored. */
  remove(): Promise<void>
}

/**
 * The real server on a database and a media folder of its own, on a free loopback port. Not listening before `start`; `app.inject` works
 * at once, jobs run only after `start`.
 */
export async function createTestServer(options: Partial<ComposeOptions> = {}): Promise<TestServer> {
  const test = await createTestDatabase()
  const folder = mkdtempSync(join(tmpdir(), 'atelier-media-'))
  const server = await compose({
    role: 'all',
    database: { ...test.options, maxConnections: 10 },
    storeUrl: pathToFileURL(`${folder}/`),
    host: '127.0.0.1',
    port: 0,
    logger: createLogger({ level: 'silent' }),
    http: { maxUploadBytes: 20_000_000, requestsPerMinute: 0, failedLoginsPerMinute: 0 },
    media: {
      limits: { maxBytes: 20_000_000, maxPixels: 50_000_000, maxFrames: 500, decodeTimeoutMs: 20_000 },
      retentionMs: { upload: 86_400_000, output: 86_400_000 },
      fetch: { allow: [], timeoutMs: 10_000 },
    },
    jobs: { leaseMs: 15_000, runningLimit: 0, queueLimit: 0 },
    cpuThreads: 2,
    drainMs: 5000,
    ...options,
  })
  let accounts = 0
  return {
    ...server,
    get url() {
      return server.publicUrl()
    },
    async account(credits = 0) {
      const created = await server.services.accounts.create({ email: `user${++accounts}@example.com`, password: 'correct horse' })
      if (credits > 0) await server.services.credits.grant(created.account.id, { amount: credits, reason: 'test' })
      return created
    },
    async remove() {
      await server.stop()
      await test.remove()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
