import type { Command } from 'commander'
import { toFacts, toShortTime, toTable } from '../print.ts'
import { sessionOf } from '../session.ts'

/** What a key may know about its own account. */
export function addAccount(program: Command): void {
  program
    .command('account')
    .description('the account that the key belongs to, with its balance')
    .action(async (_options: unknown, command: Command) => {
      const { client, show } = sessionOf(command)
      const account = await client.account.get()
      show(account, () =>
        toFacts({
          id: account.id,
          'e-mail': account.email,
          name: account.name,
          balance: `${account.balance} credits${account.held > 0 ? `, and ${account.held} held by open jobs` : ''}`,
          consent: account.faceConsent ? 'operations on faces are allowed' : 'no operations on faces',
          since: toShortTime(account.createdAt),
        }),
      )
    })

  program
    .command('usage')
    .description('jobs and credits by operation, of the last 30 days unless a period is given')
    .option('--from <date>', 'a date (UTC) or time, included')
    .option('--to <date>', 'a date (UTC) or time, not included')
    .action(async (period: { from?: string; to?: string }, command: Command) => {
      const { client, show } = sessionOf(command)
      const usage = await client.usage(period)
      show(usage, () =>
        toTable(
          ['OPERATION', '>JOBS', '>SUCCEEDED', '>FAILED', '>CANCELED', '>CREDITS'],
          usage.operations.map((row) => [row.operation, row.jobs, row.succeeded, row.failed, row.canceled, row.credits]),
          'No jobs in this time.',
        ),
      )
    })
}
