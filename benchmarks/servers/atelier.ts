/** The real server on Postgres with an engine that is done at once; tells its URL and an API key. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { compose } from '../../server/src/compose.ts'
import { createLogger } from '../../server/src/http/logger.ts'
import { createNoopEngine, workOperation } from '../../server/test/helpers/fake-engine.ts'

const { databaseUrl, runJobs } = JSON.parse(process.argv[2]!) as { databaseUrl: string; runJobs: boolean }
const folder = mkdtempSync(join(tmpdir(), 'atelier-bench-'))
const noop = createNoopEngine({ concurrency: 64 })
const server = await compose({
  role: runJobs ? 'all' : 'api',
  database: { url: databaseUrl },
  storeUrl: pathToFileURL(`${folder}/`),
  host: '127.0.0.1',
  port: 0,
  logger: createLogger({ level: 'warn' }),
  http: { maxUploadBytes: 1e6, requestsPerMinute: 0, failedLoginsPerMinute: 0 },
  media: {
    limits: { maxBytes: 1e6, maxPixels: 1e6, maxFrames: 1, decodeTimeoutMs: 1000 },
    retentionMs: { upload: 1e9, output: 1e9 },
    fetch: { allow: [], timeoutMs: 1000 },
  },
  jobs: { leaseMs: 15_000, runningLimit: 0, queueLimit: 0 },
  cpuThreads: 1,
  drainMs: 5000,
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
