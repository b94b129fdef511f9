import { isMarkedAsUntransferable } from 'node:worker_threads'
import type { EffectMedia, EffectOutput } from '../../domain/operation.ts'

/**
 * The bytes in a buffer of their own, which can be transferred to another thread. Copied only where it must be: small Node buffers are
 * slices of a pool, and buffers that belong to a native library (every result of sharp) may not change threads.
 */
export function ownBytes(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const ownsBuffer = bytes.byteOffset === 0 && bytes.byteLength === bytes.buffer.byteLength
  return ownsBuffer && !isMarkedAsUntransferable(bytes.buffer) ? new Uint8Array(bytes.buffer) : Uint8Array.from(bytes)
}

/** The distinct buffers behind some media: listing one twice makes `postMessage` throw. */
export function buffersOf(files: readonly (EffectMedia | EffectOutput)[]): ArrayBuffer[] {
  return [...new Set(files.map((file) => file.bytes.buffer))]
}
