import os from 'node:os'
import { move, transferableSymbol, valueSymbol } from 'piscina'
import { AtelierError } from '../../domain/errors.ts'
import type { CpuEffect, OperationDefinition } from '../../domain/operation.ts'
import type { FromWorker, ToWorker, WorkerAnswer, WorkerTask } from './protocol.ts'
import { buffersOf, ownBytes } from './transfer.ts'

/** Nice value of worker threads: enough for the API's thread to win every time both want the processor. */
const WORKER_PRIORITY = 15
/** More messages than this tell a caller nothing and cost the API's thread a wake-up each. */
const MIN_PROGRESS_INTERVAL_MS = 40

/** Lowers the calling thread only: on Linux, process id 0 means the thread that asks. Elsewhere it would lower the whole server. */
export function lowerThreadPriority(): void {
  if (process.platform === 'linux') os.setPriority(0, WORKER_PRIORITY)
}

/** The function that a worker thread performs tasks with. Runs inside the worker; each effect is loaded once, when first asked for. */
export function createTaskHandler(operations: readonly OperationDefinition[]): (task: WorkerTask) => Promise<unknown> {
  const effects = new Map<string, Promise<CpuEffect>>()
  const loadEffect = (name: string) => {
    const known = effects.get(name)
    if (known) return known
    const cpu = operations.find((operation) => operation.name === name)?.cpu
    if (!cpu) throw new AtelierError('operation_unavailable')
    const loading = cpu.load().then((module) => module.default)
    effects.set(name, loading)
    // What failed once, perhaps for want of memory, may succeed for the next task.
    loading.catch(() => effects.delete(name))
    return loading
  }

  return async ({ operation, input, media, port }) => {
    const send = (message: FromWorker) => port.postMessage(message)
    const cancel = new AbortController()
    port.on('message', (message: ToWorker) => {
      if (message.type === 'cancel') cancel.abort()
    })
    send({ type: 'started' })

    let lastSentAt = 0
    const onProgress = (fraction: number, message?: string) => {
      const now = performance.now()
      if (now - lastSentAt < MIN_PROGRESS_INTERVAL_MS) return
      lastSentAt = now
      send({ type: 'progress', fraction, ...(message === undefined ? {} : { message }) })
    }

    try {
      const effect = await loadEffect(operation)
      const result = await effect(input, media, { signal: cancel.signal, onProgress })
      const owned = result.outputs.map((output) => ({ ...output, bytes: ownBytes(output.bytes) }))
      const answer: WorkerAnswer = { ok: true, result: { ...result, outputs: owned } }
      return move({ [transferableSymbol]: buffersOf(owned), [valueSymbol]: answer } as unknown as Parameters<typeof move>[0])
    } catch (error) {
      if (!(error instanceof AtelierError)) throw error
      return { ok: false, code: error.code, message: error.message, details: error.details } satisfies WorkerAnswer
    } finally {
      port.close()
    }
  }
}
