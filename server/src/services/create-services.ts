import type { Database } from '../db/connect.ts'
import type { Clock } from '../ports/clock.ts'
import { createAccountService } from './accounts/create-account-service.ts'
import { createAliasService } from './aliases/alias-service.ts'
import { createCreditService } from './credits/create-credit-service.ts'
import { createRefusalLog } from './policy/refusal-log.ts'
import { createPerfectFiles } from './perfect/perfect-files.ts'
import { createPerfectHistory } from './perfect/perfect-history.ts'
import { createPerfectTasks } from './perfect/perfect-tasks.ts'
import { createMediaReaders } from './jobs/media-readers.ts'

export type Services = ReturnType<typeof createServices>

/** What also works without a server: accounts, keys, credits, consent and the log of refusals on the database. */
export function createServices(database: Database, clock: Clock, secret: string) {
  return {
    accounts: createAccountService({ database, clock, secret }),
    credits: createCreditService({ database, clock }),
    aliases: createAliasService({ database, clock }),
    refusals: createRefusalLog({ database, clock }),
    readers: createMediaReaders(database),
    perfectFiles: createPerfectFiles({ database, clock }),
    perfectHistory: createPerfectHistory(database),
    perfectTasks: createPerfectTasks({ database, clock }),
  }
}
