import { type Command, InvalidArgumentError } from 'commander'
import { askNewPassword } from '../ask-password.ts'
import { UsageError } from '../exit-codes.ts'
import { toInteger } from '../options.ts'
import { toFacts, toShortTime, toTable } from '../print.ts'
import { sessionOf } from '../session.ts'

interface Account {
  readonly id: string
  readonly email: string
  readonly name: string | null
  readonly faceConsent: boolean
  readonly balance: number
  readonly held: number
  readonly createdAt: string
}

interface Key {
  readonly id: string
  readonly name: string
  readonly prefix: string
  readonly scopes: readonly string[]
  readonly createdAt: string
  readonly lastUsedAt: string | null
  readonly revokedAt: string | null
}

interface NewAccount {
  readonly id: string
  readonly email: string
  readonly apiKey: string
  readonly perfect: { readonly clientId: string; readonly clientSecret: string }
}

/** What the server's own entry point for accounts offers; an account is named by id or e-mail. */
export interface Admin {
  createAccount(wanted: { email: string; password: string; name?: string; credits: number }): Promise<NewAccount>
  listAccounts(): Promise<readonly Account[]>
  setFaceConsent(account: string, consent: boolean): Promise<Account>
  grantCredits(
    account: string,
    wanted: { amount: number; reason: string; expiresAt?: number },
  ): Promise<{
    readonly id: string
    readonly accountId: string
    readonly amount: number
    readonly expiresAt: string | null
    readonly balance: number
  }>
  createKey(account: string, wanted: { name: string; scopes?: readonly string[] }): Promise<Key & { readonly key: string }>
  listKeys(account: string): Promise<readonly Key[]>
  revokeKey(account: string, keyId: string): Promise<Key>
  close(): Promise<void>
}

const DAY_MS = 24 * 60 * 60_000

/** Commands on the database of the server whose settings (environment, atelier.config.json) are in force here. */
export function addAccounts(program: Command, openAdmin: () => Promise<Admin>): void {
  async function onDatabase<T>(work: (admin: Admin) => Promise<T>): Promise<T> {
    const admin = await openAdmin()
    try {
      return await work(admin)
    } finally {
      await admin.close()
    }
  }

  const accounts = program.command('accounts').description('accounts of the server on this machine, on its database: no key needed')

  accounts
    .command('create')
    .description('make an account with a first API key, which is shown this once')
    .requiredOption('--email <email>', 'for log-in')
    .option('--password <password>', 'asked for, or read from stdin, when left out')
    .option('--name <name>', 'shown in dialects that show one')
    .option('--credits <number>', 'to begin with', toAmount, 0)
    .action(async (options: { email: string; password?: string; name?: string; credits: number }, command: Command) => {
      const { show } = sessionOf(command)
      const password = options.password ?? (await askNewPassword())
      const made = await onDatabase((admin) => admin.createAccount({ ...options, password }))
      show(made, () =>
        [
          toFacts({
            id: made.id,
            'e-mail': made.email,
            'API key': made.apiKey,
            'Perfect client id': made.perfect.clientId,
            'Perfect client secret': made.perfect.clientSecret,
          }),
          '\nKeep the key: it is not shown again.',
        ].join('\n'),
      )
    })

  accounts
    .command('list')
    .description('every account, with its balance')
    .action(async (_options: unknown, command: Command) => {
      const { show } = sessionOf(command)
      const items = await onDatabase((admin) => admin.listAccounts())
      show({ items }, () =>
        toTable(
          ['ID', 'E-MAIL', 'NAME', '>BALANCE', '>HELD', 'CONSENT', 'SINCE'],
          items.map(({ id, email, name, balance, held, faceConsent, createdAt }) => [
            id,
            email,
            name,
            balance,
            held,
            faceConsent ? 'on' : 'off',
            toShortTime(createdAt),
          ]),
          'No accounts yet.',
        ),
      )
    })

  accounts
    .command('consent <account>')
    .description('whether the people in the pictures agreed to operations on faces')
    .option('--on', 'they did')
    .option('--off', 'they did not')
    .action(async (account: string, { on = false, off = false }: { on?: boolean; off?: boolean }, command: Command) => {
      const { show } = sessionOf(command)
      if (on === off) throw new UsageError('Say --on or --off.')
      const changed = await onDatabase((admin) => admin.setFaceConsent(account, on))
      show(changed, () => `Operations on faces are ${changed.faceConsent ? 'allowed' : 'not allowed'} for ${changed.email}.`)
    })

  const credits = program.command('credits').description('credits of accounts, on the database')

  credits
    .command('grant <account>')
    .description('give credits')
    .argument('<amount>', 'whole credits', toAmount)
    .option('--expires <date|days>', 'e.g. 2027-01-31 or 30d; never when left out', toMoment)
    .option('--reason <text>', 'kept with the grant', 'granted by the operator')
    .action(async (account: string, amount: number, { expires, reason }: { expires?: number; reason: string }, command: Command) => {
      const { show } = sessionOf(command)
      const wanted = { amount, reason, ...(expires === undefined ? {} : { expiresAt: expires }) }
      const grant = await onDatabase((admin) => admin.grantCredits(account, wanted))
      const until = grant.expiresAt === null ? '' : ` until ${toShortTime(grant.expiresAt)}`
      show(grant, () => `${grant.amount} credits granted${until}; the balance is ${grant.balance}.`)
    })

  const keys = program.command('keys').description('API keys of accounts, on the database')

  keys
    .command('create <account>')
    .description('make an API key, which is shown this once')
    .requiredOption('--name <name>', 'what it is for')
    .option('--scopes <list>', 'e.g. jobs:read,media:read; all when left out', (list) => list.split(','))
    .action(async (account: string, wanted: { name: string; scopes?: string[] }, command: Command) => {
      const { show } = sessionOf(command)
      const made = await onDatabase((admin) => admin.createKey(account, wanted))
      show(made, () =>
        [
          toFacts({ id: made.id, name: made.name, scopes: made.scopes.join(', '), key: made.key }),
          '\nKeep the key: it is not shown again.',
        ].join('\n'),
      )
    })

  keys
    .command('list <account>')
    .description('the keys of an account, revoked ones too')
    .action(async (account: string, _options: unknown, command: Command) => {
      const { show } = sessionOf(command)
      const items = await onDatabase((admin) => admin.listKeys(account))
      show({ items }, () =>
        toTable(
          ['ID', 'NAME', 'BEGINS WITH', 'SCOPES', 'LAST USED', 'REVOKED'],
          items.map(({ id, name, prefix, scopes, lastUsedAt, revokedAt }) => [
            id,
            name,
            prefix,
            scopes.join(','),
            toShortTime(lastUsedAt),
            toShortTime(revokedAt),
          ]),
          'No keys.',
        ),
      )
    })

  keys
    .command('revoke <account> <key-id>')
    .description('end a key; a running server notices within seconds')
    .action(async (account: string, keyId: string, _options: unknown, command: Command) => {
      const { show } = sessionOf(command)
      const revoked = await onDatabase((admin) => admin.revokeKey(account, keyId))
      show(revoked, () => `${revoked.name} (${revoked.id}) is revoked.`)
    })
}

function toAmount(text: string): number {
  const amount = toInteger(text)
  if (amount < 0) throw new InvalidArgumentError('It must not be below 0.')
  return amount
}

/** Milliseconds since 1970. */
function toMoment(text: string): number {
  const days = /^(\d{1,5})d$/.exec(text)?.[1]
  const moment = days === undefined ? (/^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : NaN) : Date.now() + Number(days) * DAY_MS
  if (Number.isNaN(moment)) throw new InvalidArgumentError('Write a date such as 2027-01-31, or days such as 30d.')
  return moment
}
