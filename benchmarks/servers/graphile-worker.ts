/** graphile-worker at its fastest settings, until the queue is empty. Its task writes a ledger line. Tells how many jobs a second it ran. */
import { Logger, run } from 'graphile-worker'
import pg from 'pg'

const { databaseUrl, jobs } = JSON.parse(process.argv[2]!) as { databaseUrl: string; jobs: number }
const pool = new pg.Pool({ connectionString: databaseUrl, max: 30 })
pool.on('error', () => {}).on('connect', (client) => void client.on('error', () => {}))
let left = jobs
const { promise: done, resolve } = Promise.withResolvers<void>()
const begun = performance.now()
const runner = await run({
  pgPool: pool,
  concurrency: 24,
  noHandleSignals: true,
  logger: new Logger(() => () => {}),
  preset: { worker: { localQueue: { size: 200 }, completeJobBatchDelay: 0, failJobBatchDelay: 0 } } as never,
  taskList: {
    noop: async (_payload, helpers) => {
      await helpers.query(`insert into bench_ledger (account, amount) values ('acc', 1)`)
      if (--left === 0) resolve()
    },
  },
})
await done
process.send!({ perSecond: (jobs / (performance.now() - begun)) * 1000 })
await runner.stop()
await pool.end()
process.disconnect!()
