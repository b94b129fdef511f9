import { type Command, InvalidArgumentError } from 'commander'

export function collect(value: string, before: readonly string[]): string[] {
  return [...before, value]
}

export function toInteger(text: string): number {
  if (!/^-?\d{1,15}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.')
  return Number(text)
}

/** @throws before anything is sent: what is no URL at all would look like a server that is down. */
export function toServerUrl(text: string): string {
  if (!/^https?:$/.test(URL.parse(text)?.protocol ?? '')) throw new InvalidArgumentError('Write a URL such as http://127.0.0.1:8787.')
  return text
}

/** Pages are the server's. */
export function addPaging(command: Command): Command {
  return command
    .option('--limit <number>', 'how many at most, up to 100 (default: 20)', toInteger)
    .option('--cursor <cursor>', 'go on where a page ended')
}
