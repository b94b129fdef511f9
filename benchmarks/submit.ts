import { migrations } from '../server/migrations/index.ts'
import { openDatabase } from '../server/src/db/connect.ts'
import { migrate } from '../server/src/db/migrate.ts'
import { newId } from '../server/src/domain/ids.ts'
import { storeJobs } from '../server/src/services/jobs/store-jobs.ts'
import { createCreditService } from '../server/src/services/credits/create-credit-service.ts'
import { systemClock } from '../server/src/lib/clock.ts'

/** Fills the queue with paid no-op jobs of ten accounts, without HTTP. */
export async function submitDirectly(databaseUrl: string, jobs: number): Promise<void> {
  const database = openDatabase({ url: databaseUrl })
  await migrate(database, migrations)
  const credits = createCreditService({ database, clock: systemClock })
  for (let account = 0; account < 10; account++) {
    const id = newId('account')
    await database.queries
      .insertInto('accounts')
      .values({ id, email: `${id}@example.com`, name: null, password_hash: '', face_consent: 0, created_at: Date.now() })
      .execute()
    await credits.grant(id, { amount: jobs, reason: 'benchmark' })
    for (let stored = 0; stored < jobs / 10; stored += 500) {
      const batch = Array.from({ length: Math.min(500, jobs / 10 - stored) }, () => ({
        id: newId('job'),
        accountId: id,
        dialect: 'native',
        operation: 'work',
        input: { price: 1 },
        media: {},
        priority: 0,
        price: 1,
        maxAttempts: 3,
        deadlineMs: 600_000,
        idempotency: undefined,
        requestId: undefined,
      }))
      await storeJobs(database, batch, { now: Date.now(), queueLimit: 0 })
    }
  }
  await database.close()
}
