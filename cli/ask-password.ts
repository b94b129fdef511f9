import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { UsageError } from './exit-codes.ts'

/** A new password: asked for twice, unseen, on a terminal; else the first line of stdin. So it need not stand in a shell's history. */
export async function askNewPassword(): Promise<string> {
  if (!process.stdin.isTTY) {
    const [line = ''] = (await text(process.stdin)).split(/\r?\n/)
    if (line === '') throw new UsageError('A password is needed: give --password, or send it to stdin.')
    return line
  }
  const first = await ask('Password: ')
  if (first !== (await ask('Once more: '))) throw new UsageError('The two passwords differ.')
  return first
}

async function ask(question: string): Promise<string> {
  process.stderr.write(question)
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  const terminal = createInterface({ input: process.stdin, output: nowhere, terminal: true })
  // Ctrl-C reaches readline, not the process.
  terminal.on('SIGINT', () => process.exit(130))
  try {
    return await terminal.question('')
  } finally {
    terminal.close()
    process.stderr.write('\n')
  }
}
