/** A thread that calls effects and nothing else. */
import { parentPort } from 'node:worker_threads'
import type { EffectMedia } from '../../server/src/domain/operation.ts'
import { lowerThreadPriority } from '../../server/src/engines/builtin/worker.ts'
import { operations } from '../../server/src/operations/index.ts'

lowerThreadPriority()
const context = { signal: new AbortController().signal, onProgress: () => undefined }
parentPort!.on('message', (task: { operation: string; input: Record<string, unknown>; media: Record<string, EffectMedia> }) => {
  void (async () => {
    const { default: effect } = await operations.find(({ name }) => name === task.operation)!.cpu!.load()
    await effect(task.input, task.media, context)
    parentPort!.postMessage('done')
  })()
})
