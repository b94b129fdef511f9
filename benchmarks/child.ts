import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export interface Child {
  readonly pid: number
  /** What the child said first, e.g. its URL. */
  readonly ready: Readonly<Record<string, unknown>>
  /** The child's next message. */
  next(): Promise<Readonly<Record<string, unknown>>>
  send(message: object): void
  /** Resolves when the process has ended. */
  readonly exited: Promise<void>
  stop(): Promise<void>
}

/** Starts a file of this folder as a process of its own, so that what is measured does not share an event loop with who measures. */
export async function startChild(file: string, options: object): Promise<Child> {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), [JSON.stringify(options)], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const messages: Readonly<Record<string, unknown>>[] = []
  const waiting: ((message: Readonly<Record<string, unknown>>) => void)[] = []
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  child.on('message', (message) => {
    const waiter = waiting.shift()
    if (waiter) waiter(message as Readonly<Record<string, unknown>>)
    else messages.push(message as Readonly<Record<string, unknown>>)
  })
  const next = (): Promise<Readonly<Record<string, unknown>>> => {
    const message = messages.shift()
    return message
      ? Promise.resolve(message)
      : Promise.race([
          new Promise<Readonly<Record<string, unknown>>>((resolve) => waiting.push(resolve)),
          exited.then(() => ({ exited: true })),
        ])
  }
  const ready = await next()
  if (ready['exited']) throw new Error(`${file} ended before it was ready`)
  return {
    pid: child.pid!,
    ready,
    next,
    send: (message) => void child.send(message),
    exited,
    async stop() {
      child.kill('SIGTERM')
      await exited
    },
  }
}
