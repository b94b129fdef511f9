import type { Caller } from '../../src/domain/account.ts'
import { SCOPES } from '../../src/domain/account.ts'
import { newId } from '../../src/domain/ids.ts'
import type { OperationDefinition, PriceList } from '../../src/domain/operation.ts'
import type { Clock } from '../../src/ports/clock.ts'
import type { Engine } from '../../src/ports/engine.ts'
import { createCreditService } from '../../src/services/credits/create-credit-service.ts'
import type { CreditService } from '../../src/services/credits/credit-service.ts'
import { createJobService } from '../../src/services/jobs/create-job-service.ts'
import { createJobSignals, type JobSignals } from '../../src/services/jobs/job-signals.ts'
import type { JobService } from '../../src/services/jobs/job-service.ts'
import { createScheduler, type Scheduler, type SchedulerOptions } from '../../src/scheduler/scheduler.ts'
import { createTestDatabase, type TestDatabase } from './database.ts'
import { createFakeClock, type FakeClock } from './fake-clock.ts'
import { createTestPolicy } from './test-policy.ts'
import { workOperation } from './fake-engine.ts'

export const silentLog = { info() {}, warn() {}, error() {} }
export const noPrices: PriceList = { perPicture512: 10, fixed: {} }

/** The job engine and the ledger on a real database, without HTTP and files. */
export interface Core {
  readonly test: TestDatabase
  readonly clock: FakeClock
  readonly signals: JobSignals
  readonly jobs: JobService
  readonly credits: CreditService
  account(credits?: number): Promise<Caller>
  scheduler(options: Partial<SchedulerOptions> & { readonly engines: readonly Engine[] }): Scheduler
}

export interface CoreOptions {
  readonly engines?: readonly Pick<Engine, 'name' | 'operations'>[]
  readonly operations?: readonly OperationDefinition[]
  readonly queueLimit?: number
  readonly clock?: Clock
}

export async function createCore({
  engines = [],
  operations = [workOperation],
  queueLimit = 0,
  clock: given,
}: CoreOptions = {}): Promise<Core> {
  const test = await createTestDatabase()
  const { database } = test
  const fake = createFakeClock()
  const clock = given ?? fake
  const signals = createJobSignals()
  const noMedia = () => Promise.reject(new Error('this test has no media'))
  const can =
    engines.length > 0 ? engines : [{ name: 'any', operations: new Map(operations.map(({ name }) => [name, 'stand-in' as const])) }]
  const credits = createCreditService({ database, clock })
  const policy = createTestPolicy({ database, clock, media: { read: noMedia } })
  const jobs = createJobService({
    database,
    clock,
    signals,
    media: { resolve: noMedia },
    policy,
    operations,
    engines: can,
    prices: noPrices,
    queueLimit,
  })
  return {
    test,
    clock: fake,
    signals,
    jobs,
    credits,
    async account(amount = 0) {
      const id = newId('account')
      await database.queries
        .insertInto('accounts')
        .values({ id, email: `${id}@example.com`, name: null, password_hash: '', face_consent: 0, created_at: clock.now() })
        .execute()
      if (amount > 0) await credits.grant(id, { amount, reason: 'test' })
      return { accountId: id, keyId: null, scopes: SCOPES }
    },
    scheduler: (options) =>
      createScheduler({
        database,
        clock,
        signals,
        media: { read: noMedia, stageOutput: noMedia },
        policy,
        operations,
        leaseMs: 15_000,
        runningLimit: 0,
        log: silentLog,
        ...options,
      }),
  }
}
