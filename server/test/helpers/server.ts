import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type AtelierServer, compose, type ComposeOptions } from '../../src/compose.ts'
import type { NewAccount } from '../../src/services/accounts/account-service.ts'
import { createTestDatabase } from './database.ts'
import { testOptions } from './test-options.ts'

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
  const server = await compose({ ...testOptions({ databaseUrl: test.options.url, mediaFolder: folder }), ...options })
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
