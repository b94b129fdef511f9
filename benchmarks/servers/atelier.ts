/** The real server on Postgres with an engine that is done at once; tells its URL and an API key. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { compose } from '../../server/src/compose.ts'
import { createLogger } from '../../server/src/http/logger.ts'
import { createNoopEngine, workOperation } from '../../server/test/helpers/fake-engine.ts'
import { testOptions } from '../../server/test/helpers/test-options.ts'

const { databaseUrl, runJobs } = JSON.parse(process.argv[2]!) as { databaseUrl: string; runJobs: boolean }
const folder = mkdtempSync(join(tmpdir(), 'atelier-bench-'))
const noop = createNoopEngine({ concurrency: 64 })
const server = await compose({
  ...testOptions({ databaseUrl, mediaFolder: folder }),
  role: runJobs ? 'all' : 'api',
  logger: createLogger({ level: 'warn' }),
  cpuThreads: 1,
  operations: [workOperation],
  engines: [
    {
      ...noop,
      run(task, context) {
        process.send!({ called: task.jobId, at: performance.timeOrigin + performance.now() })
        return noop.run(task, context)
      },
    },
  ],
})
await server.start()
const { account, apiKey } = await server.services.accounts.create({ email: `bench-${process.pid}@example.com`, password: 'correct horse' })
await server.services.credits.grant(account.id, { amount: 1e12, reason: 'benchmark' })
process.send!({ url: server.publicUrl(), apiKey })
process.once('SIGTERM', () => {
  void server.stop().then(() => {
    rmSync(folder, { recursive: true, force: true })
    process.exit(0)
  })
})
