import type { Command } from 'commander'
import { type Client, createClient } from '../sdk/index.ts'
import { NoKeyError } from './exit-codes.ts'

export interface GlobalOptions {
  readonly url: string
  readonly key?: string
  readonly json?: boolean
}

/** What a command works with: the server behind the global options, and where its result goes. */
export interface Session {
  readonly client: Client
  readonly isJson: boolean
  /** The result, on stdout: the document with `--json`, else the text. */
  show(document: unknown, text: () => string): void
}

export function sessionOf(command: Command): Session {
  const { url, key, json = false } = command.optsWithGlobals<GlobalOptions>()
  return {
    isJson: json,
    get client() {
      if (!key) throw new NoKeyError()
      return createClient({ baseUrl: url, apiKey: key })
    },
    show: (document, text) => void process.stdout.write(`${json ? JSON.stringify(document, null, 2) : text()}\n`),
  }
}
