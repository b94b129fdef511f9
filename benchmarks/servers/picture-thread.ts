/** A thread that calls effects, or the libraries below them, and nothing else. */
import { parentPort, workerData } from 'node:worker_threads'
import type { EffectMedia } from '../../server/src/domain/operation.ts'
import { lowerThreadPriority } from '../../server/src/engines/builtin/worker.ts'
import { operations } from '../../server/src/operations/index.ts'

lowerThreadPriority()
interface Task {
  readonly operation: string
  readonly input: Record<string, unknown>
  readonly media: Record<string, EffectMedia>
}
/** The library calls to make instead of the effect. */
const { calls } = workerData as { readonly calls: string | undefined }
const context = { signal: new AbortController().signal, onProgress: () => undefined }
parentPort!.on('message', ({ operation, input, media }: Task) => {
  void (async () => {
    if (calls !== undefined) {
      const { libraryCalls } = await import('./library-calls.ts')
      await libraryCalls[calls].call(media)
    } else {
      const { default: effect } = await operations.find(({ name }) => name === operation)!.cpu!.load()
      await effect(input, media, context)
    }
    parentPort!.postMessage('done')
  })()
})
