import type { MessagePort } from 'node:worker_threads'
import type { ErrorCode } from '../../domain/errors.ts'
import type { EffectMedia, EffectResult } from '../../domain/operation.ts'

/** What the engine hands to a worker thread for one task. The buffers of `media` and `port` are transferred. */
export interface WorkerTask {
  readonly operation: string
  readonly input: Record<string, unknown>
  readonly media: Readonly<Record<string, EffectMedia>>
  readonly port: MessagePort
}

/** From the engine, over the port. */
export type ToWorker = { readonly type: 'cancel' }

/** From the worker, over the port. */
export type FromWorker = { readonly type: 'started' } | { readonly type: 'progress'; readonly fraction: number; readonly message?: string }

/** A foreseen failure is a value: an error that is cloned over the thread border loses its class and its code. */
export type WorkerAnswer =
  | { readonly ok: true; readonly result: EffectResult }
  | {
      readonly ok: false
      readonly code: ErrorCode
      readonly message: string
      readonly details: Readonly<Record<string, unknown>> | undefined
    }
