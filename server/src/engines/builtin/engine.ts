import { MessageChannel } from 'node:worker_threads'
import { Piscina } from 'piscina'
import { AtelierError } from '../../domain/errors.ts'
import type { EffectContext, EffectMedia, EffectResult, Fidelity, OperationDefinition } from '../../domain/operation.ts'
import type { Engine, EngineTask } from '../../ports/engine.ts'
import type { FromWorker, ToWorker, WorkerAnswer, WorkerTask } from './protocol.ts'
import { buffersOf, ownBytes } from './transfer.ts'

/** How long an aborted effect may take to stop by itself before its thread is ended. */
const STOP_GRACE_MS = 2000
const IDLE_WORKER_MS = 60_000
/** Of the JavaScript heap of one worker. Pixels and models live outside of it and are bounded by the decoder's limits. */
export const WORKER_HEAP_MB = 1024

export interface BuiltinEngineOptions {
  readonly operations: readonly OperationDefinition[]
  /** Worker threads, which is also how many tasks run at once. Two by default. */
  readonly threads?: number
  /** The worker entry; it has to know the same operations. */
  readonly workerFile?: URL
  readonly stopGraceMs?: number
  readonly idleWorkerMs?: number
  readonly workerHeapMb?: number
}

/**
 * The CPU of this machine. Effects run in worker threads of low priority, which start with the first task and end when idle, so that
 * a server without work holds neither models nor pixel libraries in memory, and a busy one still answers.
 * An effect that crashes or ignores its abort takes only its own thread along: the next task gets a new one.
 */
export function createBuiltinEngine(options: BuiltinEngineOptions): Engine {
  const threads = options.threads ?? 2
  const stopGraceMs = options.stopGraceMs ?? STOP_GRACE_MS
  const pool = new Piscina({
    filename: (options.workerFile ?? new URL('../../cpu-worker.ts', import.meta.url)).href,
    minThreads: 0,
    maxThreads: threads,
    concurrentTasksPerWorker: 1,
    idleTimeout: options.idleWorkerMs ?? IDLE_WORKER_MS,
    // A worker that sleeps in Atomics.wait between tasks could not finish what its libraries still do in the background.
    atomics: 'disabled',
    resourceLimits: { maxOldGenerationSizeMb: options.workerHeapMb ?? WORKER_HEAP_MB },
  })
  // Emitted when a worker dies outside of a task; the pool has replaced it by then.
  pool.on('error', () => undefined)

  const fidelities = new Map<string, Fidelity>()
  for (const { name, cpu } of options.operations) if (cpu) fidelities.set(name, cpu.fidelity)
  let closed = false

  return {
    name: 'builtin',
    concurrency: threads,
    operations: fidelities,

    async run(task: EngineTask, context: EffectContext): Promise<EffectResult> {
      context.signal.throwIfAborted()
      if (!fidelities.has(task.operation)) throw new AtelierError('operation_unavailable')

      const { port1: port, port2: workerPort } = new MessageChannel()
      const terminate = new AbortController()
      let graceTimer: NodeJS.Timeout | undefined
      let started = false
      let lastFraction = 0

      const report = (fraction: number, message?: string) => {
        if (context.signal.aborted) return
        lastFraction = Math.max(lastFraction, Math.min(1, fraction))
        context.onProgress(lastFraction, message)
      }
      port.on('message', (message: FromWorker) => {
        if (message.type === 'started') started = true
        else report(message.fraction, message.message)
      })
      const stop = () => {
        port.postMessage({ type: 'cancel' } satisfies ToWorker)
        if (started) graceTimer = setTimeout(() => terminate.abort(), stopGraceMs)
        else terminate.abort()
      }
      context.signal.addEventListener('abort', stop, { once: true })

      try {
        const media: Record<string, EffectMedia> = {}
        for (const [name, file] of Object.entries(task.media)) media[name] = { ...file, bytes: ownBytes(file.bytes) }
        const workerTask: WorkerTask = { operation: task.operation, input: task.input, media, port: workerPort }
        const answer = (await pool.run(workerTask, {
          signal: terminate.signal,
          transferList: [workerPort, ...buffersOf(Object.values(media))],
        })) as WorkerAnswer
        context.signal.throwIfAborted()
        if (!answer.ok) throw new AtelierError(answer.code, answer.message, answer.details ? { details: answer.details } : {})
        report(1)
        return answer.result
      } catch (error) {
        context.signal.throwIfAborted()
        if (error instanceof AtelierError) throw error
        throw new AtelierError('engine_failed', undefined, { cause: error })
      } finally {
        clearTimeout(graceTimer)
        context.signal.removeEventListener('abort', stop)
        port.close()
      }
    },

    check: () => (closed ? Promise.reject(new Error('The built-in engine is closed.')) : Promise.resolve()),

    async close() {
      closed = true
      await pool.destroy()
    },
  }
}
