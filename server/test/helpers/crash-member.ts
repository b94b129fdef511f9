import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { CrashServerOptions } from './crash-server.ts'

/** One server process, started again and again. */
export class CrashMember {
  readonly role: CrashServerOptions['role']
  readonly #options: CrashServerOptions
  #child: ChildProcess | undefined
  #ready = Promise.withResolvers<string>()
  url = ''
  isReady = false

  constructor(options: CrashServerOptions) {
    this.role = options.role
    this.#options = options
  }

  get ready(): Promise<string> {
    return this.#ready.promise
  }

  async start(): Promise<void> {
    this.#ready = Promise.withResolvers<string>()
    const { promise, resolve, reject } = this.#ready
    promise.catch(() => {})
    this.isReady = false
    const child = fork(join(import.meta.dirname, 'crash-server.ts'), [JSON.stringify(this.#options)], {
      execArgv: [],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    })
    this.#child = child
    child.once('message', ({ url }: { url: string }) => {
      this.url = url
      this.isReady = true
      resolve(url)
    })
    child.once('exit', (code, signal) => {
      this.isReady = false
      reject(new Error(`a ${this.role} process ended by itself with ${signal ?? code}`))
    })
    // Being killed is no failure to start.
    await promise.catch(() => {})
  }

  async kill(): Promise<void> {
    const child = this.#child
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const exited = once(child, 'exit')
    child.kill('SIGKILL')
    await exited
  }

  /** Its exit code after SIGTERM; null where a signal ended it. */
  async stop(): Promise<number | null> {
    const child = this.#child!
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
    const exited = once(child, 'exit') as Promise<[number | null]>
    child.kill('SIGTERM')
    return (await exited)[0]
  }
}
