/** One worker process that runs no-op jobs until the queue is empty: claim, events, ledger and all. Tells how long it took. */
import { openDatabase } from '../../server/src/db/connect.ts'
import { systemClock } from '../../server/src/lib/clock.ts'
import { createScheduler } from '../../server/src/scheduler/scheduler.ts'
import { createJobSignals } from '../../server/src/services/jobs/job-signals.ts'
import { createNoopEngine, workOperation } from '../../server/test/helpers/fake-engine.ts'
import { createTestPolicy } from '../../server/test/helpers/test-policy.ts'

const { databaseUrl, jobs } = JSON.parse(process.argv[2]!) as { databaseUrl: string; jobs: number }
const database = openDatabase({ url: databaseUrl })
const signals = createJobSignals()
const noMedia = () => Promise.reject(new Error('a no-op has no files'))
const quiet = { info() {}, warn: console.warn, error: console.error }
const scheduler = createScheduler({
  database,
  clock: systemClock,
  signals,
  media: { read: noMedia, stageOutput: noMedia },
  policy: createTestPolicy({ database, clock: systemClock, media: { read: noMedia } }),
  engines: [createNoopEngine({ concurrency: 512 })],
  operations: [workOperation],
  leaseMs: 15_000,
  runningLimit: 0,
  log: quiet,
})
// Each job changes twice: once when it starts, once when it is settled.
let changes = 0
const { promise: done, resolve } = Promise.withResolvers<void>()
signals.watchAll(({ kind }) => {
  if (kind === 'changed' && ++changes === jobs * 2) resolve()
})
const begun = performance.now()
scheduler.start()
await done
const seconds = (performance.now() - begun) / 1000
await scheduler.drain(1000)
await database.close()
process.send!({ perSecond: jobs / seconds })
process.disconnect!()
