import type { Command } from 'commander'
import { UsageError } from '../exit-codes.ts'
import { toInteger } from '../options.ts'
import { toShortTime, toTable } from '../print.ts'
import { sessionOf } from '../session.ts'

interface Refusal {
  readonly id: string
  readonly accountId: string
  readonly keyId: string | null
  readonly dialect: string
  readonly operation: string
  readonly stage: string
  readonly rule: string
  readonly field: string | null
  readonly score: number | null
  readonly jobId: string | null
  readonly requestId: string | null
  readonly createdAt: string
}

export interface AuditAdmin {
  /** Newest first; `account` by id or e-mail, `olderThan` by a refusal's id. */
  listRefusals(filter: { limit: number; account?: string; olderThan?: string }): Promise<readonly Refusal[]>
  close(): Promise<void>
}

const MAX_LIMIT = 1000

/** What the policy refused, on the database of the server whose settings are in force here. */
export function addAudit(program: Command, openAdmin: () => Promise<AuditAdmin>): void {
  const audit = program.command('audit').description('what the content policy refused, on the database: no key needed')

  audit
    .command('list')
    .description('who was refused what, when and by which rule, newest first; never the content')
    .option('--account <account>', 'of this account only, by id or e-mail')
    .option('--limit <number>', `at most so many, up to ${String(MAX_LIMIT)}`, toInteger, 50)
    .option('--older-than <id>', 'only those before this one: the last of the page before')
    .action(async (filter: { account?: string; limit: number; olderThan?: string }, command: Command) => {
      const { show } = sessionOf(command)
      if (filter.limit < 1 || filter.limit > MAX_LIMIT) throw new UsageError(`--limit is 1 to ${String(MAX_LIMIT)}.`)
      const admin = await openAdmin()
      try {
        const items = await admin.listRefusals(filter)
        show({ items }, () =>
          toTable(
            ['WHEN', 'ACCOUNT', 'KEY', 'DIALECT', 'OPERATION', 'STAGE', 'RULE', 'FIELD', '>SCORE', 'JOB'],
            items.map((item) => [
              toShortTime(item.createdAt),
              item.accountId,
              item.keyId,
              item.dialect,
              item.operation,
              item.stage,
              item.rule,
              item.field,
              item.score?.toFixed(2) ?? null,
              item.jobId,
            ]),
            'Nothing was refused.',
          ),
        )
      } finally {
        await admin.close()
      }
    })
}
