/** pg-boss until the queue is empty: by its workers, or by fetching and completing 1,000 jobs at a time. Tells how many jobs a second it ran. */
import { PgBoss } from 'pg-boss'

const { databaseUrl, byHand, jobs } = JSON.parse(process.argv[2]!) as { databaseUrl: string; byHand: boolean; jobs: number }
const boss = new PgBoss({ connectionString: databaseUrl, schema: 'bench_boss', supervise: false, schedule: false })
await boss.start()
let left = jobs
const { promise: done, resolve } = Promise.withResolvers<void>()
const begun = performance.now()
if (byHand) {
  while (left > 0) {
    const fetched = await boss.fetch('noop', { batchSize: 1000 })
    await boss.complete(
      'noop',
      fetched.map(({ id }) => id),
    )
    left -= fetched.length
  }
} else {
  // Its workers poll at most twice a second: four of them with batches of 1,000.
  await boss.work('noop', { batchSize: 1000, localConcurrency: 4, pollingIntervalSeconds: 0.5 }, async (fetched) => {
    left -= fetched.length
    if (left <= 0) resolve()
  })
  await done
}
process.send!({ perSecond: (jobs / (performance.now() - begun)) * 1000 })
await boss.stop({ graceful: true })
process.disconnect!()
