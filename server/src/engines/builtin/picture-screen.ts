import { Piscina } from 'piscina'
import { limitParallel } from '../../lib/limit-parallel.ts'
import type { PictureScreen } from '../../ports/picture-screen.ts'

/** A thread that says nothing for so long after it got a picture is ended, and the picture counts as not looked at. */
const TIMEOUT_MS = 30_000
const IDLE_WORKER_MS = 60_000

export interface BuiltinScreenOptions {
  /** The worker entry: a function of the file's bytes that answers its score. */
  readonly workerFile?: URL
  readonly timeoutMs?: number
  readonly idleWorkerMs?: number
}

/**
 * Looks at pictures in one worker thread of low priority, which starts with the first picture and ends when idle. Any process has one of its own, whatever
 * its role: who takes submissions must be able to look at what comes along.
 */
export function createBuiltinScreen(options: BuiltinScreenOptions = {}): PictureScreen {
  const timeoutMs = options.timeoutMs ?? TIMEOUT_MS
  const pool = new Piscina({
    filename: (options.workerFile ?? new URL('./screen-worker.ts', import.meta.url)).href,
    minThreads: 0,
    maxThreads: 1,
    concurrentTasksPerWorker: 1,
    idleTimeout: options.idleWorkerMs ?? IDLE_WORKER_MS,
    atomics: 'disabled',
  })
  // Emitted when the worker dies outside of a task; the pool has replaced it by then.
  pool.on('error', () => undefined)

  // Not left to the pool: its time would run while the picture waits.
  const oneAtATime = limitParallel(1)

  return {
    // Copied into the thread: the bytes stay the caller's.
    score: (bytes) => oneAtATime(() => pool.run(bytes, { signal: AbortSignal.timeout(timeoutMs) }) as Promise<number>),
    close: () => pool.destroy(),
  }
}
