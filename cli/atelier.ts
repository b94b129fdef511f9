import { Command, CommanderError, Option } from 'commander'
import { addAccount } from './commands/account.ts'
import { addAccounts } from './commands/accounts.ts'
import { addAudit } from './commands/audit.ts'
import { addJobs } from './commands/jobs.ts'
import { addMedia } from './commands/media.ts'
import { addOperations } from './commands/operations.ts'
import { EXIT, EXIT_HELP, exitCodeOf } from './exit-codes.ts'
import { toServerUrl } from './options.ts'
import type { GlobalOptions } from './session.ts'

const program = new Command('atelier')
  .description('Generative media and photo effects, from an Atelier server.')
  .addOption(new Option('--url <url>', 'the server').env('ATELIER_URL').default('http://127.0.0.1:8787').argParser(toServerUrl))
  .addOption(new Option('--key <key>', 'an API key').env('ATELIER_API_KEY'))
  .option('--json', 'results, and errors, as JSON')
  .configureHelp({ showGlobalOptions: true })
  .showHelpAfterError('(--help tells more)')
  .addHelpText('afterAll', EXIT_HELP)
  .exitOverride()

addJobs(program)
addMedia(program)
addOperations(program)
addAccount(program)
// Only these need the server's code; whoever talks to a server does not wait for it to load.
const openAdmin = async () => (await import('../server/src/admin.ts')).openAdmin()
addAccounts(program, openAdmin)
addAudit(program, openAdmin)

// A reader that has seen enough (`| head`) is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? EXIT.ok : EXIT.failed))

try {
  await program.parseAsync()
} catch (error) {
  // Commander has told its own by now.
  process.exitCode = error instanceof CommanderError ? (error.exitCode === 0 ? EXIT.ok : EXIT.usage) : tell(error)
}

function tell(error: unknown): number {
  const {
    code,
    requestId,
    fields = [],
    message,
  } = error as { code?: string; requestId?: string; fields?: readonly { field: string; message: string }[]; message: string }
  const exitCode = exitCodeOf(error)
  if (program.opts<GlobalOptions>().json) {
    process.stderr.write(`${JSON.stringify({ error: { code: code ?? null, message, requestId: requestId ?? null, fields } })}\n`)
    return exitCode
  }
  const more = fields.length > 1 ? fields.map((fault) => `\n  ${fault.field}: ${fault.message}`).join('') : ''
  const trace = exitCode === EXIT.failed && requestId ? ` (request ${requestId})` : ''
  process.stderr.write(`atelier: ${message}${more}${trace}\n`)
  return exitCode
}
